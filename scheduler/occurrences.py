"""Whether what was asked or cancelled before still counts: after a corrected date, after a withdrawal. Pure.

A wound check asked for the wrong date says nothing about the wound. It stays as it is, for it is history,
and its time point is asked anew while the window of the true date lasts: a further occurrence, with a row, a
key and answers of its own. So is what was open when somebody withdrew who has come back since.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from domain import Assessment, AssessmentState
from scheduler.instants import local_date
from scheduler.plan import Planned
from scheduler.present import Present
from scheduler.timepoints import Anchor
from storage.words import EndReason

_ANSWERED = frozenset({AssessmentState.COMPLETED, AssessmentState.PARTIAL})
_NEVER_DUE = frozenset({EndReason.NOT_DUE, EndReason.DROPPED, EndReason.ANSWERED_ALREADY})
_LEFT = frozenset({EndReason.WITHDRAWN, EndReason.DECEASED})


def never_due(row: Assessment, present: Present) -> bool:
    """Whether it was cancelled without ever being asked, and may be planned after all."""
    if row.state is not AssessmentState.CANCELLED:
        return False
    return row.reason in _NEVER_DUE or (_is_back(row, present) and row.opened_at is None)


def counts(rows: Iterable[Assessment], planned: Planned, present: Present) -> bool:
    """Whether any occurrence of a time point was asked and stands for the plan, so that nobody asks anew."""
    return any(_stands(row, planned, present) for row in rows)


def is_to_come(planned: Planned, present: Present) -> bool:
    """Whether there is still a day to ask on: of the window, or before the operation if it belongs there."""
    last_on = planned.closes_on
    if planned.anchor is Anchor.TMR and last_on <= present.tmr_on:
        last_on = min(last_on, present.tmr_on - timedelta(days=1))
    return present.as_of_on <= last_on


def _stands(row: Assessment, planned: Planned, present: Present) -> bool:
    """For the present date: however it ended. For another date: if the answer lies in the true window.

    The operation date says nothing about what counts from another.
    """
    same = planned.anchor is not Anchor.TMR or row.tmr_on == present.tmr_on
    if row.state is AssessmentState.PLANNED or never_due(row, present) or _is_back(row, present):
        return False
    if row.state is AssessmentState.CANCELLED:
        return row.reason in _LEFT or (same and row.reason != EndReason.POSTPONED)
    if same:
        return True
    if row.state is AssessmentState.OPEN:
        return present.as_of_on >= planned.opens_on
    given_on = _given_on(row, present.zone)
    return row.state in _ANSWERED and given_on is not None and _within(given_on, planned)


def _is_back(row: Assessment, present: Present) -> bool:
    """Cancelled because its patient withdrew, who is followed again."""
    cancelled = row.state is AssessmentState.CANCELLED and row.reason == EndReason.WITHDRAWN
    return cancelled and present.followed


def _given_on(row: Assessment, zone: str) -> date | None:
    """The local date of the answer; of a partial one, the date on which it was begun."""
    at: datetime | None = row.answered_at or row.first_seen_at
    return None if at is None else local_date(at, zone)


def _within(day: date, planned: Planned) -> bool:
    return planned.opens_on <= day <= planned.closes_on
