"""Commands about alerts: list, show, acknowledge, hand over, snooze, close."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.numbers_commands import numbers
from app.setup_commands import Json

alerts = typer.Typer(help="Alerts: who must know, who knows, what was done.", no_args_is_help=True)
alerts.add_typer(numbers, name="numbers")


@alerts.command("list")
def list_alerts(
    all_of_them: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: Json = False,
) -> None:
    """Alerts by severity, oldest first."""
    from app.casework import alert_rows
    from app.opening import opened
    from app.output import show_rows

    with opened() as database, database.read() as tx:
        rows = alert_rows(tx, closed_too=all_of_them)
    show_rows(rows, json_wanted=as_json, nothing="No alert is open.")


@alerts.command("show")
def show(alert: int, as_json: Json = False) -> None:
    """The story of an alert: the answers that fired it, who was told when and how, who did what."""
    from app.casework import story_lines, story_rows
    from app.opening import opened
    from app.output import show_json

    with opened() as database, database.read() as tx:
        if as_json:
            show_json(story_rows(tx, alert))
        else:
            typer.echo("\n".join(story_lines(tx, alert)))


By = Annotated[str, typer.Option("--by", help="Staff code of whoever does this.")]


@alerts.command("ack")
def acknowledge(alert: int, by: By) -> None:
    """Acknowledge an alert: this person has it in hand."""
    from app.casework import acknowledge as record
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        typer.echo(record(tx, act_now(), alert, by))


@alerts.command("hand-over")
def hand_over(
    alert: int, by: By, to: Annotated[str, typer.Option(help="Staff code of whoever is to have it.")]
) -> None:
    """Hand an alert over: they are told at once, and again until they acknowledge."""
    from app.casework import hand_over as record
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        typer.echo(record(tx, act_now(), alert, by, to))


@alerts.command("snooze")
def snooze(
    alert: int,
    by: By,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it comes back on.")],
    reason: Annotated[str, typer.Option(help="Why it can wait.")],
) -> None:
    """Let an acknowledged AMBER alert rest, for seven days at most; RED never rests."""
    from app.casework import snooze as record
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        typer.echo(record(tx, act_now(), alert, by, until.date(), reason))


@alerts.command("close")
def close(
    alert: int,
    by: By,
    code: Annotated[
        str, typer.Option(help="called, advice, clinic, medicines, admitted, reoperation, no-action.")
    ],
    reason: Annotated[str, typer.Option(help="Required with no-action.")] = "",
) -> None:
    """Close an alert with what was done."""
    from app.casework import close as record
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        typer.echo(record(tx, act_now(), alert, by, code, reason))


@alerts.command("replay")
def replay(
    file: Annotated[Path, typer.Argument(help="CSV: patient, tmr_date, answered_at, link_id, value.")],
    rules: Annotated[Path | None, typer.Option(help="A file of numbers; else those of the product.")] = None,
    zone: Annotated[str, typer.Option(help="Where the patients live.")] = "Europe/London",
    as_of: Annotated[
        datetime | None, typer.Option(help="Judge silence up to this instant (UTC); else up to now.")
    ] = None,
    missed: Annotated[
        bool,
        typer.Option("--missed", help="Windows of the default protocol without an answer count too (DIG-7)."),
    ] = False,
) -> None:
    """What the alert rules find in answers of a file: one finding a line, as JSON."""
    from app.replaying import replay_file

    replay_file(file, rules, zone, as_of.replace(tzinfo=UTC) if as_of else None, missed=missed)


@alerts.command("backtest")
def backtest(
    rules: Annotated[Path, typer.Option(help="A file of numbers to try.")],
    begins_on: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    ends_on: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    as_json: Json = False,
) -> None:
    """What other numbers would have found in a span of the past, beside those in use."""
    from app.backtesting import backtest as compare
    from app.opening import act_now, opened

    with opened() as database:
        compare(database, begins_on.date(), ends_on.date(), rules, act_now().at, as_json=as_json)
