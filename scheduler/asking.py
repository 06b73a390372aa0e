"""What asks the patient: opening what is due, the first prompt, the reminders. Pure.

Whatever fell due before the last time the patient was asked is left out, and of several due at once only
the latest is sent: so an outage or a pause never ends in a heap of messages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import Assessment, AssessmentState
from scheduler.chances import (
    asking_chance,
    ladder,
    lapsed,
    last_asked_on,
    last_slot,
    may_ask,
    step_at,
    usual_slot,
)
from scheduler.due import Open, Prompt, Remind, StepFacts
from scheduler.instants import local_date
from scheduler.messages import ASKING, prompt_key, reminder_key, to_patient
from scheduler.timepoints import Protocol


@dataclass(frozen=True, slots=True)
class Ask:
    """One prompt (number 0) or reminder (from 1) that is still to come: fell due at, may be sent at."""

    assessment: Assessment
    number: int
    due_at: datetime
    at: datetime


def openings(
    protocol: Protocol, facts: StepFacts, as_of: datetime
) -> tuple[tuple[datetime, Assessment], ...]:
    """Planned assessments with the instant at which each opens; those that no longer can are left out.

    So are those that may not be asked for want of a licence: it may be renewed while their window lasts.
    """
    planned = (
        each
        for each in facts.assessments
        if each.state is AssessmentState.PLANNED and not lapsed(facts, each)
    )
    timed = ((asking_chance(protocol, facts, each.send_at, as_of), each) for each in planned)
    return tuple((at, each) for at, each in timed if may_ask(protocol, facts, each, at))


def opening(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[Open, ...]:
    """All that is due opens as one sitting with one prompt; the one planned first leads."""
    due = sorted((each for at, each in openings(protocol, facts, as_of) if at <= as_of), key=_order)
    if not due:
        return ()
    message = to_patient(facts, prompt_key(due[0]), "prompt", due, as_of) if facts.channel_reachable else None
    return (Open(tuple(each.id for each in due), message),)


def asks(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[Ask, ...]:
    """Every prompt and reminder still to come for what is open; in the order of the assessments."""
    if not facts.channel_reachable:
        return ()
    asked_at = max((at for key, at in facts.queued.items() if key.startswith(ASKING)), default=None)
    found = (
        Ask(each, number, due_at, asking_chance(protocol, facts, due_at, as_of))
        for each in facts.assessments
        if each.state is AssessmentState.OPEN
        for number, due_at in _ladder_of(protocol, facts, each)
        if (asked_at is None or due_at > asked_at) and reminder_key(each, number) not in facts.queued
    )
    return tuple(ask for ask in found if may_ask(protocol, facts, ask.assessment, ask.at))


def asking(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[Prompt | Remind, ...]:
    """The latest prompt or reminder due, if any; it takes along whatever else is open."""
    due = [ask for ask in asks(protocol, facts, as_of) if ask.at <= as_of]
    if not due:
        return ()
    latest = max(ask.due_at for ask in due)
    lead = min((ask for ask in due if ask.due_at == latest), key=lambda ask: _order(ask.assessment))
    others = sorted(
        (each for each in _askable(protocol, facts, as_of) if each != lead.assessment), key=_order
    )
    sitting = (lead.assessment, *others)
    ids = tuple(each.id for each in sitting)
    if lead.number == 0:
        key = prompt_key(lead.assessment)
        return (Prompt(ids, to_patient(facts, key, "prompt", sitting, as_of)),)
    key = reminder_key(lead.assessment, lead.number)
    return (Remind(ids, to_patient(facts, key, "reminder", sitting, as_of)),)


def asked_at(protocol: Protocol, facts: StepFacts, assessment: Assessment) -> datetime:
    """When the patient was first asked, or is to be: what follows silence counts from here."""
    return _prompted_at(facts, assessment) or _first_ask_at(protocol, facts, assessment)


def _ladder_of(
    protocol: Protocol, facts: StepFacts, assessment: Assessment
) -> Iterator[tuple[int, datetime]]:
    """Number and instant of each step: the prompt while there was none, then the reminders."""
    anchor = asked_at(protocol, facts, assessment)
    if _prompted_at(facts, assessment) is None:
        yield 0, anchor
    steps = ladder(protocol, assessment)
    for number, step in enumerate(steps.reminders if steps else (), start=1):
        yield number, step_at(protocol, facts, anchor, step)


def _prompted_at(facts: StepFacts, assessment: Assessment) -> datetime | None:
    """When the sitting it was opened in was prompted; sittings are told apart by their opening."""
    sitting = (each for each in facts.assessments if each.opened_at == assessment.opened_at)
    prompts = (facts.queued.get(prompt_key(each)) for each in sitting)
    return min((at for at in prompts if at is not None), default=None)


def _first_ask_at(protocol: Protocol, facts: StepFacts, assessment: Assessment) -> datetime:
    """Opened while the channel did not reach: the day after linking, but never past the last day."""
    opened_at = assessment.opened_at or assessment.send_at
    if facts.patient.linked_on is None:
        return opened_at
    last_on = last_asked_on(protocol, facts, assessment)
    at = usual_slot(protocol, facts, min(facts.patient.linked_on + timedelta(days=1), last_on))
    if local_date(at, facts.patient.zone) > last_on:
        at = last_slot(protocol, facts, last_on)
    return max(opened_at, at)


def _askable(protocol: Protocol, facts: StepFacts, as_of: datetime) -> Iterator[Assessment]:
    for each in facts.assessments:
        if each.state is AssessmentState.OPEN and may_ask(protocol, facts, each, as_of):
            yield each


def _order(assessment: Assessment) -> tuple[datetime, int]:
    return assessment.send_at, assessment.id
