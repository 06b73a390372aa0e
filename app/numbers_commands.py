"""Commands about the numbers of the alert rules: check, sign, show."""

from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json

numbers = typer.Typer(help="The numbers of the alert rules.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A file of numbers; begin with `alerts numbers show`.")]


@numbers.command("show")
def show(
    site: Annotated[str, typer.Option(help="A site's own; without it those of the product.")] = "",
) -> None:
    """Print the file of numbers in force."""
    from alerts.numbers_file import bundled_text
    from app.opening import act_now, opened
    from app.rule_numbers import text_in_force

    if not site:
        typer.echo(bundled_text(), nl=False)
        return
    with opened() as database, database.read() as tx:
        typer.echo(text_in_force(tx, site, act_now().at), nl=False)


@numbers.command("list")
def list_numbers(as_json: Json = False) -> None:
    """Every file that was signed: site, version, checksum, by whom, when and why."""
    from app.opening import opened
    from app.output import show_rows
    from app.rule_numbers import number_rows

    with opened() as database, database.read() as tx:
        rows = number_rows(tx)
    show_rows(rows, json_wanted=as_json, nothing="Nothing was signed: the numbers of the product hold.")


@numbers.command("check")
def check(file: File) -> None:
    """Say whether a file can be signed, or everything that is wrong with it."""
    from app.rule_numbers import check_numbers

    typer.echo(check_numbers(file))


@numbers.command("set")
def set_numbers(
    file: File,
    signed_by: Annotated[str, typer.Option(help="Staff code of the site's clinical safety officer.")],
    reason: Annotated[str, typer.Option(help="Why the numbers change.")],
) -> None:
    """Put the safety officer's site under these numbers from now on; earlier ones stay on record."""
    from app.opening import act_now, opened
    from app.rule_numbers import set_numbers as sign

    with opened() as database, database.write() as tx:
        told = sign(tx, act_now(), file, signed_by, reason)
    typer.echo(told)
