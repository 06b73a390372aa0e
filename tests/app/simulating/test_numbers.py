"""A simulation in numbers: weeks, days, what goes unanswered, and the shapes of the charts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from app.simulating.figures import HEIGHT, WIDTH, lying, weekly
from app.simulating.load import Expected, Week, expected, messages_by_day, months, weeks
from app.simulating.words import Contact, Contacted, Lived, Simulated, Visit
from domain import AssessmentKind, AssessmentState, Severity
from tests.app.simulating.test_simulation import simulated
from tests.scheduler.cast import DEFAULT


def _said(text: str, kind: Contact, severity: Severity | None = None) -> Contacted:
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return Contacted(at, "Europe/London", "S0001", kind, "M03", severity, "because")


def _visit(code: str, closes_on: str, state: AssessmentState, reason: str | None = None) -> Visit:
    closes = date.fromisoformat(closes_on)
    return Visit("S0001", code, AssessmentKind.SCHEDULED, closes, closes, state, reason)


def made_up(contacts: tuple[Contacted, ...] = (), visits: tuple[Visit, ...] = ()) -> Simulated:
    """January and February 2025, which began on a Wednesday."""
    return Simulated(
        protocol=DEFAULT,
        seed=1,
        patients=1,
        months=2,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 3, 1),
        operations=1,
        not_activated=0,
        lived=Lived(contacts, visits, ()),
    )


def test_weeks_run_from_monday_and_none_is_left_out() -> None:
    made = made_up(
        (
            _said("2025-01-05 23:30", Contact.PROMPT),
            _said("2025-01-06 00:30", Contact.REMINDER),
            _said("2025-01-06 09:00", Contact.NOTICE, Severity.RED),
            _said("2025-01-12 09:00", Contact.NOTICE, Severity.AMBER),
            _said("2025-01-12 09:00", Contact.CALL),
        )
    )
    first, second, *others = weeks(made)
    assert first == Week(date(2024, 12, 30), 1, 0, 0, 0, 0)
    assert second == Week(date(2025, 1, 6), 0, 1, 1, 1, 1)
    assert (second.to_patients, second.to_staff) == (1, 3)
    assert [each.on for each in others][-1] == date(2025, 2, 24)
    assert not any(each.to_patients or each.to_staff for each in others)
    assert messages_by_day(made) == {date(2025, 1, 5): 1, date(2025, 1, 6): 1}
    assert list(months(made)) == [date(2025, 1, 1), date(2025, 2, 1)]


def test_every_message_is_in_one_week() -> None:
    done = simulated()
    counted = sum(each.to_patients + each.to_staff for each in weeks(done))
    assert counted == len(done.lived.contacts)


def test_what_goes_unanswered_counts_windows_that_are_over_and_that_somebody_wanted() -> None:
    made = made_up(
        visits=(
            _visit("W06", "2025-01-20", AssessmentState.COMPLETED),
            _visit("W06", "2025-01-21", AssessmentState.PARTIAL, "window-closed"),
            _visit("W06", "2025-01-22", AssessmentState.MISSED, "not-reached"),
            _visit("W06", "2025-01-23", AssessmentState.MISSED, "not-reached"),
            _visit("W06", "2025-01-24", AssessmentState.CANCELLED, "withdrawn"),
            _visit("W06", "2025-01-25", AssessmentState.CANCELLED, "not-due"),
            _visit("W06", "2025-03-01", AssessmentState.COMPLETED),
            _visit("M03", "2025-06-01", AssessmentState.COMPLETED),
        )
    )
    (row,) = expected(made)
    assert (row.time_point, row.completed, row.partial, row.unanswered) == ("W06", 1, 1, 3)
    assert row.share == 0.6
    assert dict(row.reasons) == {"not-reached": 2, "withdrawn": 1}


@pytest.mark.parametrize(
    ("missed", "ended", "low", "high"), [(0, 10, 0.0, 0.278), (3, 20, 0.052, 0.360), (10, 10, 0.722, 1.0)]
)
def test_the_interval_is_wilsons(missed: int, ended: int, low: float, high: float) -> None:
    visits = [_visit("W06", "2025-01-20", AssessmentState.MISSED, "not-reached")] * missed
    visits += [_visit("W06", "2025-01-20", AssessmentState.COMPLETED)] * (ended - missed)
    (row,) = expected(made_up(visits=tuple(visits)))
    assert (round(row.low, 3), round(row.high, 3)) == (low, high)


def test_bars_stand_on_each_other_within_the_plot() -> None:
    some = weeks(made_up())
    bars = weekly(some, [[3] * len(some), [0, 7, *[0] * (len(some) - 2)]])
    assert [mark.text for mark in bars.side] == ["0", "2", "4", "6", "8", "10"]
    assert len(bars.boxes) == len(some) + 1
    lower, upper = (box for box in bars.boxes if box.x == bars.boxes[1].x)
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.11)
    for box in bars.boxes:
        assert bars.left <= box.x <= box.x + box.width <= bars.right <= WIDTH
        assert bars.top <= box.y <= box.y + box.height <= bars.bottom + 0.11 <= HEIGHT
    assert [mark.text for mark in bars.below] == ["Dec 2024", "Jan 2025", "Feb 2025"]


def test_labels_below_never_touch_however_long_it_lasts() -> None:
    one = weeks(made_up())[0]
    some = [replace(one, on=date.fromordinal(one.on.toordinal() + 7 * n)) for n in range(500)]
    marks = [mark.at for mark in weekly(some, [[1] * 500]).below]
    assert all(after - before >= 60 for before, after in pairwise(marks))


def test_a_lying_bar_is_as_long_as_all_of_its_windows() -> None:
    rows = [Expected("W06", 6, 1, 3, 0.1, 0.6, {}), Expected("M03", 10, 0, 0, 0.0, 0.3, {})]
    bars = lying(rows)
    assert [sum(box.width for box in bars.boxes if box.y == y) for y in (5, 35)] == pytest.approx(
        [bars.right - bars.left] * 2, abs=0.2
    )
    assert [mark.text for mark in bars.below] == ["30 % (10 to 60)", "0 % (0 to 30)"]
