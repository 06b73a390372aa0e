"""The coordinator's call list: who is silent, or cannot be reached by messages at all. Pure."""

from datetime import datetime

from domain import Assessment, AssessmentState
from scheduler.asking import asked_at
from scheduler.chances import chance, ladder, last_asked_on, last_slot, may_ask, step_at
from scheduler.due import CallList, StepFacts
from scheduler.instants import local_date
from scheduler.messages import call_key, to_coordinator
from scheduler.timepoints import Protocol


def calls(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[tuple[datetime, CallList], ...]:
    """Each open assessment that will want a call, with the instant from which; one call an assessment.

    With no coordinator appointed there is nobody to tell; the call is due as soon as there is one.
    """
    if facts.coordinator_id is None:
        return ()
    staff_id = facts.coordinator_id
    return tuple(
        (at, CallList(each.id, to_coordinator(facts, staff_id, each, as_of)))
        for each in facts.assessments
        if each.state is AssessmentState.OPEN and call_key(each) not in facts.queued
        if (at := _call_at(protocol, facts, each, as_of)) is not None and may_ask(protocol, facts, each, at)
    )


def _call_at(
    protocol: Protocol, facts: StepFacts, assessment: Assessment, as_of: datetime
) -> datetime | None:
    """When the call is due, at a time when the patient may be asked: nobody is called in a pause either."""
    due_at = call_due_at(protocol, facts, assessment)
    return None if due_at is None else chance(protocol, facts, due_at, as_of)


def call_due_at(protocol: Protocol, facts: StepFacts, assessment: Assessment) -> datetime | None:
    """At once where messages do not reach; else the step of the ladder, or the last day before it."""
    if not facts.channel_reachable:
        return assessment.opened_at
    steps = ladder(protocol, assessment)
    if steps is None or steps.call is None:
        return None
    due_at = step_at(protocol, facts, asked_at(protocol, facts, assessment), steps.call)
    last_on = last_asked_on(protocol, facts, assessment)
    if local_date(due_at, facts.patient.zone) > last_on:
        return last_slot(protocol, facts, last_on)
    return due_at
