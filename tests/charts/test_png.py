"""The PNG: the same bytes for the same data, readable on a telephone, and told apart without colour."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from charts.pain import Reading
from charts.png import PHONE, SCALE, pain_png
from charts.words import Words

WORDS = Words("Pain (10 is worst)", "Remaining limb", "Phantom", "weeks", "months", "surgery")
DAYS = (-12, 14, 42, 91, 183, 366, 730)
READINGS = tuple(
    Reading(day, Decimal(7 - n), None if day == 91 else Decimal(4)) for n, day in enumerate(DAYS)
)
BLUE, ORANGE = (0, 114, 178), (179, 71, 0)


def _picture(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def _coloured(picture: Image.Image, colour: tuple[int, int, int], left: int, right: int) -> list[int]:
    """The columns in which this colour stands, between two edges of the drawing."""
    box = picture.crop((left * SCALE, 0, right * SCALE, picture.height))
    pixels = box.load()
    assert pixels is not None
    columns = range(box.width)
    return [x for x in columns if any(pixels[x, y] == colour for y in range(0, box.height))]


def _gaps(columns: list[int]) -> Iterator[int]:
    return (after - before for before, after in pairwise(columns) if after - before > 1)


def test_the_same_data_give_the_same_bytes_also_in_other_threads() -> None:
    first = pain_png(READINGS, WORDS)
    with ThreadPoolExecutor(3) as pool:
        others = list(pool.map(lambda n: pain_png(READINGS[: 7 - n], WORDS), (0, 0, 1)))
    assert others[0] == others[1] == first
    assert others[2] != first
    assert b"Software" not in first


def test_it_is_three_times_a_telephones_width_and_small_enough_to_send() -> None:
    png = pain_png(READINGS, WORDS)
    assert _picture(png).size == (PHONE.width * SCALE, PHONE.height * SCALE)
    assert len(png) < 150_000


def test_what_was_not_answered_leaves_a_gap_and_dashes_tell_the_other_line() -> None:
    picture = _picture(pain_png(READINGS, WORDS))
    plot = (PHONE.left, PHONE.width - PHONE.right)
    assert not list(_gaps(_coloured(picture, BLUE, *plot)))
    assert len(list(_gaps(_coloured(picture, ORANGE, *plot)))) > 3


@pytest.mark.parametrize("readings", [READINGS[:1], READINGS[:2], (Reading(3, None, Decimal(0)),)])
def test_a_value_that_stands_alone_is_seen(readings: tuple[Reading, ...]) -> None:
    assert _coloured(_picture(pain_png(readings, WORDS)), ORANGE, PHONE.left - 8, PHONE.width - PHONE.right)


def test_where_both_are_the_same_both_are_seen() -> None:
    same = tuple(Reading(day, Decimal(5), Decimal(5)) for day in DAYS)
    picture = _picture(pain_png(same, WORDS))
    for colour in (BLUE, ORANGE):
        assert _coloured(picture, colour, PHONE.left, PHONE.width - PHONE.right)
        assert _coloured(picture, colour, PHONE.width - PHONE.right + 10, PHONE.width)


@pytest.mark.parametrize("field", ["title", "rlp", "months"])
def test_long_words_are_made_smaller_and_not_cut(field: str) -> None:
    words = replace(WORDS, **{field: "a name that is a good deal longer than the room there is for it"})
    picture = _picture(pain_png(READINGS, words))
    edge = picture.crop((picture.width - 3 * SCALE, 0, picture.width, picture.height))
    assert edge.getcolors() == [(edge.width * edge.height, (255, 255, 255))]


def test_matplotlib_is_not_loaded_before_it_is_needed() -> None:
    code = "import app.cli, app.service, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
