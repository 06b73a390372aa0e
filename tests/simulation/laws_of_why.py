"""Laws about explanations: whatever was sent is explained as sent, whatever was not has a reason."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.shelf import Shelf
from domain import AssessmentKind, Lane
from scheduler.published import Protocols
from scheduler.reasons import History
from scheduler.recalling import now_of, recall
from scheduler.why import Fate, explain
from scheduler.why_day import Day, on_day
from storage import episodes, facts
from storage.database import Database, Tx
from storage.words import OutboxState, Outgoing
from tests.simulation.living import Living

_WENT_OUT = (OutboxState.SENT, OutboxState.UNSURE)


def unexplained(outcome: Living, database: Database) -> list[str]:
    """Over every episode: messages not explained as sent, contacts without a reason, a past told wrong."""
    as_of, shelf = outcome.clock.now(), Shelf()
    published = Protocols(shelf.library)
    with database.read() as tx:
        library = shelf.library(tx)
        followed = [each.id for each in episodes.every(tx) if each.activated_at is not None]
        told = ((each, recall(tx, each, library, published, as_of)) for each in followed)
        return [fault for each, history in told for fault in _faults(tx, each, history, as_of)]


def _faults(tx: Tx, episode_id: int, history: History, as_of: datetime) -> list[str]:
    told = explain(history, as_of)
    gone_out = {each.contact.key for each in told if each.fate in (Fate.SENT, Fate.IN_DOUBT) and each.alone}
    stored = {row.key for row in history.outgoing if _is_contact(row) and row.state in _WENT_OUT}
    faults = [f"episode {episode_id}: {key} is told otherwise" for key in gone_out ^ stored]
    faults += [
        f"episode {episode_id}: {each.contact.key} has no reason"
        for each in told
        if each.fate is Fate.NOT_SENT and each.why is None
    ]
    faults += [
        f"episode {episode_id}: {on} does not speak of every assessment once"
        for on in _days(history, as_of)
        if not _is_whole(history, on_day(history, told, on))
    ]
    if replace(history.standings[-1], since=as_of) != now_of(facts.load(tx, episode_id), as_of):
        faults.append(f"episode {episode_id}: the trail tells another present than the tables")
    return faults


def _days(history: History, as_of: datetime) -> list[date]:
    """A date each month, from before enrolment to after today."""
    begins, ends = history.standings[0].since.date(), as_of.date()
    return [begins + timedelta(days=n) for n in range(-29, (ends - begins).days + 60, 29)]


def _is_whole(history: History, day: Day) -> bool:
    spoken = {each.contact.assessment.id for each in day.contacts}
    silent = [each.assessment.id for each in day.silent]
    planned = {each.id for each in history.assessments if each.kind is not AssessmentKind.UNSCHEDULED}
    return sorted([*spoken, *silent]) == sorted(planned)


def _is_contact(row: Outgoing) -> bool:
    return row.kind == "call" or (row.lane is Lane.PROMPT and row.staff_id is None)
