"""Visit windows and what became of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AssessmentState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    COMPLETED = "completed"
    PARTIAL = "partial"
    MISSED = "missed"
    CANCELLED = "cancelled"


WAITING = frozenset({AssessmentState.PLANNED, AssessmentState.OPEN})
"""It has not ended: it is to be asked, or being asked."""


class AssessmentKind(StrEnum):
    """`scheduled`: a time point of the protocol. `re-check`: 48 to 72 h after a rise in pain. `unscheduled`:
    a report that the patient began unasked; it belongs to no time point and is never missed."""

    SCHEDULED = "scheduled"
    RECHECK = "re-check"
    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One visit window of one episode: what was planned, and what became of it.

    `tmr_on` is the operation date it was planned for. `occurrence` counts from 1: a time point is asked anew
    when a corrected date puts its window elsewhere.
    """

    id: int
    episode_id: int
    protocol_id: int
    time_point: str
    occurrence: int
    tmr_on: date
    kind: AssessmentKind
    opens_on: date
    closes_on: date
    send_at: datetime
    instruments: tuple[str, ...]
    state: AssessmentState
    reason: str | None
    parent_id: int | None
    opened_at: datetime | None
    prompted_at: datetime | None
    first_seen_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    card_message_id: int | None
