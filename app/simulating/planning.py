"""What stands in tables otherwise: patient, episode, and assessments brought to their plan. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from app.demo.lives import Member, Surgery
from domain import Assessment, AssessmentKind, AssessmentState, Episode, Patient, PatientStatus
from scheduler.plan import Planned
from scheduler.reconcile import Add, Cancel, Change, Move, Revive

PROTOCOL = 1


def changed(assessments: tuple[Assessment, ...], change: Change, tmr_on: date) -> tuple[Assessment, ...]:
    """The assessments after one change."""
    match change:
        case Add(planned, state, reason, occurrence):
            added = planned_as(len(assessments) + 1, planned, tmr_on, occurrence=occurrence)
            return (*assessments, replace(added, state=state, reason=reason))
        case Cancel(assessment_id, reason):
            return _put(assessments, assessment_id, state=AssessmentState.CANCELLED, reason=reason)
        case Move(assessment_id, planned) | Revive(assessment_id, planned):
            return _put(
                assessments,
                assessment_id,
                state=AssessmentState.PLANNED,
                reason=None,
                tmr_on=tmr_on,
                opens_on=planned.opens_on,
                closes_on=planned.closes_on,
                send_at=planned.send_at,
                instruments=planned.instruments,
            )


def planned_as(
    number: int,
    planned: Planned,
    tmr_on: date,
    *,
    kind: AssessmentKind = AssessmentKind.SCHEDULED,
    occurrence: int = 1,
    parent_id: int | None = None,
) -> Assessment:
    """A planned assessment of this number."""
    return Assessment(
        id=number,
        episode_id=1,
        protocol_id=PROTOCOL,
        time_point=planned.time_point,
        occurrence=occurrence,
        tmr_on=tmr_on,
        kind=kind,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        send_at=planned.send_at,
        instruments=planned.instruments,
        state=AssessmentState.PLANNED,
        reason=None,
        parent_id=parent_id,
        opened_at=None,
        prompted_at=None,
        first_seen_at=None,
        answered_at=None,
        closed_at=None,
        card_message_id=None,
    )


def patient(member: Member, code: str, enrolled_on: date, linked_on: date | None) -> Patient:
    """A member as the tick knows them; their number is 1, for a life has one patient."""
    return Patient(
        id=1,
        site_id=1,
        code=code,
        zone=member.zone,
        language="en",
        send_time=member.send_time,
        status=PatientStatus.FOLLOWED,
        status_at=datetime.combine(enrolled_on, time(0), tzinfo=UTC),
        paused_until_on=None,
        enrolled_on=enrolled_on,
        linked_on=linked_on,
    )


def episode(surgery: Surgery, code: str, begins_at: datetime) -> Episode:
    """An operation of theirs, followed from `begins_at`."""
    return Episode(
        id=1,
        patient_id=1,
        site_id=1,
        code=code,
        tmr_on=surgery.tmr_on,
        amputation_on=surgery.amputation_on,
        limb=surgery.limb,
        side=surgery.side,
        protocol_id=PROTOCOL,
        registered_at=begins_at,
        activated_at=begins_at,
        next_look_at=None,
    )


def _put(assessments: tuple[Assessment, ...], assessment_id: int, **values: object) -> tuple[Assessment, ...]:
    return tuple(replace(each, **values) if each.id == assessment_id else each for each in assessments)  # type: ignore[arg-type]
