"""What a new version does to one operation is told row by row, and nothing that was asked is asked again."""

from dataclasses import replace
from datetime import date, time

import pytest

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.differences import differences
from scheduler.effects import NO_EFFECT, Effect, asked_otherwise, corrected, effect
from scheduler.plan import Preferences, plan
from scheduler.present import Present
from scheduler.protocol import default_text, read
from scheduler.timepoints import Protocol
from tests.scheduler.cast import DEFAULT, KNOWN, assessment, at
from tests.scheduler.own_protocol import own, point

TMR_ON, LINKED = date(2025, 1, 15), date(2024, 12, 4)
PREFERENCES = Preferences("Europe/London", time(9, 30), LINKED)
OPEN, PLANNED = AssessmentState.OPEN, AssessmentState.PLANNED


def _changed(*swaps: tuple[str, str]) -> Protocol:
    text = default_text()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return read(text, KNOWN)


def _rows(**states: AssessmentState) -> list[Assessment]:
    """What is stored of the default plan: planned, unless a state is given for its code."""
    rows = [assessment(n, one) for n, one in enumerate(plan(DEFAULT, TMR_ON, PREFERENCES), start=1)]
    return [_in_state(row, states.get(row.time_point, PLANNED)) for row in rows]


def _in_state(row: Assessment, state: AssessmentState) -> Assessment:
    return row if state is PLANNED else replace(row, state=state, opened_at=row.send_at)


def _effect(new: Protocol, rows: list[Assessment], as_of_on: date = LINKED, tmr_on: date = TMR_ON) -> Effect:
    present = Present(1, tmr_on, "Europe/London", enrolled_on=LINKED, as_of_on=as_of_on, followed=True)
    return effect(DEFAULT, new, rows, present, PREFERENCES)


def test_another_version_that_says_the_same_has_no_effect() -> None:
    assert _effect(_changed(("version: 1.0.0", "version: 1.0.1")), _rows()) == NO_EFFECT


def test_what_is_planned_moves_and_is_told_with_both_places() -> None:
    (shift,) = _effect(_changed(("closes: P20D", "closes: P18D")), _rows()).moves
    assert shift.time_point == "W02"
    assert shift.before is not None
    assert shift.after is not None
    assert (shift.before.closes_on, shift.after.closes_on) == (date(2025, 2, 4), date(2025, 2, 2))
    assert shift.before.send_on == shift.after.send_on == date(2025, 1, 29)


def test_other_questions_are_a_change_too() -> None:
    new = _changed(
        ("closes: P60D\n    instruments: [core]", "closes: P60D\n    instruments: [core, extended]")
    )
    (shift,) = _effect(new, _rows()).moves
    assert (shift.time_point, shift.after and shift.after.instruments) == ("W06", ("core", "extended"))


@pytest.mark.parametrize("state", [state for state in AssessmentState if state is not PLANNED])
def test_what_was_opened_never_moves(state: AssessmentState) -> None:
    assert _effect(_changed(("closes: P20D", "closes: P18D")), _rows(W02=state)) == NO_EFFECT


def test_what_appears_and_what_is_withdrawn_are_told() -> None:
    found = _effect(_changed(("code: WC21", "code: WC20")), _rows())
    assert [(shift.time_point, shift.before) for shift in found.appears] == [("WC20", None)]
    assert [(shift.time_point, shift.after, shift.reason) for shift in found.withdrawn] == [
        ("WC21", None, "withdrawn-from-protocol")
    ]
    assert (found.sent_twice, found.kept, found.disturbed) == ((), (), ())


def test_what_appears_when_it_is_over_is_recorded_as_not_due() -> None:
    found = _effect(_changed(("code: WC03", "code: WC02")), _rows(), as_of_on=date(2025, 2, 1))
    assert [(shift.time_point, shift.reason) for shift in found.appears] == [("WC02", "not-due")]


def test_what_is_open_and_dropped_is_kept() -> None:
    text = own(*(point(code, code, "P3Y", "P2Y", "P4Y") for code in ("X", "Y")))
    found = _effect(read(text, KNOWN), _rows(WC03=OPEN), as_of_on=date(2025, 1, 18))
    assert found.kept == ("WC03",)
    assert found.sent_twice == ()


def test_a_time_point_renamed_while_it_is_open_would_be_asked_twice() -> None:
    renamed = _changed(("code: W02", "code: W2"))
    assert _effect(renamed, _rows(W02=OPEN), as_of_on=date(2025, 1, 30)).sent_twice == ("W2",)
    answered = _rows(W02=AssessmentState.COMPLETED)
    assert _effect(renamed, answered, as_of_on=date(2025, 1, 30)).sent_twice == ("W2",)
    assert _effect(renamed, _rows(), as_of_on=date(2025, 1, 20)).sent_twice == ()


def test_a_renamed_time_point_whose_old_window_is_over_is_no_repetition() -> None:
    renamed = _changed(("code: W02", "code: W2"))
    missed = _rows(W02=AssessmentState.MISSED)
    assert _effect(renamed, missed, as_of_on=date(2025, 2, 5)).sent_twice == ()


def test_other_questions_in_the_same_days_are_no_repetition() -> None:
    renamed = _changed(("code: W02", "code: W2"), ("instruments: [core]", "instruments: [extended]"))
    assert _effect(renamed, _rows(W02=OPEN), as_of_on=date(2025, 1, 30)).sent_twice == ()


def test_a_date_corrected_a_moment_ago_is_not_put_down_to_the_new_version() -> None:
    same = _changed(("version: 1.0.0", "version: 1.0.1"))
    assert _effect(same, _rows(), tmr_on=date(2025, 1, 22)) == NO_EFFECT


def test_what_a_correction_has_asked_anew_is_not_put_down_to_the_new_version() -> None:
    """Opened for a date before the true one: the old version plans it again, the new one takes it over."""
    rows = _rows(WC03=AssessmentState.MISSED)
    same = _changed(("version: 1.0.0", "version: 1.0.1"))
    assert _effect(same, rows, as_of_on=date(2025, 1, 20), tmr_on=date(2025, 1, 22)) == NO_EFFECT
    cancelled = _rows()
    cancelled[1] = replace(
        cancelled[1],
        state=AssessmentState.CANCELLED,
        reason="operation-postponed",
        opened_at=at("2025-01-17 09:30"),
    )
    moved = _changed(("closes: P4D", "closes: P5D"))
    for held in (rows, cancelled):
        found = _effect(moved, held, as_of_on=date(2025, 1, 20), tmr_on=date(2025, 1, 22))
        assert [shift.time_point for shift in found.moves] == ["WC03"]
        assert found.sent_twice == ()


def test_what_is_asked_anew_after_a_withdrawal_taken_back_may_move() -> None:
    first = _rows()[4]
    gone = replace(first, id=99, state=AssessmentState.CANCELLED, reason="withdrawn", opened_at=first.send_at)
    rows = [*_rows(), gone]
    rows[4] = replace(first, occurrence=2)
    found = _effect(_changed(("closes: P20D", "closes: P18D")), rows, as_of_on=date(2025, 1, 30))
    assert [shift.time_point for shift in found.moves] == ["W02"]
    assert found.sent_twice == ()


def test_re_checks_and_reports_of_the_patients_own_are_left_alone() -> None:
    rows = _rows()
    rows[0] = replace(
        rows[0],
        kind=AssessmentKind.RECHECK,
        time_point="RC-W02",
        state=OPEN,
        opened_at=at("2025-01-17 09:30"),
    )
    found = _effect(_changed(("version: 1.0.0", "version: 1.0.1")), rows)
    assert (found.kept, found.disturbed, found.sent_twice) == ((), (), ())


def test_files_differ_in_the_words_of_the_file() -> None:
    old = read(own(point("A", "core", "P3D", "P2D", "P9D"), point("B", "wound", "P3D", "P2D", "P9D")), KNOWN)
    new = read(
        own(
            point(
                "A", "core", "P1M", "P20D", "P2M", follow_up="{reminders: [PT6H], call: P7D}", primary="true"
            ),
            point("C", "core", "P3M", "P80D", "P4M", instruments="[core, extended]"),
            never_on="[Sunday]",
            caps="{a_day: 2, a_week: 5}",
        ),
        KNOWN,
    )
    assert [str(each) for each in differences(old, new)] == [
        "never_on: - -> Sunday",
        "caps: - -> 2 a day, 5 a week",
        "A.target: P3D -> P1M",
        "A.opens: P2D -> P20D",
        "A.closes: P9D -> P2M",
        "A.follow_up: - -> PT6H telegram, P7D phone-list",
        "A.primary: no -> yes",
        "C: - -> P3M (P80D to P4M): core, extended",
        "B: P3D (P2D to P9D): core -> -",
    ]


def test_a_corrected_date_moves_what_is_planned_and_asks_anew_what_was_asked_for_the_wrong_one() -> None:
    wound, *_ = (row.time_point for row in _rows() if row.time_point != "BL")
    rows = _rows(**{wound: OPEN})
    on = date(2025, 1, 22)
    present = Present(1, TMR_ON, "Europe/London", enrolled_on=LINKED, as_of_on=on, followed=True)
    found = corrected(DEFAULT, rows, present, PREFERENCES, on)
    m12 = next(each for each in found.moves if each.time_point == "M12")
    assert m12.before is not None
    assert m12.after is not None
    assert (m12.after.opens_on - m12.before.opens_on).days == 7
    assert [each.time_point for each in found.appears] == [wound]
    assert found.sent_twice == found.disturbed == ()
    assert corrected(DEFAULT, rows, present, PREFERENCES, TMR_ON) == NO_EFFECT


def test_another_zone_and_time_of_day_move_what_is_planned_and_nothing_that_was_opened() -> None:
    wound, *_ = (row.time_point for row in _rows() if row.time_point != "BL")
    rows = _rows(**{wound: OPEN})
    on = date(2025, 1, 22)
    present = Present(1, TMR_ON, "Europe/London", enrolled_on=LINKED, as_of_on=on, followed=True)
    moved = replace(present, zone="America/New_York"), replace(PREFERENCES, zone="America/New_York")
    found = asked_otherwise(DEFAULT, rows, (present, PREFERENCES), moved)
    assert wound not in {before.time_point for before, _ in found}
    hours = {(after.send_at - before.send_at).total_seconds() / 3600 for before, after in found}
    assert hours <= {4, 5}
    later = present, replace(PREFERENCES, send_time=time(18, 0))
    assert {
        (after.send_at - before.send_at).total_seconds() / 3600
        for before, after in asked_otherwise(DEFAULT, rows, (present, PREFERENCES), later)
    } == {8.5}
    assert asked_otherwise(DEFAULT, rows, (present, PREFERENCES), (present, PREFERENCES)) == ()
