"""The assessments of a made-up episode brought to its plan, as the tick brings stored ones. Pure."""

from dataclasses import replace
from datetime import date

from domain import Assessment, AssessmentKind, AssessmentState
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


def _put(assessments: tuple[Assessment, ...], assessment_id: int, **values: object) -> tuple[Assessment, ...]:
    return tuple(replace(each, **values) if each.id == assessment_id else each for each in assessments)  # type: ignore[arg-type]
