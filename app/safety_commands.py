"""Commands about safety events: list, add, confirm, refute, and note a Yellow Card report."""

from datetime import date, datetime
from typing import Annotated

import typer

from app.setup_commands import Json
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.words import SafetyCategory, SafetyState

safety = typer.Typer(help="Safety events: suspected until a clinician decides.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", help="Staff code of whoever does this.")]
Occurred = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it happened.")]
Grade = Annotated[str | None, typer.Option(help="Clavien-Dindo: I, II, IIIa, IIIb, IVa, IVb or V.")]
Sort = Annotated[SafetyKind | None, typer.Option("--kind", help="Of the category other: what it was.")]
Reason = Annotated[ReoperationReason | None, typer.Option(help="Why the limb was operated on again.")]
Part = Annotated[Product | None, typer.Option(help="Whether a device or a medicine had a part.")]
Note = Annotated[str | None, typer.Option(help="Free text; it is never exported.")]


@safety.command("list")
def list_events(
    all_of_them: Annotated[bool, typer.Option("--all", help="Those that wait for nobody too.")] = False,
    as_json: Json = False,
) -> None:
    """Events that wait for a clinician, or are to be reported and are not yet, by date."""
    from app.opening import opened
    from app.output import show_rows
    from app.safety import event_rows

    with opened() as database, database.read() as tx:
        rows = event_rows(tx, all_of_them=all_of_them)
    show_rows(rows, json_wanted=as_json, nothing="No safety event waits for anybody.")


@safety.command("add")
def add(
    episode: str,
    category: Annotated[SafetyCategory, typer.Option(help="What it was.")],
    occurred_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When it happened.")],
    by: By,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="By a clinician: it is so.")] = False,
    grade: Grade = None,
    kind: Sort = None,
    reoperation_reason: Reason = None,
    product: Part = None,
    note: Note = None,
) -> None:
    """Write down an event of an operation; suspected, unless a clinician confirms it at once."""
    from app.opening import act_now, opened
    from app.safety import Told
    from app.safety import add as record

    told = Told(category, occurred_on.date(), grade, kind, reoperation_reason, product, note)
    with opened() as database, database.write() as tx:
        typer.echo(record(tx, act_now(), episode, by, told, confirmed=confirmed))


@safety.command("confirm")
def confirm(
    event: int,
    by: By,
    grade: Grade = None,
    category: Annotated[SafetyCategory | None, typer.Option(help="What it truly was.")] = None,
    occurred_on: Occurred = None,
    kind: Sort = None,
    reoperation_reason: Reason = None,
    product: Part = None,
    note: Note = None,
) -> None:
    """Confirm an event, with its grade; what is given corrects what is known. Only a clinician may."""
    from app.opening import act_now, opened
    from app.safety import Told, decide

    told = Told(category, _day(occurred_on), grade, kind, reoperation_reason, product, note)
    with opened() as database, database.write() as tx:
        typer.echo(decide(tx, act_now(), event, by, SafetyState.CONFIRMED, told))


@safety.command("refute")
def refute(event: int, by: By, note: Note = None) -> None:
    """Refute an event: it did not happen, or was no harm of this. Only a clinician may."""
    from app.opening import act_now, opened
    from app.safety import Told, decide

    with opened() as database, database.write() as tx:
        typer.echo(decide(tx, act_now(), event, by, SafetyState.REFUTED, Told(note=note)))


@safety.command("yellow-card")
def yellow_card(
    event: int,
    by: By,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Today, if not given.")] = None,
    product: Part = None,
    reference: Annotated[str | None, typer.Option(help="Reference that the scheme gave.")] = None,
) -> None:
    """Note that an event was reported at https://yellowcard.mhra.gov.uk; this reports nothing itself."""
    from app.opening import act_now, opened
    from app.safety import yellow_card as note_report

    with opened() as database, database.write() as tx:
        typer.echo(note_report(tx, act_now(), event, by, _day(on), product, reference))


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
