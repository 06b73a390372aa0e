"""Commands that bring an existing spreadsheet into the register."""

from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json


def attach(app: typer.Typer) -> None:
    app.command("import")(import_file)
    app.command("import-template")(import_template)


def import_file(
    file: Annotated[Path, typer.Argument(help="The spreadsheet: .xlsx, or .csv.")],
    map_file: Annotated[Path, typer.Option("--map", help="YAML file that says what stands where.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Change what is stored otherwise, as an amendment.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Staff code of whoever imports.")] = None,
    as_json: Json = False,
) -> None:
    """Import patients, operations, answers and safety events: all of the file, or nothing."""
    from app.importing.bringing import Asked
    from app.importing.telling import run

    run(Asked(file, map_file, dry_run, update), by, as_json=as_json)


def import_template(
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("import-template"),
) -> None:
    """Write maps with empty tables to start an import from."""
    from app.importing.template import write_templates

    names = write_templates(out)
    typer.echo(f"Written to {out}: {', '.join(names)}")
