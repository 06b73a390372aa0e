"""A protocol lived through by somebody who never answers: what is never asked. Pure.

Silence is the hardest case for the caps, for each reminder takes the place of something else.
"""

from datetime import UTC, date, datetime, timedelta

from domain import Assessment, Episode, Limb, Patient, PatientStatus, Side
from scheduler.due import StepFacts
from scheduler.plan import Planned, Preferences, plan
from scheduler.steps import next_look, steps, taken
from scheduler.timepoints import Protocol
from scheduler.unstored import unstored

_ZONE, _PROTOCOL = "UTC", 1


def never_asked(protocol: Protocol, tmr_on: date) -> tuple[str, ...]:
    """The codes of the time points that a silent patient is never asked, in the order of their sending.

    Linked before the first window, every optional time point enabled, amputated on the day of the operation.
    """
    enrolled_on = min(tmr_on, *(point.window(tmr_on).opens_on for point in protocol.time_points))
    preferences = Preferences(
        zone=_ZONE,
        send_time=protocol.quiet.ends,
        enrolled_on=enrolled_on - timedelta(days=1),
        optional=frozenset(point.code for point in protocol.time_points),
        amputation_on=tmr_on,
        followed_from=enrolled_on,
    )
    ended = _lived(protocol, _facts(plan(protocol, tmr_on, preferences), tmr_on, preferences))
    return tuple(each.time_point for each in ended if each.opened_at is None)


def _lived(protocol: Protocol, facts: StepFacts) -> tuple[Assessment, ...]:
    now: datetime | None = facts.episode.registered_at
    while now is not None:
        facts = taken(facts, steps(protocol, facts, now), now)
        now = next_look(protocol, facts, now)
    return facts.assessments


def _facts(planned: tuple[Planned, ...], tmr_on: date, preferences: Preferences) -> StepFacts:
    began_on = preferences.enrolled_on
    began_at = datetime(began_on.year, began_on.month, began_on.day, tzinfo=UTC)
    return StepFacts(
        patient=_patient(preferences, began_at),
        episode=_episode(tmr_on, began_at),
        channel_reachable=True,
        assessments=tuple(unstored(n, one, tmr_on, _PROTOCOL) for n, one in enumerate(planned, start=1)),
        started=frozenset(),
        keyed=frozenset(),
        queued={},
        coordinator_id=None,
    )


def _patient(preferences: Preferences, began_at: datetime) -> Patient:
    return Patient(
        id=1,
        site_id=1,
        code="P",
        zone=preferences.zone,
        language="en",
        send_time=preferences.send_time,
        status=PatientStatus.FOLLOWED,
        status_at=began_at,
        paused_until_on=None,
        enrolled_on=preferences.enrolled_on,
        linked_on=preferences.enrolled_on,
    )


def _episode(tmr_on: date, began_at: datetime) -> Episode:
    return Episode(
        id=1,
        patient_id=1,
        site_id=1,
        code="E",
        tmr_on=tmr_on,
        amputation_on=tmr_on,
        limb=Limb.LOWER,
        side=Side.LEFT,
        protocol_id=_PROTOCOL,
        registered_at=began_at,
        activated_at=began_at,
        next_look_at=None,
    )
