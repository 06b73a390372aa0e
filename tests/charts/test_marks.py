"""What staff see beside the pain: flags never hide one another unsaid, R is drawn where it held."""

from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.marks import ROW, ROWS, Beside, Flag, Kind, Mark, Usual, flags, legend
from charts.pain import WIDE, Point, Reading, Size, draw
from charts.png import PHONE, pain_png
from charts.svg import description, pain_svg
from charts.words import Words

EASY = Size(width=366 + 10 + 90, height=150, left=10, right=90, top=20, bottom=30)
LAST = Reading(366, Decimal(2), Decimal(5))
WORDS = Words("Pain", "Remaining limb", "Phantom", "weeks", "months", "surgery")
SVG = "{http://www.w3.org/2000/svg}"


def _mark(day: int, kind: Kind = Kind.AMBER, text: str = "A2") -> Mark:
    return Mark(day, kind, text, f"case 1, {text}")


def _usual(since: int, day: int, rlp: int | None, plp: int | None) -> Usual:
    return Usual(since, day, None if rlp is None else Decimal(rlp), None if plp is None else Decimal(plp))


def _placed(*marks: Mark) -> tuple[Flag, ...]:
    return flags(marks, float)


def test_flags_that_would_touch_stand_below_one_another() -> None:
    placed = _placed(_mark(100), _mark(10), _mark(20), _mark(30), _mark(44))
    assert [(flag.x, flag.row) for flag in placed] == [(10, 0), (20, 1), (30, 2), (44, 0), (100, 0)]


def test_what_three_rows_cannot_hold_is_counted_and_the_most_urgent_stands_for_it() -> None:
    crowd = [_mark(day) for day in (1, 2, 3, 4)]
    assert [flag.text for flag in _placed(*crowd)] == ["A2", "A2", "A2+1"]
    red = _placed(*crowd, _mark(5, Kind.RED, "R1"), _mark(6))
    assert (red[-1].text, red[-1].kind, red[-1].x) == ("R1+3", Kind.RED, 3)


def test_of_one_day_the_most_urgent_comes_first() -> None:
    placed = _placed(_mark(5, Kind.REOPERATION, "Op"), _mark(5), _mark(5, Kind.RED, "R2"))
    assert [flag.text for flag in placed] == ["R2", "A2", "Op"]


@given(st.lists(st.builds(_mark, st.integers(-42, 1500), st.sampled_from(Kind)), max_size=30))
def test_no_two_flags_of_a_row_touch_and_every_mark_is_counted(marks: list[Mark]) -> None:
    drawing = draw([LAST], WIDE, Beside(marks=tuple(marks)))
    for row in range(ROWS):
        placed = [flag for flag in drawing.flags if flag.row == row]
        assert all(one.x + 4 < two.x for one, two in pairwise(placed))
    hidden = [int(flag.text.partition("+")[2] or 0) for flag in drawing.flags]
    assert len(drawing.flags) + sum(hidden) == len(marks)
    assert all(WIDE.left <= flag.x <= drawing.right_x for flag in drawing.flags)


def test_the_plot_stays_as_high_as_it_was_and_the_days_reach_the_last_mark() -> None:
    bare = draw([LAST], WIDE)
    marked = draw([LAST], WIDE, Beside(marks=(_mark(10), _mark(12), _mark(400))))
    assert marked.bottom_y - marked.size.top == bare.bottom_y - bare.size.top
    assert marked.size.height == bare.size.height + 3 * ROW
    assert marked.head_y == bare.size.top
    assert marked.foot_y == bare.size.height + 2 * ROW
    assert marked.flags[-1].x == marked.right_x


def test_r_is_drawn_in_steps_from_where_it_began_and_cut_where_there_was_none() -> None:
    usuals = (_usual(28, 42, 4, 8), _usual(42, 91, 3, None), _usual(91, 183, 3, 6), _usual(300, 366, 5, 6))
    rlp, plp = draw([LAST, Reading(0, None, None)], EASY, Beside(usuals)).lines
    steps = ((28, 4), (42, 4), (42, 3), (91, 3), (91, 3), (183, 3)), ((300, 5), (366, 5))
    grown = 20
    assert rlp.usual == tuple(
        tuple(Point(10.0 + day, grown + 10.0 * (10 - value)) for day, value in line) for line in steps
    )
    assert [len(line) for line in plp.usual] == [2, 2, 2]
    assert (rlp.usual_last, plp.usual_last) == (Decimal(5), Decimal(6))


def test_r_of_one_day_alone_can_be_seen() -> None:
    (line,) = draw([LAST, Reading(0, None, None)], EASY, Beside((_usual(42, 42, 4, None),))).lines[0].usual
    assert line[1].x - line[0].x == 8


def test_the_legend_explains_what_is_shown_and_goes_on_below_where_it_is_too_long() -> None:
    every = tuple(_mark(day, kind) for day, kind in enumerate(Kind))
    shown = legend(Beside((_usual(28, 42, 4, None),), every), 8, 288)
    assert [(entry.row, entry.kind) for entry in shown] == [
        (0, None),
        (1, Kind.RED),
        (2, Kind.AMBER),
        (3, Kind.REOPERATION),
    ]
    assert legend(Beside((_usual(28, 42, None, None),)), 8, 288) == ()


def test_all_that_is_marked_is_said_in_words() -> None:
    beside = Beside((_usual(28, 42, 4, None),), (_mark(50), _mark(42)), "3 June 2025")
    told = description([Reading(42, Decimal(5), None)], beside)
    assert told.endswith(
        "Operated on 3 June 2025. Usual residual limb pain (R): day 42: 4. "
        "Marked: day 42: case 1, A2, day 50: case 1, A2."
    )
    assert description([Reading(42, Decimal(5), None)], Beside()).endswith("day 42: not answered.")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_svg_has_a_shape_and_letters_for_each_mark(size: Size) -> None:
    marks = tuple(
        _mark(40 + 100 * at, kind, text)
        for at, (kind, text) in enumerate(zip(Kind, ("R1", "A2", "Op"), strict=True))
    )
    beside = Beside((_usual(28, 366, 4, 4),), marks, "3 June 2025")
    root = Xml.fromstring(pain_svg([LAST], title="Pain", ident="p", size=size, beside=beside))
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {"R1", "A2", "Op", "usual pain (R)", "surgery 3 June 2025", "Residual limb2, R 4"} <= set(texts)
    fills = [one.get("fill") for one in root.iter(f"{SVG}path") if (one.get("d") or "").endswith("z")]
    assert fills == ["#a8201a", "#fff", "#212b32"] * 2
    assert root.get("height") == str(draw([LAST], size, beside).size.height)


def test_the_png_shows_them_too_and_a_patients_own_does_not() -> None:
    beside = Beside((_usual(28, 366, 4, 4),), (_mark(40, Kind.RED, "R1"), _mark(200)), "3 June 2025")
    assert pain_png([LAST], WORDS, beside=beside) != pain_png([LAST], WORDS)
