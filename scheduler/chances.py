"""When a patient may be asked: quiet hours and days, pauses, caps and the end of asking. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain import Assessment, AssessmentKind
from scheduler.due import StepFacts
from scheduler.durations import Duration, day_after
from scheduler.instants import MIDNIGHT, after_quiet, end_of, instant, local_date, slot
from scheduler.messages import ASKING
from scheduler.timepoints import NO_CAPS, Anchor, Caps, Ladder, Protocol


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
    after_surgery = assessment.kind is AssessmentKind.RECHECK or (point and point.after_surgery)
    return bool(after_surgery) and as_of < instant(facts.episode.tmr_on, MIDNIGHT, facts.patient.zone)


def misplaced(protocol: Protocol, facts: StepFacts, assessment: Assessment, as_of: datetime) -> bool:
    """Whether it was opened for another operation date, and by the present one its window is yet to open."""
    if before_its_operation(protocol, facts, assessment, as_of):
        return True
    point, tmr_on = protocol.point(assessment.time_point), facts.episode.tmr_on
    if point is None or point.anchor is not Anchor.TMR or assessment.tmr_on == tmr_on:
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


def last_slot(protocol: Protocol, facts: StepFacts, last_on: date) -> datetime:
    """The preferred time of the last date up to `last_on` on which people are asked."""
    days = (last_on - timedelta(days=n) for n in range(7))
    slots = (usual_slot(protocol, facts, day) for day in days)
    fitting = (at for at in slots if local_date(at, facts.patient.zone) <= last_on)
    return next(fitting, usual_slot(protocol, facts, last_on))


def step_at(protocol: Protocol, facts: StepFacts, anchor: datetime, step: Duration) -> datetime:
    """When a step of a ladder falls, counted from the asking at `anchor`; outside quiet hours.

    A step in hours that falls on a day without asking waits for the preferred time of the next: so it meets
    whatever falls due then.
    """
    zone, quiet = facts.patient.zone, protocol.quiet
    if not step.hours:
        return usual_slot(protocol, facts, day_after(local_date(anchor, zone), step))
    at = after_quiet(anchor + timedelta(hours=step.hours), zone, replace(quiet, never_on=frozenset()))
    day = local_date(at, zone)
    return usual_slot(protocol, facts, day) if day.weekday() in quiet.never_on else at


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


def asking_chance(protocol: Protocol, facts: StepFacts, due_at: datetime, as_of: datetime) -> datetime:
    """As `chance`, for what asks the patient: on the next date with room where the caps leave none."""
    at = chance(protocol, facts, due_at, as_of)
    if protocol.caps == NO_CAPS or not facts.channel_reachable:
        return at
    zone = facts.patient.zone
    own = (queued_at for key, queued_at in facts.queued.items() if key.startswith(ASKING))
    asked_on = [local_date(each, zone) for each in (*own, *facts.asked_elsewhere)]
    while _is_full(protocol.caps, asked_on, day := local_date(at, zone)):
        at = usual_slot(protocol, facts, day + timedelta(days=1))
    return at


def _is_full(caps: Caps, asked_on: Sequence[date], day: date) -> bool:
    """Whether one more message on that date would be one too many."""
    week = sum(day - timedelta(days=7) < each <= day for each in asked_on)
    a_day, a_week = caps.a_day, caps.a_week
    return (a_day is not None and asked_on.count(day) >= a_day) or (a_week is not None and week >= a_week)
