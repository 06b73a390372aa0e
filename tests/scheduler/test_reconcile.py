"""Stored assessments follow the plan; what was opened or has ended is history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.plan import Planned, Preferences, plan
from scheduler.present import Present
from scheduler.reconcile import Add, Cancel, Change, Move, Revive, reconcile
from tests.scheduler.cast import DEFAULT, PROTOCOL, assessment

LINKED = date(2024, 12, 4)
PLANNED, CANCELLED = AssessmentState.PLANNED, AssessmentState.CANCELLED
HISTORY = [state for state in AssessmentState if state is not PLANNED]


def _plan(tmr_on: date = date(2025, 1, 15), zone: str = "Europe/London") -> tuple[Planned, ...]:
    return plan(DEFAULT, tmr_on, Preferences(zone, time(9, 30), LINKED))


def _stored(planned: Sequence[Planned], state: AssessmentState = PLANNED) -> list[Assessment]:
    return [assessment(number, one, state) for number, one in enumerate(planned, start=1)]


def _changes(
    planned: Sequence[Planned],
    existing: Sequence[Assessment],
    as_of_on: date = LINKED,
    protocol_id: int = PROTOCOL,
    tmr_on: date = date(2025, 1, 15),
    *,
    followed: bool = True,
) -> tuple[Change, ...]:
    present = Present(
        protocol_id, tmr_on, "Europe/London", enrolled_on=LINKED, as_of_on=as_of_on, followed=followed
    )
    return reconcile(planned, existing, present)


def test_a_new_episode_gets_every_time_point_in_the_order_of_the_plan() -> None:
    planned = _plan()
    assert _changes(planned, []) == tuple(Add(one, PLANNED, None) for one in planned)


def test_what_is_stored_as_planned_needs_no_change() -> None:
    assert _changes(_plan(), _stored(_plan())) == ()


def test_a_window_over_at_enrolment_is_recorded_at_once_as_not_due() -> None:
    planned = _plan(date(2024, 11, 20))
    changes = _changes(planned, [])
    not_due = [Add(one, CANCELLED, "not-due") for one in planned[:3]]
    assert [one.time_point for one in planned[:3]] == ["BL", "WC03", "WC07"]
    assert changes == (*not_due, *(Add(one, PLANNED, None) for one in planned[3:]))


def test_a_window_that_ends_on_the_day_of_enrolment_is_due() -> None:
    planned = [one for one in _plan(LINKED - timedelta(days=4)) if one.time_point == "WC03"]
    assert _changes(planned, []) == (Add(planned[0], PLANNED, None),)


def test_a_window_over_since_enrolment_was_due_even_if_nobody_looked() -> None:
    planned = _plan()
    changes = _changes(planned, [], as_of_on=date(2025, 3, 1))
    assert all(isinstance(change, Add) and change.state is PLANNED for change in changes)


def test_a_corrected_operation_date_moves_what_is_planned_and_nothing_else() -> None:
    existing = _stored(_plan())
    existing[1] = replace(existing[1], state=AssessmentState.OPEN)
    moved = _plan(date(2025, 1, 22))
    assert _changes(moved, existing) == tuple(
        Move(row.id, one) for row, one in zip(existing, moved, strict=True) if row.state is PLANNED
    )


def test_eve_moves_country_and_the_instants_of_what_is_planned_move_along() -> None:
    changes = _changes(_plan(zone="Australia/Sydney"), _stored(_plan()))
    assert len(changes) == len(_plan())
    assert all(isinstance(change, Move) for change in changes)


@pytest.mark.parametrize("state", HISTORY)
def test_what_was_opened_or_has_ended_is_never_planned_again_under_any_version(
    state: AssessmentState,
) -> None:
    existing = _stored(_plan(), state)
    assert _changes(_plan(), existing, protocol_id=PROTOCOL + 1) == ()


def test_a_new_version_takes_over_what_is_planned() -> None:
    existing = _stored(_plan())
    changes = _changes(_plan(), existing, protocol_id=PROTOCOL + 1)
    assert changes == tuple(Move(row.id, one) for row, one in zip(existing, _plan(), strict=True))


def test_a_time_point_that_the_protocol_drops_is_cancelled_unless_it_was_asked() -> None:
    existing = _stored(_plan())
    existing[0] = replace(existing[0], state=AssessmentState.COMPLETED)
    kept = _plan()[2:]
    assert _changes(kept, existing) == (Cancel(2, "withdrawn-from-protocol"),)


def test_a_time_point_that_comes_back_is_planned_again() -> None:
    existing = _stored(_plan())
    existing[-1] = replace(existing[-1], state=CANCELLED, reason="withdrawn-from-protocol")
    assert _changes(_plan(), existing) == (Revive(existing[-1].id, _plan()[-1]),)


def test_a_new_time_point_whose_window_is_over_is_recorded_as_not_due() -> None:
    existing = _stored(_plan()[1:])
    changes = _changes(_plan(), existing, as_of_on=date(2025, 1, 16))
    assert changes == (Add(_plan()[0], CANCELLED, "not-due"),)


def test_a_date_wrong_by_a_year_is_mended_by_correcting_it() -> None:
    wrong, right = _plan(date(2024, 1, 15)), _plan()
    existing = [
        assessment(number, change.planned, change.state, change.reason)
        for number, change in enumerate(_changes(wrong, []), start=1)
        if isinstance(change, Add)
    ]
    changes = _changes(right, existing)
    revived = [change.planned.time_point for change in changes if isinstance(change, Revive)]
    assert revived == ["BL", "WC03", "WC07", "WC14", "W02", "WC21", "WC30", "W06", "M03", "M06"]
    assert [change.planned.time_point for change in changes if isinstance(change, Move)] == ["M12", "M24"]


def test_what_was_not_due_stays_so_when_its_corrected_window_is_past_as_well() -> None:
    existing = [replace(row, reason="not-due") for row in _stored(_plan()[:1], CANCELLED)]
    assert _changes(_plan()[:1], existing, as_of_on=date(2025, 1, 16)) == ()


def test_a_corrected_window_that_was_over_at_enrolment_moves_and_is_not_due() -> None:
    corrected = _plan(date(2024, 10, 1))[:1]
    existing = _stored(_plan()[:1])
    changes = _changes(corrected, existing)
    assert changes == (Move(1, corrected[0]), Cancel(1, "not-due"))


def test_a_recheck_is_left_alone() -> None:
    one = assessment(50, replace(_plan()[5], time_point="RC-W02"), kind=AssessmentKind.RECHECK)
    assert _changes(_plan(zone="Asia/Tokyo"), [one])[0] == Add(_plan(zone="Asia/Tokyo")[0], PLANNED, None)
    assert _changes((), [one]) == ()
