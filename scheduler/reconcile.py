"""What must change so that the stored assessments follow the plan. Pure; the tick applies the changes.

Only what was never asked may change: a planned assessment moves or is cancelled; one cancelled because it
was not due, or because the protocol had dropped it, is planned again when a corrected date or protocol asks
for it. What was opened or has ended is history. A new version of the protocol never asks for it again; a
corrected operation date does, as a further occurrence, if its new window is not over and no answer lies in
it. What was cancelled because somebody withdrew is asked again once they are back, if its window is not over.
What counts from another date than the operation's is asked once, whatever dates are corrected. Time points
are told apart by their code, across versions. Re-checks belong to a rise and not to the plan: they are left
alone, and the steps postpone one that a new zone would put into quiet hours.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.occurrences import counts, is_to_come, never_due
from scheduler.plan import Planned
from scheduler.present import Present
from scheduler.timepoints import Anchor
from storage.words import EndReason


@dataclass(frozen=True, slots=True)
class Add:
    """A time point without an assessment that counts gets one: planned, or cancelled with the reason."""

    planned: Planned
    state: AssessmentState
    reason: str | None
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """A planned assessment takes new dates, and the present version of the protocol."""

    assessment_id: int
    planned: Planned


@dataclass(frozen=True, slots=True)
class Revive:
    """An assessment cancelled without ever being due is planned after all."""

    assessment_id: int
    planned: Planned


@dataclass(frozen=True, slots=True)
class Cancel:
    """A planned assessment is not wanted any more."""

    assessment_id: int
    reason: str


Change = Add | Move | Revive | Cancel


def reconcile(
    planned: Sequence[Planned], existing: Sequence[Assessment], present: Present
) -> tuple[Change, ...]:
    """The changes from `existing` to `planned`: in the order of the plan, then what the plan has dropped.

    A window that was over when follow-up began, or that a new version adds only when it is over, is recorded
    as not due.
    """
    ours = [row for row in existing if row.kind is AssessmentKind.SCHEDULED]
    held = _by_time_point(ours)
    followed_from = present.as_of_on if ours else present.enrolled_on
    changes: list[Change] = []
    for one in planned:
        rows = held.get(one.time_point)
        changes.extend(_changed(one, rows, present) if rows else [_added(one, followed_from)])
    return (*changes, *_dropped(planned, ours))


def _by_time_point(ours: Sequence[Assessment]) -> dict[str, list[Assessment]]:
    """The occurrences of each time point, the latest last."""
    held: defaultdict[str, list[Assessment]] = defaultdict(list)
    for row in sorted(ours, key=lambda row: row.occurrence):
        held[row.time_point].append(row)
    return held


def _added(planned: Planned, followed_from: date) -> Add:
    if planned.closes_on < followed_from:
        return Add(planned, AssessmentState.CANCELLED, EndReason.NOT_DUE)
    return Add(planned, AssessmentState.PLANNED, None)


def _changed(planned: Planned, rows: Sequence[Assessment], present: Present) -> Iterator[Change]:
    latest = rows[-1]
    is_planned = latest.state is AssessmentState.PLANNED
    if counts(rows, planned, present):
        if is_planned:
            yield Cancel(latest.id, EndReason.ANSWERED_ALREADY)
    elif is_planned:
        yield from _moved(planned, latest, present)
    elif not is_to_come(planned, present):
        return
    elif never_due(latest, present):
        yield Revive(latest.id, planned)
    else:
        yield Add(planned, AssessmentState.PLANNED, None, latest.occurrence + 1)


def _moved(planned: Planned, row: Assessment, present: Present) -> Iterator[Change]:
    followed = (row.protocol_id, row.tmr_on) == (present.protocol_id, present.tmr_on)
    if not followed or _placed(row, planned.anchor) != planned:
        yield Move(row.id, planned)
    if planned.closes_on < present.enrolled_on:
        yield Cancel(row.id, EndReason.NOT_DUE)


def _placed(row: Assessment, anchor: Anchor) -> Planned:
    return Planned(row.time_point, row.opens_on, row.closes_on, row.send_at, row.instruments, anchor)


def _dropped(planned: Sequence[Planned], ours: Sequence[Assessment]) -> Iterator[Cancel]:
    wanted = {one.time_point for one in planned}
    for row in ours:
        if row.state is AssessmentState.PLANNED and row.time_point not in wanted:
            yield Cancel(row.id, EndReason.DROPPED)
