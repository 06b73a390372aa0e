"""What must change so that the stored assessments follow the plan. Pure; the tick applies the changes.

Only what was never asked may change: a planned assessment moves or is cancelled; one cancelled because it
was not due, or because the protocol had dropped it, is planned again when a corrected date or protocol asks
for it. What was opened or has ended is history and is never planned again, under whatever version. Time
points are told apart by their code, across versions. Re-checks belong to a rise and not to the plan: they
are left alone, and the steps postpone one that a new zone would put into quiet hours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.plan import Planned

NOT_DUE = "not-due"
DROPPED = "withdrawn-from-protocol"


@dataclass(frozen=True, slots=True)
class Add:
    """A time point without an assessment gets one: planned, or cancelled with the reason."""

    planned: Planned
    state: AssessmentState
    reason: str | None


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
    planned: Sequence[Planned],
    existing: Sequence[Assessment],
    *,
    protocol_id: int,
    enrolled_on: date,
    as_of_on: date,
) -> tuple[Change, ...]:
    """The changes from `existing` to `planned`: in the order of the plan, then what the plan has dropped.

    `protocol_id` is the protocol that the plan comes from. `enrolled_on` is the first day of follow-up:
    enrolment, or activation where that came later. A window that was over by then, or that a new version
    adds only when it is over, is recorded as not due.
    """
    ours = [row for row in existing if row.kind is AssessmentKind.SCHEDULED]
    held = {row.time_point: row for row in ours}
    followed_from = as_of_on if ours else enrolled_on
    changes: list[Change] = []
    for one in planned:
        row = held.get(one.time_point)
        if row is None:
            changes.append(_added(one, followed_from))
        else:
            changes.extend(_changed(one, row, protocol_id, followed_from=enrolled_on, as_of_on=as_of_on))
    return (*changes, *_dropped(planned, ours))


def _added(planned: Planned, followed_from: date) -> Add:
    if planned.closes_on < followed_from:
        return Add(planned, AssessmentState.CANCELLED, NOT_DUE)
    return Add(planned, AssessmentState.PLANNED, None)


def _changed(
    planned: Planned, row: Assessment, protocol_id: int, *, followed_from: date, as_of_on: date
) -> Iterator[Change]:
    if row.state is AssessmentState.PLANNED:
        if row.protocol_id != protocol_id or _placed(row) != planned:
            yield Move(row.id, planned)
        if planned.closes_on < followed_from:
            yield Cancel(row.id, NOT_DUE)
    elif _never_due(row) and planned.closes_on >= as_of_on:
        yield Revive(row.id, planned)


def _never_due(row: Assessment) -> bool:
    return row.state is AssessmentState.CANCELLED and row.reason in {NOT_DUE, DROPPED}


def _placed(row: Assessment) -> Planned:
    return Planned(row.time_point, row.opens_on, row.closes_on, row.send_at, row.instruments)


def _dropped(planned: Sequence[Planned], ours: Sequence[Assessment]) -> Iterator[Cancel]:
    wanted = {one.time_point for one in planned}
    for row in ours:
        if row.state is AssessmentState.PLANNED and row.time_point not in wanted:
            yield Cancel(row.id, DROPPED)
