"""The geometry of pain over time is exact: every point, gap, tick and label."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.pain import LABEL_HEIGHT, WIDE, Drawing, Point, Reading, Size, draw
from charts.png import PHONE

# A plot of 366 by 100 pixels: a day is a pixel over a year, a point of pain is ten.
EASY = Size(width=366 + 10 + 90, height=150, left=10, right=90, top=20, bottom=30)


def _reading(day: int, rlp: int | None, plp: int | None) -> Reading:
    return Reading(day, None if rlp is None else Decimal(rlp), None if plp is None else Decimal(plp))


def _year(*readings: Reading) -> Drawing:
    return draw([*readings, _reading(366, None, None)], EASY)


def test_a_day_and_a_point_of_pain_stand_where_the_scales_say() -> None:
    rlp, plp = _year(_reading(0, 10, 0), _reading(100, 5, 1)).lines
    assert rlp.points == (Point(10.0, 20.0), Point(110.0, 70.0))
    assert plp.points == (Point(10.0, 120.0), Point(110.0, 110.0))


def test_a_pain_that_was_not_answered_leaves_a_gap_in_its_own_line_only() -> None:
    readings = [_reading(1, 3, 3), _reading(2, 3, None), _reading(3, 3, 3), _reading(4, 3, 3)]
    rlp, plp = _year(*readings).lines
    assert [len(stretch) for stretch in rlp.stretches] == [4]
    assert [len(stretch) for stretch in plp.stretches] == [1, 2]


def test_the_order_of_the_readings_does_not_matter() -> None:
    readings = [_reading(-10, 7, 6), _reading(14, 5, None), _reading(42, 4, 4)]
    assert draw(readings) == draw(readings[::-1])


def test_a_value_between_two_points_is_drawn_between_them() -> None:
    rlp, _ = _year(Reading(0, Decimal("2.5"), None)).lines
    assert rlp.points == (Point(10.0, 95.0),)


def test_days_before_surgery_stand_left_of_the_day_of_surgery() -> None:
    drawing = draw([_reading(-66, 7, 7), _reading(300, 2, 2)], EASY)
    assert drawing.surgery_x == 76.0
    assert drawing.lines[0].points[0].x == 10.0


def test_the_first_fortnight_does_not_fill_the_drawing() -> None:
    (_, last) = draw([_reading(0, 7, 7), _reading(14, 2, 2)], EASY).lines[0].points
    assert last.x == 71.0  # a sixth of twelve weeks


def test_labels_tell_the_last_value_that_was_answered() -> None:
    rlp, plp = _year(_reading(0, 8, 1), _reading(30, 8, None)).lines
    assert (rlp.last, plp.last) == (Decimal(8), Decimal(1))
    assert (rlp.label, plp.label) == (Point(388, 40.0), Point(388, 103.0))  # PLP is kept off the days


@pytest.mark.parametrize(
    ("rlp", "plp", "heights"),
    [
        (5, 5, (53.0, 87.0)),
        (5, 6, (82.0, 48.0)),
        (10, 10, (20.0, 54.0)),
        (0, 0, (69.0, 103.0)),
    ],
)
def test_labels_that_would_touch_are_moved_apart_in_the_order_of_their_lines(
    rlp: int, plp: int, heights: tuple[float, float]
) -> None:
    first, second = _year(_reading(0, rlp, plp)).lines
    assert (first.label, second.label) == (Point(388, heights[0]), Point(388, heights[1]))


def test_pain_is_marked_by_twos_from_none_to_worst() -> None:
    ticks = _year().pain_ticks
    assert [tick.text for tick in ticks] == ["0", "2", "4", "6", "8", "10"]
    assert (ticks[0].at, ticks[-1].at) == (120.0, 20.0)


@pytest.mark.parametrize(
    ("last", "size", "unit", "texts"),
    [
        (84, WIDE, "weeks", [str(week) for week in range(13)]),
        (150, WIDE, "weeks", ["0", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20"]),
        (365, WIDE, "months", [str(month) for month in range(13)]),
        (730, WIDE, "months", ["0", "3", "6", "9", "12", "15", "18", "21", "24"]),
        (730, PHONE, "months", ["0", "6", "12", "18", "24"]),
        (1461, PHONE, "months", ["0", "12", "24", "36", "48"]),
        (36525, PHONE, "months", [str(month) for month in range(0, 1201, 24)]),
    ],
)
def test_days_are_marked_by_round_weeks_or_months(last: int, size: Size, unit: str, texts: list[str]) -> None:
    drawing = draw([_reading(last, 1, 1)], size)
    assert drawing.unit == unit
    assert [tick.text for tick in drawing.day_ticks] == texts


def test_without_readings_there_are_axes_and_no_labels() -> None:
    drawing = draw([])
    assert drawing.empty
    assert all(line.label is None and line.points == () for line in drawing.lines)
    assert [tick.text for tick in drawing.day_ticks][-1] == "12"


values = st.none() | st.integers(0, 10)
readings = st.builds(_reading, st.integers(-42, 1500), values, values)


@given(st.lists(readings, max_size=12), st.sampled_from([WIDE, PHONE]))
def test_everything_lies_within_the_plot_and_labels_never_touch(given: list[Reading], size: Size) -> None:
    drawing = draw(given, size)
    for line in drawing.lines:
        for point in line.points:
            assert size.left <= point.x <= drawing.right_x
            assert size.top <= point.y <= drawing.bottom_y
    labels = [line.label.y for line in drawing.lines if line.label]
    assert all(size.top <= y <= drawing.bottom_y - LABEL_HEIGHT / 2 for y in labels)
    assert len(labels) < 2 or round(abs(labels[0] - labels[1]), 1) >= LABEL_HEIGHT
