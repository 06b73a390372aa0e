"""The contacts that were planned for an episode, each with the instant at which it fell or falls due. Pure.

A contact is one message that the protocol wants: the first message about an assessment, each reminder, the
line of the coordinator's call list. What fell due is told by how things stood then: a step counted in days
moved with the patient's preferred time, zone and protocol until the moment it was due.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.asking import asked_at
from scheduler.calling import call_due_at
from scheduler.chances import asking_chance, chance, ladder, step_at
from scheduler.messages import call_key, prompt_key, reminder_key
from scheduler.reasons import History
from scheduler.standing import Standing, spans
from scheduler.timepoints import Ladder, Protocol


class StepKind(StrEnum):
    """`again`: a question shown once more after an outage; `call-list-repeat`: a line of the call list in
    doubt, said again. Nobody plans those two."""

    FIRST = "first-message"
    REMINDER = "reminder"
    CALL = "call-list"
    AGAIN = "again"
    REPEAT = "call-list-repeat"


@dataclass(frozen=True, slots=True)
class Contact:
    """One planned contact. `number` counts reminders from 1 and is 0 for all else; `key` is its outbox key.

    `due_at` is when it fell or falls due; `may_at` the first instant at which it could then be sent: after a
    pause, outside quiet hours, on a day with room (`capped`: the caps put it off). `standing` is how things
    stood or stand when it fell due.
    """

    assessment: Assessment
    kind: StepKind
    number: int
    key: str
    due_at: datetime
    may_at: datetime
    standing: Standing
    capped: bool = False

    @property
    def zone(self) -> str:
        return self.standing.patient.zone


def contacts(history: History) -> tuple[Contact, ...]:
    """Every planned contact: by assessment in their order, each from the first message on.

    What a patient began unasked has none.
    """
    return tuple(
        contact
        for assessment in history.assessments
        if assessment.kind is not AssessmentKind.UNSCHEDULED
        for contact in _of(history, assessment)
    )


def ladder_then(history: History, assessment: Assessment) -> tuple[Protocol, Ladder | None]:
    """The protocol that last had its time point while the assessment stood, and how silence was followed up;
    of one that none of them has, the protocol it was planned by."""
    end = assessment.closed_at
    stood = [
        standing
        for standing, _ in spans(history.standings, assessment.opened_at or history.standings[0].since)
        if end is None or standing.since <= end
    ]
    for standing in reversed(stood):
        protocol = history.protocols[standing.protocol_id]
        found = ladder(protocol, assessment)
        if found is not None:
            return protocol, found
    planned_by = history.protocols[assessment.protocol_id]
    return planned_by, ladder(planned_by, assessment)


def _of(history: History, assessment: Assessment) -> Iterator[Contact]:
    _, steps = ladder_then(history, assessment)
    reminders = steps.reminders if steps else ()
    yield _first(history, assessment)
    for number in range(1, max(len(reminders), _most_sent(history, assessment)) + 1):

        def reminded(protocol: Protocol, standing: Standing, number: int = number) -> datetime | None:
            now = ladder(protocol, assessment) or steps
            if now is None or number > len(now.reminders):
                return None
            facts = history.as_seen(standing)
            return step_at(protocol, facts, asked_at(protocol, facts, assessment), now.reminders[number - 1])

        key = reminder_key(assessment, number)
        yield _placed(history, assessment, StepKind.REMINDER, number, key, reminded)
    if (steps and steps.call) or call_key(assessment) in _keys(history):

        def called(protocol: Protocol, standing: Standing) -> datetime | None:
            return call_due_at(protocol, history.as_seen(standing), assessment)

        yield _placed(history, assessment, StepKind.CALL, 0, call_key(assessment), called)


def _first(history: History, assessment: Assessment) -> Contact:
    """Due when planned, whatever changed meanwhile: what was planned moved with it."""
    key = prompt_key(assessment)
    return _placed(history, assessment, StepKind.FIRST, 0, key, lambda *_: assessment.send_at)


def _placed(
    history: History,
    assessment: Assessment,
    kind: StepKind,
    number: int,
    key: str,
    due: Callable[[Protocol, Standing], datetime | None],
) -> Contact:
    """It falls due under the first standing in which its time comes before that standing is over; what a
    change made due fell due with it."""
    due_at, standing = assessment.send_at, history.standings[-1]
    for standing, end in spans(history.standings, _since(history, assessment, kind)):
        at = due(history.protocols[standing.protocol_id], standing)
        if at is not None:
            due_at = at
            if end is None or at < end:
                break
    became_at = due_at if kind is StepKind.FIRST else max(due_at, standing.since)
    protocol = history.protocols[standing.protocol_id]
    facts = history.as_seen(standing, became_at)
    may_at = chance(protocol, facts, due_at, became_at)
    room_at = may_at if kind is StepKind.CALL else asking_chance(protocol, facts, due_at, became_at)
    return Contact(assessment, kind, number, key, became_at, room_at, standing, capped=room_at > may_at)


def _since(history: History, assessment: Assessment, kind: StepKind) -> datetime:
    if kind is StepKind.FIRST or assessment.opened_at is None:
        return history.standings[0].since
    return assessment.opened_at


def _most_sent(history: History, assessment: Assessment) -> int:
    """The highest number of a reminder that was queued: an earlier protocol may have had more."""
    begins = reminder_key(assessment, 0).removesuffix("0")
    keys = (key for key in _keys(history) if key.startswith(begins))
    return max((int(key.removeprefix(begins)) for key in keys), default=0)


def _keys(history: History) -> frozenset[str]:
    return frozenset(row.key for row in history.outgoing)


def is_standing(assessment: Assessment) -> bool:
    """Whether it may still be asked."""
    return assessment.state in (AssessmentState.PLANNED, AssessmentState.OPEN)
