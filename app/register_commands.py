"""Commands of the register: the operation record, theatre counts, and what staff enter for a patient."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json
from domain import Fault
from storage.register_words import Via

theatre = typer.Typer(help="How many operations the theatre register counts.", no_args_is_help=True)


def attach(app: typer.Typer) -> None:
    app.command()(record)
    app.command()(answer)


def record(
    episode: str,
    file: Annotated[Path, typer.Option(help="YAML file: anaesthesia, transfers, surgeons and so on.")],
) -> None:
    """Record what was done at an operation, and by whom; what the file does not name stays."""
    from app.registering import record_surgery

    typer.echo(record_surgery(episode, file))


def answer(
    patient: Annotated[str, typer.Argument(help="Code of the patient, or of one operation.")],
    time_point: Annotated[str, typer.Option(help="Such as M03.")],
    via: Annotated[Via, typer.Option(help="phone, paper or clinic.")],
    by: Annotated[str, typer.Option("--by", help="Staff code of whoever enters this.")],
    proxy: Annotated[bool, typer.Option("--proxy", help="Somebody else spoke for the patient.")] = False,
    given_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it was answered; today, if not given.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="YAML file: link id and answer; asked here, if not given.")
    ] = None,
) -> None:
    """Enter what a patient answered by phone, on paper or in the clinic."""
    from app.staff_entry import Call, enter

    if via is Via.IMPORT:
        raise Fault("Use --via phone, paper or clinic; spreadsheets come in by `tmr-followup import`.")
    call = Call(patient, time_point, via, by, proxy, given_on.date() if given_on else None)
    typer.echo(enter(call, file))


@theatre.command("set")
def set_count(
    site: str,
    quarter: Annotated[str, typer.Option(help="Such as 2025-Q1.")],
    operations: Annotated[int, typer.Option(help="TMR operations in that quarter, however followed up.")],
) -> None:
    """Keep how many operations the theatre register counts; a later count stands in place of it."""
    from app.opening import act_now, opened
    from app.theatre import set_count as keep

    with opened() as database, database.write() as tx:
        typer.echo(keep(tx, act_now(), site, quarter, operations))


@theatre.command("list")
def list_counts(as_json: Json = False) -> None:
    """The counts, by site and quarter."""
    from app.opening import opened
    from app.output import show_rows
    from app.theatre import count_rows

    with opened() as database, database.read() as tx:
        rows = count_rows(tx)
    show_rows(rows, json_wanted=as_json, nothing="No count is kept.")
