"""When a patient may be asked: quiet hours, pauses and the end of asking. Pure."""

from datetime import date, datetime, timedelta

from domain import Assessment, AssessmentKind
from scheduler.due import StepFacts
from scheduler.durations import Duration, day_after
from scheduler.instants import MIDNIGHT, after_quiet, end_of, instant, local_date, slot
from scheduler.timepoints import Ladder, Protocol


def ladder(protocol: Protocol, assessment: Assessment) -> Ladder | None:
    """How silence about it is followed up; None where the protocol has dropped its time point, and for what
    a patient began unasked: nobody is asked for that."""
    if assessment.kind is AssessmentKind.RECHECK:
        return protocol.recheck.ladder
    if assessment.kind is AssessmentKind.UNSCHEDULED:
        return None
    point = protocol.point(assessment.time_point)
    return point.ladder if point else None


def last_asked_on(protocol: Protocol, facts: StepFacts, assessment: Assessment) -> date:
    """The last local date on which anybody is asked: the window's end, or the day before surgery."""
    point = protocol.point(assessment.time_point)
    if point is None:
        return assessment.closes_on
    return point.last_asked_on(facts.episode.tmr_on, assessment.closes_on)


def before_its_operation(
    protocol: Protocol, facts: StepFacts, assessment: Assessment, as_of: datetime
) -> bool:
    """Whether it belongs after an operation that, by the date as it now stands, is still to come."""
    point = protocol.point(assessment.time_point)
    after_surgery = assessment.kind is AssessmentKind.RECHECK or (point and not point.before_surgery)
    return bool(after_surgery) and as_of < instant(facts.episode.tmr_on, MIDNIGHT, facts.patient.zone)


def misplaced(protocol: Protocol, facts: StepFacts, assessment: Assessment, as_of: datetime) -> bool:
    """Whether it was opened for another operation date, and by the present one its window is yet to open."""
    if before_its_operation(protocol, facts, assessment, as_of):
        return True
    point, tmr_on = protocol.point(assessment.time_point), facts.episode.tmr_on
    if point is None or assessment.tmr_on == tmr_on:
        return False
    return as_of < instant(point.window(tmr_on).opens_on, MIDNIGHT, facts.patient.zone)


def may_ask(protocol: Protocol, facts: StepFacts, assessment: Assessment, at: datetime) -> bool:
    """Whether an instant lies before the end of asking, for a time point that the protocol still has."""
    last_on = last_asked_on(protocol, facts, assessment)
    return ladder(protocol, assessment) is not None and at < end_of(last_on, facts.patient.zone)


def lapsed(facts: StepFacts, assessment: Assessment) -> bool:
    """Whether nothing of it may be asked now, for the licence of all it would ask is over."""
    return bool(assessment.instruments) and set(assessment.instruments) <= facts.expired


def usual_slot(protocol: Protocol, facts: StepFacts, day: date) -> datetime:
    """The patient's preferred time on a local date."""
    return slot(day, facts.patient.send_time, facts.patient.zone, protocol.quiet)


def step_at(protocol: Protocol, facts: StepFacts, anchor: datetime, step: Duration) -> datetime:
    """When a step of a ladder falls, counted from the asking at `anchor`; outside quiet hours."""
    zone = facts.patient.zone
    if step.hours:
        return after_quiet(anchor + timedelta(hours=step.hours), zone, protocol.quiet)
    return usual_slot(protocol, facts, day_after(local_date(anchor, zone), step))


def chance(protocol: Protocol, facts: StepFacts, due_at: datetime, as_of: datetime) -> datetime:
    """The first instant not before `as_of` at which what fell due at `due_at` may be sent.

    What is late by a day or more waits for the preferred time, so that after an outage or a pause it meets
    whatever falls due then, and only the latest is sent.
    """
    zone, paused_until_on = facts.patient.zone, facts.patient.paused_until_on
    at = max(due_at, as_of)
    if paused_until_on is not None:
        at = max(at, end_of(paused_until_on, zone))
    at = after_quiet(at, zone, protocol.quiet)
    day = local_date(at, zone)
    return at if day == local_date(due_at, zone) else max(at, usual_slot(protocol, facts, day))
