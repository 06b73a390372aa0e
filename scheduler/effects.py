"""What another protocol version, or another operation date, does to one operation's assessments. Pure.

Nothing is changed here. It is computed by the very functions that the tick uses. What is stored is first
brought up to date with the version it follows, so that a date corrected a moment ago is not put down to the
new one; then the new plan is reconciled, and the two are compared row by row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.instants import local_date
from scheduler.plan import Planned, Preferences, plan
from scheduler.present import Present
from scheduler.reconcile import reconcile
from scheduler.timepoints import Protocol
from scheduler.unstored import changed

_NEXT = 0
"""Stands for the number that the new version will get; no stored protocol has it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a time point lies: its window and the day of asking, in local dates, and what is asked."""

    opens_on: date
    closes_on: date
    send_on: date
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """One time point that changes. `before` is None for one that appears, `after` for one withdrawn; `reason`
    says why one that appears is recorded at once as never to be asked."""

    time_point: str
    before: Placed | None
    after: Placed | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for one operation; each by code, in the order of the rows.

    `kept`: open, and no longer in the protocol: it may be answered until its window is over, and nobody is
    reminded. `sent_twice`: what would be asked though it was asked before. `disturbed`: what was opened or
    has ended and would not stay as it is. By the laws of reconciling the last is empty; a renamed time point
    makes the last but one fill.
    """

    moves: tuple[Shift, ...] = ()
    appears: tuple[Shift, ...] = ()
    withdrawn: tuple[Shift, ...] = ()
    kept: tuple[str, ...] = ()
    sent_twice: tuple[str, ...] = ()
    disturbed: tuple[str, ...] = ()


NO_EFFECT = Effect()


def effect(
    old: Protocol,
    new: Protocol,
    rows: Sequence[Assessment],
    present: Present,
    preferences: Preferences,
) -> Effect:
    """What following `new` instead of `old` does to these stored assessments at the `present`."""
    tmr_on = present.tmr_on
    before = _up_to_date(old, rows, present, preferences)
    wanted = plan(new, tmr_on, preferences)
    changes = reconcile(wanted, before, replace(present, protocol_id=_NEXT))
    after = changed(before, changes, tmr_on, _NEXT)
    return _compared(before, after, wanted, present)


def corrected(
    protocol: Protocol, rows: Sequence[Assessment], present: Present, preferences: Preferences, tmr_on: date
) -> Effect:
    """What correcting the operation date to `tmr_on` does to these stored assessments at the `present`."""
    before = _up_to_date(protocol, rows, present, preferences)
    then, wanted = replace(present, tmr_on=tmr_on), plan(protocol, tmr_on, preferences)
    after = changed(before, reconcile(wanted, before, then), tmr_on, present.protocol_id)
    return _compared(before, after, wanted, then)


def asked_otherwise(
    protocol: Protocol,
    rows: Sequence[Assessment],
    now: tuple[Present, Preferences],
    then: tuple[Present, Preferences],
) -> tuple[tuple[Assessment, Assessment], ...]:
    """What is planned otherwise once a patient is asked in another zone or at another time of day: each of
    these stored assessments before and after, in their order. What was opened is never among them."""
    before = _up_to_date(protocol, rows, *now)
    present, preferences = then
    changes = reconcile(plan(protocol, present.tmr_on, preferences), before, present)
    after = changed(before, changes, present.tmr_on, present.protocol_id)
    pairs = zip(before, after, strict=False)  # what appears comes last, and has no before
    return tuple((one, row) for one, row in pairs if _differs(one, row))


def _up_to_date(
    protocol: Protocol, rows: Sequence[Assessment], present: Present, preferences: Preferences
) -> tuple[Assessment, ...]:
    """The rows as the next tick would leave them."""
    due = reconcile(plan(protocol, present.tmr_on, preferences), rows, present)
    return changed(rows, due, present.tmr_on, present.protocol_id)


def _compared(
    before: Sequence[Assessment], after: Sequence[Assessment], wanted: Sequence[Planned], present: Present
) -> Effect:
    was, codes = {row.id: row for row in before}, {one.time_point for one in wanted}
    pairs = [(was.get(row.id), row) for row in after]
    shifts = [(one, _shift(one, row, present.zone)) for one, row in pairs if _differs(one, row)]
    fresh = [(one, row) for one, row in pairs if _differs(one, row) and _is_planned(row)]
    asked = [row for row in before if row.opened_at and row.kind is AssessmentKind.SCHEDULED]
    return Effect(
        moves=tuple(shift for _, shift in shifts if shift.before and shift.after),
        appears=tuple(shift for _, shift in shifts if not shift.before),
        withdrawn=tuple(shift for _, shift in shifts if not shift.after),
        kept=tuple(each.time_point for each in asked if _is_open(each) and each.time_point not in codes),
        sent_twice=tuple(dict.fromkeys(_again(fresh, asked, codes, present))),
        disturbed=tuple(one.time_point for one, row in pairs if one and _is_history(one) and row != one),
    )


def _is_planned(row: Assessment | None) -> bool:
    return row is not None and row.state is AssessmentState.PLANNED


def _is_open(row: Assessment) -> bool:
    return row.state is AssessmentState.OPEN


def _is_history(row: Assessment) -> bool:
    return row.opened_at is not None or row.kind is not AssessmentKind.SCHEDULED


def _differs(before: Assessment | None, after: Assessment) -> bool:
    """Whether it is planned for other days, or for none, or for the first time."""
    if before is None:
        return True
    if before.state is not after.state:
        return True
    return _is_planned(after) and replace(before, protocol_id=after.protocol_id, tmr_on=after.tmr_on) != after


def _shift(before: Assessment | None, after: Assessment, zone: str) -> Shift:
    planned = _is_planned(before)
    withdrawn = planned and after.state is AssessmentState.CANCELLED
    return Shift(
        after.time_point,
        before=_where(before, zone) if before and planned else None,
        after=None if withdrawn else _where(after, zone),
        reason=after.reason,
    )


def _where(row: Assessment, zone: str) -> Placed:
    return Placed(row.opens_on, row.closes_on, local_date(row.send_at, zone), row.instruments)


def _again(
    fresh: Sequence[tuple[Assessment | None, Assessment]],
    asked: Sequence[Assessment],
    codes: set[str],
    present: Present,
) -> Iterator[str]:
    """The codes of those planned afresh, or anew for other days, that repeat what was asked and still counts.

    What was cancelled, as by a withdrawal taken back or for a wrong date, does not.
    """
    for before, row in fresh:
        day = max(local_date(row.send_at, present.zone), present.as_of_on)
        for other in asked:
            if other.state is AssessmentState.CANCELLED:
                continue
            if other.time_point == row.time_point:
                again = not _is_planned(before) and other.tmr_on == present.tmr_on
            else:
                again = other.time_point not in codes and _covers(other, row, day)
            if again:
                yield row.time_point


def _covers(asked: Assessment, row: Assessment, day: date) -> bool:
    """Whether a question of the one is asked by the other, on a day within the window of the first."""
    return asked.opens_on <= day <= asked.closes_on and bool(set(row.instruments) & set(asked.instruments))
