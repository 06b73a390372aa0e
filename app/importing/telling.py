"""Prints what an import came to, for a person or a machine."""

import sys
from collections.abc import Iterator, Sequence

import typer

from app.importing.bringing import Asked, Brought, bring
from app.importing.words import Trouble
from app.opening import act_now, opened
from app.output import show_json
from domain import Act, Fault
from storage import staff
from storage.database import Database

_MOST_NOTES = 20


def run(asked: Asked, by: str | None, *, as_json: bool) -> None:
    """Import and say what came of it; exit 2 where something is wrong with the file or its map."""
    with opened() as database:
        act = _act(database, by)
        brought = bring(database, act, asked)
    if as_json:
        show_json(_as_row(brought, asked))
    else:
        _say(brought, asked)
    if brought.tally.told.troubles:
        sys.exit(2)


def _act(database: Database, by: str | None) -> Act:
    """Who runs it: the command line, or the member of staff named."""
    act = act_now()
    if by is None:
        return act
    with database.read() as tx:
        person = staff.by_code(tx, by)
    if person is None or not person.active:
        raise Fault(f"No staff {by!r}. Add them first with `tmr-followup staff add`.")
    return Act(f"staff:{person.code}", act.at)


def _as_row(brought: Brought, asked: Asked) -> dict[str, object]:
    told = brought.tally.told
    return {
        "file": brought.file,
        "sha256": brought.sha256,
        "dry_run": asked.dry_run,
        "stored": brought.stored,
        "counts": brought.tally.rows(),
        "faults": [_trouble(each) for each in told.troubles],
        "notes": [_trouble(each) for each in told.notes],
    }


def _trouble(each: Trouble) -> dict[str, object]:
    place = {"sheet": each.place.sheet, "row": each.place.row or None, "column": each.place.column or None}
    return {**place, "value": each.shown, "sentence": each.sentence}


def _say(brought: Brought, asked: Asked) -> None:
    """What was stored, or would be; with faults only those, and to standard error: nothing was stored."""
    told = brought.tally.told
    wrong = bool(told.troubles)
    for line in _noted(told.notes):
        typer.echo(line, err=wrong)
    for each in told.troubles:
        typer.echo(str(each), err=True)
    for thing, came in () if wrong else brought.tally.rows().items():
        counted = ", ".join(f"{number} {word}" for word, number in came.items() if number)
        if counted:
            typer.echo(f"{thing.replace('_', ' ')}: {counted}")
    typer.echo(_conclusion(brought, asked), err=wrong)


def _noted(notes: Sequence[Trouble]) -> Iterator[str]:
    yield from (f"Note: {each}" for each in notes[:_MOST_NOTES])
    if len(notes) > _MOST_NOTES:
        yield f"Note: and {len(notes) - _MOST_NOTES} more; --json lists all."


def _conclusion(brought: Brought, asked: Asked) -> str:
    faults = len(brought.tally.told.troubles)
    if faults:
        return f"{faults} {'fault' if faults == 1 else 'faults'}: nothing was stored."
    if asked.dry_run:
        return "No fault. Nothing was stored: this was a dry run."
    if not brought.stored:
        return "Nothing is new: the register has all of it."
    return f"Stored. SHA-256 of the file: {brought.sha256}"
