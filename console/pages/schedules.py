"""The schedule in use as a calendar, who published which version, and what will be sent when.

Of one patient every contact is explained; of all of them the first messages of the next two weeks are listed,
because whether a reminder is needed nobody knows yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from console.pages.moments import moment, short
from console.pages.protocol_words import HEAD, Calendar, calendar
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Page, Visit
from domain import Episode, Patient
from scheduler.recalling import recall
from scheduler.why import explain
from scheduler.why_words import rule, said, title
from storage import episodes, grid, patients, protocols, sites
from storage.database import Tx
from storage.grid import Coming

AHEAD, MOST = timedelta(days=14), 100


@dataclass(frozen=True, slots=True)
class Version:
    """A published version. `number` leads to its page."""

    number: int
    name: str
    published: str
    by: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """One version as a calendar; `versions` are all there are, the last one first."""

    shown: Version
    is_in_use: bool
    calendar: Calendar
    head: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class OneComing:
    """What one operation was and will be sent."""

    episode: str
    operated: str
    is_active: bool
    contacts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """The page of what is sent when: of one patient, or of all if no code was given, of whom only the
    earliest of `count` messages are shown."""

    code: str
    days: int = AHEAD.days
    everybody: tuple[tuple[str, str, str, str], ...] = ()
    count: int = 0
    operations: tuple[OneComing, ...] = ()
    fault: str | None = None


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The version that is in use, or one that was."""
    versions = versions_of(tx, desk, visit)
    asked = visit.path.get("number", str(versions[0].number) if versions else "")
    shown = next((each for each in versions if str(each.number) == asked), None)
    if shown is None:
        return NOT_THERE if asked else Page("no_schedule.html.j2")
    found = desk.reach.protocols.get(tx, shown.number)
    made = calendar(found, desk.reach.library(tx))
    return Page("schedule.html.j2", Schedule(shown, shown == versions[0], made, HEAD, versions))


def versions_of(tx: Tx, desk: Desk, visit: Visit) -> tuple[Version, ...]:
    """The last one, which is in use, first."""
    site = sites.get(tx, visit.who.site_id)
    return tuple(
        Version(
            each.id,
            f"{each.name} {each.version}",
            moment(desk.speech.staff, site, each.published_at),
            each.published_by.rpartition(":")[2],
        )
        for each in reversed(protocols.every(tx))
    )


def coming(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    code = visit.query.get("code", "").strip().upper()[:32]
    if not code:
        return Page("coming.html.j2", _everybody(tx, desk, visit))
    patient = patients.by_code(tx, code)
    if patient is None or patient.site_id != visit.who.site_id:
        fault = "Nobody here has this code. Look it up under Patients."
        return Page("coming.html.j2", Sending(code, fault=fault), status=422)
    view = Sending(code, operations=tuple(_operations(tx, desk, visit, patient)))
    return Page("coming.html.j2", view, reads=(f"patient:{patient.id}",))


def _everybody(tx: Tx, desk: Desk, visit: Visit) -> Sending:
    found, count = grid.coming(tx, visit.who.site_id, visit.as_of + AHEAD, MOST)
    library = desk.reach.library(tx)
    titles = {name: library.current(name).title for each in found for name in each.instruments}
    lines = (
        (_when(desk, each), each.patient, each.time_point, ", ".join(titles[n] for n in each.instruments))
        for each in found
    )
    return Sending("", everybody=tuple(lines), count=count)


def _when(desk: Desk, each: Coming) -> str:
    """In the patient's own time, as they will see it."""
    return f"{desk.speech.staff.moment(each.send_at.astimezone(ZoneInfo(each.zone)))} ({each.zone})"


def _operations(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Iterator[OneComing]:
    for episode in episodes.of_patient(tx, patient.id):
        contacts = tuple(_contacts(tx, desk, visit, episode))
        yield OneComing(episode.code, short(episode.tmr_on), episode.activated_at is not None, contacts)


def _contacts(tx: Tx, desk: Desk, visit: Visit, episode: Episode) -> Iterator[tuple[str, str, str]]:
    """Each contact: which, what became of it, and by which rule."""
    history = recall(tx, episode.id, desk.reach.library(tx), desk.reach.protocols, visit.as_of)
    for each in explain(history, visit.as_of):
        yield title(each.contact), said(each), f"{rule(history, each.contact)}. Zone: {each.contact.zone}."
