"""`alerts backtest`: other numbers for the alert rules, held against what patients answered in the past."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from alerts.backtest import Comparison, Past, Source, compare, source
from alerts.numbers_file import read
from app.figures import acted
from app.output import show_json, show_rows
from app.replaying import numbers_of
from app.shelf import Shelf
from domain import Fault
from scheduler.in_force import numbers_in_force
from scheduler.reports import history_of
from storage import alerts, episodes, facts, sites
from storage.database import Database, Tx

YEAR = timedelta(days=364)
"""Whole weeks."""

_LONDON = ZoneInfo("Europe/London")


def backtest(
    database: Database, begins_on: date, ends_on: date, rules: Path, as_of: datetime, *, as_json: bool
) -> None:
    """Print findings a week and predictive value by rule, under the numbers in use and those of the file.

    Dates are of London, the first included and the second too.
    """
    if ends_on < begins_on:
        raise Fault(f"--to {ends_on} is before --from {begins_on}.")
    new = numbers_of(rules)
    span = (_midnight(begins_on), _midnight(date.fromordinal(ends_on.toordinal() + 1)))
    with database.read() as tx:
        past, known = _past(tx, as_of), _acted(tx)
    found = compare(past, new, span, known)
    if as_json:
        show_json({"from": begins_on, "to": ends_on, **asdict(found)})
        return
    show_rows(_rows(found), json_wanted=False, nothing="Neither finds anything in that time.")
    if found.never_checked:
        typer.echo(
            f"{found.never_checked} rises that only the new numbers see were never re-checked. What would "
            "have become of them is not known; they are not counted."
        )


def past_year(database: Database, text: str, site_id: int, as_of: datetime) -> Comparison:
    """What the numbers of this text would have found at a site in the year before, beside those in use."""
    with database.read() as tx:
        past, known = _past(tx, as_of, site_id), _acted(tx)
    return compare(past, read(text), (as_of - YEAR, as_of), known)


def _rows(found: Comparison) -> list[dict[str, object]]:
    return [
        {
            "rule": rule,
            "old_a_week": _told(found.old[rule].a_week if rule in found.old else 0.0),
            "new_a_week": _told(found.new[rule].a_week if rule in found.new else 0.0),
            "old_ppv": _told(found.old[rule].ppv if rule in found.old else None),
            "new_ppv": _told(found.new[rule].ppv if rule in found.new else None),
        }
        for rule in sorted(found.old.keys() | found.new.keys())
    ]


def _told(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _past(tx: Tx, as_of: datetime, site_id: int | None = None) -> tuple[Past, ...]:
    """What everybody, or those of one site, ever answered, by episode."""
    library = Shelf().library(tx)
    numbers = {site.id: numbers_in_force(tx, site.id, as_of) for site in sites.every(tx)}
    theirs = (each for each in episodes.every(tx) if site_id in (None, each.site_id))
    loaded = (facts.load(tx, episode.id) for episode in theirs)
    return tuple(
        Past(history_of(each, library), ZoneInfo(each.patient.zone), numbers[each.site.id]) for each in loaded
    )


def _acted(tx: Tx) -> dict[Source, bool]:
    """Of each finding whose case is closed, whether something was done."""
    return {
        source(action.key): done
        for alert in alerts.every(tx)
        if (done := acted(tx, alert)) is not None
        for action in alerts.actions(tx, alert.id)
        if action.key is not None
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _LONDON)
