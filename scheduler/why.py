"""Why each planned contact of an episode went out, will go out, or did not. Pure.

Each has one fate, told from what is stored: the row of the outbox that carried it, alone or with the rest of
its sitting; else what kept it back when it fell due. A contact that fell due while nothing kept it back, and
that nobody queued, has but one explanation: the service was not running. That is an outage.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain import AssessmentState, Lane
from scheduler.asking import asks, openings
from scheduler.calling import calls
from scheduler.chances import ladder, lapsed, last_asked_on
from scheduler.contacts import Contact, StepKind, contacts, is_standing
from scheduler.instants import is_quiet, local_date
from scheduler.messages import ASKING
from scheduler.reasons import (
    History,
    WhyNot,
    why_ended,
    why_gone,
    why_held,
    why_hindered,
    why_paused,
    why_unsent,
)
from scheduler.standing import Standing, spans, standing_at
from scheduler.unasked import sitting
from storage.words import OutboxState, Outgoing


class Fate(StrEnum):
    """`in-doubt`: it was sent, and nobody knows whether it arrived; it is not sent again."""

    SENT = "sent"
    IN_DOUBT = "in-doubt"
    TO_COME = "to-come"
    NOT_SENT = "not-sent"


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of one contact.

    `at`: when it was sent or, of one to come, may be sent as things stand. `why`: why it was not sent; of one
    to come, what it waits for; of one sent a day or more late, what held it up, if that is known. `row_id`:
    the message that carried it. `alone`: false where it went along with the message of another contact.
    """

    contact: Contact
    fate: Fate
    at: datetime | None
    why: WhyNot | None
    row_id: int | None = None
    alone: bool = True


_FATES = {
    OutboxState.SENT: Fate.SENT,
    OutboxState.UNSURE: Fate.IN_DOUBT,
    OutboxState.SENDING: Fate.IN_DOUBT,
    OutboxState.QUEUED: Fate.TO_COME,
}
_UNPLANNED = {("again", False): StepKind.AGAIN, ("call", True): StepKind.REPEAT}
_CALLS = (StepKind.CALL, StepKind.REPEAT)
_SHORTEST_STEP = timedelta(hours=1)
_Which = tuple[int, StepKind, int]


def explain(history: History, as_of: datetime) -> tuple[Explained, ...]:
    """The fate of every planned contact, in their order; then what nobody planned."""
    coming = _coming(history, as_of)
    planned = tuple(_explained(history, contact, coming, as_of) for contact in contacts(history))
    return (*planned, *_unplanned(history, as_of))


def _explained(
    history: History, contact: Contact, coming: dict[_Which, datetime], as_of: datetime
) -> Explained:
    row = next((row for row in history.outgoing if row.key == contact.key), None)
    if row is not None:
        return _carried(history, contact, row, as_of)
    along = _along(history, contact)
    if along is not None:
        return _carried(history, contact, along, as_of, alone=False)
    left_out = _left_out(history, contact)
    if left_out is None and is_standing(contact.assessment):
        at = coming.get((contact.assessment.id, contact.kind, contact.number))
        if at is not None or contact.due_at > as_of:
            now = standing_at(history.standings, as_of)
            why = _hindered(contact, now, as_of) or _capped(contact)
            return Explained(contact, Fate.TO_COME, at or contact.may_at, why)
    return Explained(contact, Fate.NOT_SENT, None, left_out or _why_not(history, contact))


def _coming(history: History, as_of: datetime) -> dict[_Which, datetime]:
    """What is due or to come, as things stand -> when it may be sent."""
    standing = standing_at(history.standings, as_of)
    protocol, facts = history.protocols[standing.protocol_id], history.as_seen(standing)
    found = {(each.id, StepKind.FIRST, 0): at for at, each in openings(protocol, facts, as_of)}
    for ask in asks(protocol, facts, as_of):
        kind = StepKind.REMINDER if ask.number else StepKind.FIRST
        found[ask.assessment.id, kind, ask.number] = ask.at
    called = {(call.assessment_id, StepKind.CALL, 0): at for at, call in calls(protocol, facts, as_of)}
    return found | called


def _carried(
    history: History, contact: Contact, row: Outgoing, as_of: datetime, *, alone: bool = True
) -> Explained:
    """What became of the message that carried it."""
    fate = _FATES.get(row.state, Fate.NOT_SENT)
    if fate is Fate.NOT_SENT:
        why: WhyNot | None = why_unsent(history, row, contact.assessment)
        return Explained(contact, fate, None, why, row.id, alone)
    if fate is Fate.TO_COME and not is_standing(contact.assessment):
        why = why_held(history, row) or why_ended(contact.assessment)  # waits, and will be dropped
        return Explained(contact, Fate.NOT_SENT, None, why, row.id, alone)
    if fate is Fate.TO_COME:
        now = standing_at(history.standings, as_of)
        why = _hindered(contact, now, as_of) or (why_held(history, row) if row.reason else None)
        return Explained(contact, fate, max(row.not_before_at, as_of), why, row.id, alone)
    at = row.settled_at or row.queued_at
    return Explained(contact, fate, at, _late(history, contact, row, at), row.id, alone)


def _late(history: History, contact: Contact, row: Outgoing, at: datetime) -> WhyNot | None:
    """What held up a message that went out on a later day than it was due."""
    if local_date(at, contact.zone) <= local_date(contact.due_at, contact.zone):
        return None
    then = standing_at(history.standings, contact.due_at)
    hindered = _hindered(contact, then, contact.due_at) or why_held(history, row) or _capped(contact)
    return hindered or next(_hindered_later(history, contact, at), None) or _away(history, contact, at)


def _away(history: History, contact: Contact, at: datetime) -> WhyNot | None:
    """An outage, if nothing else can have put it off: no change that planned it late, no licence renewed."""
    changed = any(contact.due_at < each.since <= at for each in history.standings)
    mine = contact.assessment
    licensed = contact.kind is StepKind.FIRST and set(mine.instruments) <= history.licensed
    late = local_date(at, contact.zone) > local_date(contact.may_at, contact.zone)
    return WhyNot.OUTAGE if late and not changed and not licensed else None


def _along(history: History, contact: Contact) -> Outgoing | None:
    """The message of another contact that took this one along: the prompt of the sitting it was opened in;
    or, for whatever was due on a day with another message about it, that message."""
    if contact.kind is StepKind.CALL:
        return None
    mine = contact.assessment
    about = [row for row in _asking(history, contact) if mine.id in sitting(row)]
    if contact.kind is StepKind.FIRST:
        prompts = (row for row in about if row.kind == "prompt")
        return next(prompts, None)
    first = next(iter(_asking(history, contact)), None)
    if first is None or first not in about or _is_own(contact, first) or not _same_day(contact, first):
        return None
    then = standing_at(history.standings, contact.due_at)
    return None if _hindered(contact, then, contact.due_at) else first


def _asking(history: History, contact: Contact) -> list[Outgoing]:
    """Messages that asked the patient something from when it fell due, or from its opening, till its end."""
    since, until = contact.due_at, contact.assessment.closed_at
    if contact.kind is StepKind.FIRST and contact.assessment.opened_at is not None:
        since = contact.assessment.opened_at
    return [
        row
        for row in history.outgoing
        if row.lane is Lane.PROMPT and row.key.startswith(ASKING)
        if row.queued_at >= since and (until is None or row.queued_at <= until)
    ]


def _is_own(contact: Contact, row: Outgoing) -> bool:
    """Whether it leads a later step about the same assessment."""
    return row.assessment_id == contact.assessment.id


def _same_day(contact: Contact, row: Outgoing) -> bool:
    """Whether it was queued on the day on which the contact could have gone out."""
    return local_date(row.queued_at, contact.zone) <= local_date(contact.may_at, contact.zone)


def _left_out(history: History, contact: Contact) -> WhyNot | None:
    """Whether the plan as it then stood had no place for it: dropped, or a step past the window's end."""
    mine = contact.assessment
    if mine.opened_at is None and not is_standing(mine):
        return why_ended(mine)
    protocol = history.protocols[contact.standing.protocol_id]
    if ladder(protocol, mine) is None:
        return WhyNot.DROPPED
    facts = history.as_seen(contact.standing)
    late = local_date(contact.due_at, contact.zone) > last_asked_on(protocol, facts, mine)
    return WhyNot.OUTSIDE_WINDOW if late else None


def _why_not(history: History, contact: Contact) -> WhyNot:
    """Why a step that had its place was not taken."""
    mine, ended_at = contact.assessment, contact.assessment.closed_at
    due_at = max(contact.due_at, mine.opened_at or contact.due_at)
    if ended_at is not None and ended_at <= due_at:
        return why_ended(mine)
    hindered = _hindered(contact, standing_at(history.standings, due_at), due_at)
    if hindered is not None:
        return hindered
    if mine.state is AssessmentState.PLANNED and lapsed(history.as_seen(contact.standing), mine):
        return WhyNot.LICENCE_EXPIRED
    if ended_at is not None and ended_at <= contact.may_at:
        return _waited_to_the_end(history, contact, due_at)
    overtaken = _overtaken(history, contact) or next(_hindered_later(history, contact, mine.closed_at), None)
    return overtaken or _capped(contact) or _nobody(history, contact)


def _waited_to_the_end(history: History, contact: Contact, due_at: datetime) -> WhyNot:
    """It ended before the step could be taken: in quiet hours, or while there was no room for a message."""
    ended = why_ended(contact.assessment)
    if ended is not WhyNot.OUTSIDE_WINDOW:
        return ended
    quiet = is_quiet(due_at, contact.zone, history.protocols[contact.standing.protocol_id].quiet)
    return WhyNot.QUIET_HOURS if quiet else _capped(contact) or ended


def _capped(contact: Contact) -> WhyNot | None:
    """Whether there was no room for it on the day on which it fell due."""
    return WhyNot.RATE_LIMIT if contact.capped else None


def _overtaken(history: History, contact: Contact) -> WhyNot | None:
    """Whether another message went out instead, on the day on which this one could have."""
    if contact.kind is StepKind.CALL:
        return None
    first = next(iter(_asking(history, contact)), None)
    if first is None or not _same_day(contact, first):
        return None
    # Two steps about one assessment may meet after days left out; else the later one follows an outage.
    at_once = first.queued_at < contact.may_at + _SHORTEST_STEP
    return WhyNot.RATE_LIMIT if at_once or not _is_own(contact, first) else None


def _hindered_later(history: History, contact: Contact, until: datetime | None) -> Iterator[WhyNot]:
    """What kept it back after it fell due, before it could go out or was over."""
    for standing, _ in spans(history.standings, contact.due_at):
        if until is None or standing.since < until:
            why = _hindered(contact, standing, max(standing.since, contact.due_at))
            if why is not None:
                yield why


def _nobody(history: History, contact: Contact) -> WhyNot:
    """It could have gone out, and nobody queued it."""
    no_coordinator = contact.kind is StepKind.CALL and history.coordinator_id is None
    return WhyNot.NO_COORDINATOR if no_coordinator else WhyNot.OUTAGE


def _hindered(contact: Contact, standing: Standing, at: datetime) -> WhyNot | None:
    """What of the patient's kept it back; a call needs no channel, but is not made in a pause."""
    if contact.kind in _CALLS:
        return why_gone(standing) or why_paused(standing, at)
    return why_hindered(standing, at)


def _unplanned(history: History, as_of: datetime) -> Iterator[Explained]:
    """Questions shown once more after an outage, and lines of the call list in doubt, said again."""
    by_id = {each.id: each for each in history.assessments}
    for row in history.outgoing:
        kind = _UNPLANNED.get((row.kind, row.repeat))
        if kind is not None and row.assessment_id is not None:
            then = standing_at(history.standings, row.queued_at)
            mine = by_id[row.assessment_id]
            contact = Contact(mine, kind, 0, row.key, row.not_before_at, row.not_before_at, then)
            yield _carried(history, contact, row, as_of)
