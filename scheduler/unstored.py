"""Assessments as they would be stored, and what changes would make of stored ones. Pure: nothing is stored.

What a new one would be numbered is not known; here it has a number below nought.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.plan import Planned
from scheduler.reconcile import Add, Cancel, Change


def unstored(
    number: int,
    planned: Planned,
    tmr_on: date,
    protocol_id: int,
    state: AssessmentState = AssessmentState.PLANNED,
    reason: str | None = None,
    occurrence: int = 1,
) -> Assessment:
    """The assessment of a planned window, for an operation on `tmr_on`."""
    return Assessment(
        id=number,
        episode_id=0,
        protocol_id=protocol_id,
        time_point=planned.time_point,
        occurrence=occurrence,
        tmr_on=tmr_on,
        kind=AssessmentKind.SCHEDULED,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        send_at=planned.send_at,
        instruments=planned.instruments,
        state=state,
        reason=reason,
        parent_id=None,
        opened_at=None,
        prompted_at=None,
        first_seen_at=None,
        answered_at=None,
        closed_at=None,
        card_message_id=None,
    )


def changed(
    rows: Sequence[Assessment], changes: Sequence[Change], tmr_on: date, protocol_id: int
) -> tuple[Assessment, ...]:
    """The rows after these changes, as the tick would store them; new ones last."""
    held = {row.id: row for row in rows}
    for change in changes:
        match change:
            case Add(planned, state, reason, occurrence):
                number = min((0, *held)) - 1
                held[number] = unstored(number, planned, tmr_on, protocol_id, state, reason, occurrence)
            case Cancel(assessment_id, reason):
                cancelled = replace(held[assessment_id], state=AssessmentState.CANCELLED, reason=reason)
                held[assessment_id] = cancelled
            case _:
                held[change.assessment_id] = replace(
                    held[change.assessment_id],
                    state=AssessmentState.PLANNED,
                    reason=None,
                    protocol_id=protocol_id,
                    tmr_on=tmr_on,
                    opens_on=change.planned.opens_on,
                    closes_on=change.planned.closes_on,
                    send_at=change.planned.send_at,
                    instruments=change.planned.instruments,
                )
    return tuple(held.values())
