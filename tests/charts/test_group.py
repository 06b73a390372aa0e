"""The course of a group and its staircase of reoperations: shapes by hand, and what they say in words."""

import pytest

from charts.course import MOST_LINES, At, draw_course
from charts.group_svg import course_svg, steps_svg
from charts.pain import Point
from charts.steps import draw_steps

MEANS = (At("BL", 3, 6.0, 5.0, 7.0), At("M06", 1, 4.0, None, None), At("M12", 0, None, None, None))


def test_means_stand_at_equal_distances_with_their_intervals() -> None:
    course = draw_course(MEANS, [], 0, 10, 2)
    assert [tick.text for tick in course.point_ticks] == ["BL", "M06", "M12"]
    across = [tick.at for tick in course.point_ticks]
    assert across[1] - across[0] == pytest.approx(across[2] - across[1])
    first, second = course.marks
    assert first.upper is not None
    assert first.lower is not None
    assert first.upper < first.at.y < first.lower
    assert (second.upper, second.lower) == (None, None)
    assert first.text == "BL: mean 6.0, 95 % interval 5.0 to 7.0, n 3"
    assert second.text == "M06: mean 4.0, n 1"
    assert [tick.text for tick in course.value_ticks] == ["0", "2", "4", "6", "8", "10"]
    assert (course.value_ticks[-1].at, course.value_ticks[0].at) == (course.top, course.bottom)


def test_a_persons_line_is_broken_where_they_did_not_answer() -> None:
    course = draw_course(MEANS, [(6.0, 4.0, None), (6.0, None, 3.0), (8.0, 12.0, -1.0)], 0, 10, 2)
    assert [len(line) for line in course.people] == [2, 3]
    assert course.people[1][1].y == course.top
    assert course.people[1][2].y == course.bottom


def test_of_very_many_some_lines_are_drawn_and_that_is_said() -> None:
    course = draw_course(MEANS, [(6.0, 4.0, 2.0)] * 1000, 0, 10, 2)
    assert 0 < course.drawn <= MOST_LINES
    assert f"{course.drawn} individual lines" in course_svg(
        MEANS, [(6.0, 4.0, 2.0)] * 1000, title="Pain", ident="a", scale=(0, 10, 2)
    )


def test_nobody_is_an_empty_drawing_that_says_so() -> None:
    assert draw_course((), [], 0, 10, 2).marks == ()
    assert "Nobody has answered yet" in course_svg((), [], title="Pain", ident="a", scale=(0, 10, 2))


def test_a_staircase_rises_on_its_days_and_runs_to_the_last() -> None:
    stairs = draw_steps({"any": [(100, 0.1), (400, 0.2), (900, 0.5)]}, 730)
    (line,) = stairs.lines
    assert line.corners[0] == Point(stairs.left, stairs.bottom)
    assert line.corners[-1].x == stairs.right
    heights = [corner.y for corner in line.corners]
    assert heights == sorted(heights, reverse=True)
    assert len(line.corners) == 6
    assert stairs.share_ticks[0].text == "0 %"
    assert stairs.unit == "months"


@pytest.mark.parametrize(("share", "top"), [(0.0, "4 %"), (0.03, "4 %"), (0.5, "80 %"), (1.0, "100 %")])
def test_the_scale_holds_the_highest_share(share: float, top: str) -> None:
    stairs = draw_steps({"any": [(10, share)]}, 730)
    assert stairs.share_ticks[-1].text == top
    assert min(corner.y for corner in stairs.lines[0].corners) >= stairs.top


def test_the_staircase_says_where_each_line_ends() -> None:
    told = steps_svg({"any <reason>": [(100, 0.125)], "other": []}, 730, title="Again", ident="b")
    assert "any &lt;reason&gt;: 12.5 % by day 100; other: none." in told
