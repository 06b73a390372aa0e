"""The trail: who did what to what, when and by what means, for administrators; and whether it is whole.

It is one chain over all hospitals and holds pseudonyms alone. What is looked for stands in the address, so
only codes are taken there: whatever else is typed is refused and never sent on.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import Answer, Page, Visit, number_in
from domain import Site
from scheduler.instants import MIDNIGHT, instant
from storage import episodes, patients, sites, trail, trail_search
from storage.database import Tx
from storage.trail import TrailRow
from storage.trail_search import Sought

A_PAGE = 50
MOST_DETAIL = 160
CODES = ("by", "verb", "subject")
DAYS = ("since", "until")
_CODE = re.compile(r"[A-Za-z0-9:._-]{1,64}")
NOT_A_CODE = "Enter a code, such as P0001, DR1 or alert.close: no spaces, and never a name."
NO_DATE = "Enter a date as 2025-06-03."
MEANS = {
    "cli": "command line on the server",
    "console": "console, not signed in",
    "account": "console",
    "staff": "Telegram, console or command line",
    "patient": "Telegram",
    "system": "the service itself",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page tells it."""

    seq: int
    at: str
    by: str
    means: str
    verb: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class TrailView:
    """`typed`: what is looked for, by field. `older`: the address of the lines before these."""

    zone: str
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    lines: tuple[Line, ...]
    older: str | None
    is_latest: bool

    @property
    def is_filtered(self) -> bool:
        return any(self.typed.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found."""

    count: int
    head: str
    fault: str | None


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    site = sites.get(tx, visit.who.site_id)
    typed = {name: visit.query.get(name, "").strip() for name in (*CODES, *DAYS)}
    faults, before = faults_of(typed), number_in(visit.query.get("before", ""))
    found = () if faults else _found(tx, site, typed, before)
    view = TrailView(
        zone=site.zone,
        typed={name: "" if faults.get(name) == NOT_A_CODE else text for name, text in typed.items()},
        faults=faults,
        lines=tuple(_line(desk, site, each) for each in found[:A_PAGE]),
        older=_address(typed, found[A_PAGE - 1].seq) if len(found) > A_PAGE else None,
        is_latest=before is None,
    )
    return Page("trail.html.j2", view, status=422 if faults else 200)


def verify(tx: Tx, _desk: Desk, _visit: Visit) -> Answer:
    """Recompute every seal."""
    found = trail.verify(tx)
    return Page("trail_verdict.html.j2", Verdict(found.count, found.head, found.fault))


def faults_of(typed: Mapping[str, str]) -> dict[str, str]:
    """What cannot be looked for, by field."""
    codes = {name: NOT_A_CODE for name in CODES if typed[name] and not _CODE.fullmatch(typed[name])}
    return codes | {name: NO_DATE for name in DAYS if typed[name] and _day(typed[name]) is None}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None


def _found(tx: Tx, site: Site, typed: Mapping[str, str], before: int | None) -> tuple[TrailRow, ...]:
    """One more than a page shows, so that it is known whether there are others. Days include both ends."""
    since, until = _day(typed["since"]), _day(typed["until"])
    sought = Sought(
        by=typed["by"],
        verb=typed["verb"],
        subjects=_subjects(tx, typed["subject"]),
        since=instant(since, MIDNIGHT, site.zone) if since else None,
        until=instant(until + timedelta(days=1), MIDNIGHT, site.zone) if until else None,
    )
    return trail_search.lines(tx, sought, before=before, most=A_PAGE + 1)


def _subjects(tx: Tx, text: str) -> tuple[str, ...]:
    """A patient's code stands for them and their operations; all else for itself."""
    patient = patients.by_code(tx, text.upper()) if text else None
    if patient is None:
        return (text,) if text else ()
    return f"patient:{patient.id}", *(f"episode:{each.id}" for each in episodes.of_patient(tx, patient.id))


def _line(desk: Desk, site: Site, row: TrailRow) -> Line:
    at = moment(desk.speech.staff, site, row.at)
    means = MEANS.get(row.by.partition(":")[0], "")
    return Line(row.seq, at, row.by, means, row.verb, row.subject, detail_of(row.detail))


def detail_of(detail: Mapping[str, object]) -> str:
    """What a line says beside, cut where it is long: the command line shows it whole."""
    told = ", ".join(f"{name}: {_plain(value)}" for name, value in detail.items())
    return told if len(told) <= MOST_DETAIL else f"{told[: MOST_DETAIL - 1]}…"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _address(typed: Mapping[str, str], before: int) -> str:
    kept = {name: text for name, text in typed.items() if text}
    return f"/trail?{urlencode({**kept, 'before': before})}"
