"""Commands that run the service or look at it: run, tick, status, export, demo, trail."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json

trail = typer.Typer(help="The record of who did what, when.", no_args_is_help=True)


def attach(app: typer.Typer) -> None:
    for command in (run, tick, status, export, demo):
        app.command()(command)


class Part(StrEnum):
    """What of the service runs in this process."""

    ALL = "all"
    CONSOLE = "console"


def run(
    part: Annotated[Part, typer.Argument(help="all, or the console alone.")] = Part.ALL,
) -> None:
    """Run the service: bot, tick, courier and console in one process. SIGTERM finishes what is in hand."""
    from app.opening import opened, read_settings
    from app.run import serve, serve_console

    settings = read_settings()
    with opened(settings) as database:
        (serve if part is Part.ALL else serve_console)(settings, database)


def tick() -> None:
    """Look once at every episode that is due; for a system that calls us from outside."""
    from app.opening import opened, read_settings
    from app.run import tick_once

    settings = read_settings()
    with opened(settings) as database:
        typer.echo(f"{tick_once(settings, database)} episodes looked at.")


def status(as_json: Json = False) -> None:
    """Whether everything is alive, and what waits."""
    from app.opening import keeping_of, opened, read_settings
    from app.status import print_status

    settings = read_settings()
    with opened(settings) as database:
        print_status(database, keeping_of(settings), as_json=as_json)


def export(
    out: Annotated[Path | None, typer.Option(help="Folder to write into.")] = None,
    format_name: Annotated[
        str,
        typer.Option("--format", help="csv, xlsx, wide, spss, stata, redcap, nice, sqlite or fhir."),
    ] = "csv",
    site: Annotated[str | None, typer.Option(help="Only what was operated at this hospital.")] = None,
    period: Annotated[
        str | None, typer.Option(help="Only TMR done in 2025, 2025-Q1 or 2025-01-15..2025-06-30.")
    ] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="nice only: your own map of columns (YAML).")
    ] = None,
    with_free_text: Annotated[
        bool, typer.Option("--with-free-text", help="fhir only: also what people wrote, which may name them.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(help="Fill tables of this database instead; `settings`: that of TMR_EXPORT_TO."),
    ] = None,
    schema: Annotated[str | None, typer.Option(help="With --to: the name of the schema there.")] = None,
    reader: Annotated[str | None, typer.Option(help="With --to: the role that may read it.")] = None,
    as_json: Json = False,
) -> None:
    """Write the clinical-audit data set: as files, or into the hospital's own database. It names nobody."""
    from app.exporting import Asked, export_as_asked

    export_as_asked(
        Asked(out, format_name, site, period, map_file, with_free_text, to, schema, reader), as_json=as_json
    )


def demo(
    patients: Annotated[int, typer.Option(min=1, max=2000, help="How many people to follow.")] = 40,
    months: Annotated[int, typer.Option(min=1, max=60, help="For how long.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed gives the same lives.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for export and diary.")] = None,
    as_json: Json = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Do not leave the console open at the end; --json never does.")
    ] = False,
) -> None:
    """Follow a made-up cohort through the whole product: no account, no server, no token."""
    from app.demo.command import run_demo

    run_demo(patients=patients, months=months, seed=seed, out=out, as_json=as_json, no_serve=no_serve)


@trail.command("verify")
def verify(as_json: Json = False) -> None:
    """Check that nobody has changed the record: every row against its seal."""
    from app.opening import opened
    from app.status import verify_trail

    with opened() as database:
        verify_trail(database, as_json=as_json)
