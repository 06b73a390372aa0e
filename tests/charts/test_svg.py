"""The SVG is well formed, small, told in words, and tells the two pains apart without colour."""

from decimal import Decimal
from xml.etree import ElementTree as Xml

import pytest

from charts.pain import WIDE, Reading, Size
from charts.png import PHONE
from charts.svg import description, pain_svg

SVG = "{http://www.w3.org/2000/svg}"
DAYS = (-12, 14, 42, 91, 183, 366, 730)
READINGS = [Reading(day, Decimal(2), None if day == 91 else Decimal(5)) for day in DAYS]


def _svg(
    *, title: str = "Pain of P0001", readings: list[Reading] = READINGS, size: Size = WIDE
) -> Xml.Element:
    return Xml.fromstring(pain_svg(readings, title=title, ident="p1", size=size))


def test_title_and_description_are_named_for_screen_readers() -> None:
    root = _svg()
    assert root.get("role") == "img"
    title, told = root[0], root[1]
    assert (title.tag, told.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}" == "p1-title p1-desc"
    assert title.text == "Pain of P0001"
    assert told.text == description(READINGS)


def test_the_description_tells_every_value_and_every_gap() -> None:
    told = description([Reading(14, Decimal(5), None), Reading(-3, Decimal(7), Decimal("6.5"))])
    assert "Residual limb pain: day -3: 7, day 14: 5." in told
    assert "Phantom limb pain: day -3: 6.5, day 14: not answered." in told


def test_what_is_not_ours_is_escaped() -> None:
    hostile = '</title><script>alert("x")</script>&'
    assert _svg(title=hostile)[0].text == hostile
    assert "<script" not in pain_svg([], title=hostile, ident='"><script>')


@pytest.mark.parametrize("readings", [[], [Reading(14, None, None)]])
def test_an_empty_drawing_says_so(readings: list[Reading]) -> None:
    texts = ["".join(one.itertext()) for one in _svg(readings=readings).iter(f"{SVG}text")]
    assert "Nothing reported yet" in texts
    assert _svg(readings=readings)[1].text == "Nothing reported yet."


def test_the_two_pains_differ_in_dashes_markers_and_labels() -> None:
    root = _svg()
    dashes = [one.get("stroke-dasharray") for one in root.iter(f"{SVG}g") if one.get("stroke-dasharray")]
    assert dashes == ["none", "7 4"]
    assert len(list(root.iter(f"{SVG}circle"))) == 7
    assert len(list(root.iter(f"{SVG}rect"))) == 1 + 6  # the ground, and one square a value
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {"Residual limb2", "Phantom limb5"} <= set(texts)


def test_a_gap_is_not_drawn_through() -> None:
    lines = [one.get("points", "").split() for one in _svg().iter(f"{SVG}polyline")]
    assert [len(points) for points in lines] == [7, 3, 3]


def test_a_value_alone_is_a_marker_without_a_line() -> None:
    root = _svg(readings=[Reading(-5, Decimal(7), None)])
    assert not list(root.iter(f"{SVG}polyline"))
    assert len(list(root.iter(f"{SVG}circle"))) == 1


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_drawing_of_two_years_is_about_three_kilobytes(size: Size) -> None:
    text = pain_svg(READINGS, title="Pain of P0001", ident="p1", size=size)
    assert len(text.encode()) < 3_500
    assert "style=" not in text  # a page's content policy may forbid it
    assert _svg(size=size).get("viewBox") == f"0 0 {size.width} {size.height}"
