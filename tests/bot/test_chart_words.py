"""A chart in words: every value with its date, within what a caption holds."""

from datetime import date
from decimal import Decimal

import pytest

from bot.chart_words import in_words, words
from bot.screen import CAPTION, length
from bot.surroundings import Surroundings
from bot.texts import load
from charts.pain import Reading
from tests.bot.site import SITE

TMR_ON = date(2025, 1, 15)


@pytest.fixture
def around() -> Surroundings:
    return Surroundings(load()["en"], SITE, "")


def _reading(day: int, rlp: int | None, plp: int | None) -> Reading:
    return Reading(day, None if rlp is None else Decimal(rlp), None if plp is None else Decimal(plp))


def test_each_pain_is_told_with_its_dates_and_a_new_year_is_said(around: Surroundings) -> None:
    told = in_words(around, [_reading(-12, 7, None), _reading(14, 5, 4), _reading(365, 0, None)], TMR_ON)
    assert "from 0 (no pain) to 10" in told
    assert "remaining limb: 7 on 3 January 2025, 5 on 29 January, 0 on 15 January 2026." in told
    assert "Phantom pain: 4 on 29 January 2025." in told
    assert "left out" not in told


def test_a_pain_never_answered_is_not_spoken_of(around: Surroundings) -> None:
    assert "Phantom" not in in_words(around, [_reading(14, 5, None)], TMR_ON)
    assert "remaining limb" not in in_words(around, [_reading(14, None, 5)], TMR_ON)


def test_the_oldest_are_left_out_where_a_caption_cannot_hold_all(around: Surroundings) -> None:
    many = [_reading(day, 10, 10) for day in range(0, 1500, 30)]
    told = in_words(around, many, TMR_ON)
    assert CAPTION - 60 < length(told) <= CAPTION
    assert "10 on 15 January 2025" not in told
    assert "Earlier values are left out" in told


def test_twenty_five_reports_fit(around: Surroundings) -> None:
    many = [_reading(day, 7, 5) for day in range(0, 750, 30)]
    assert "left out" not in in_words(around, many, TMR_ON)


def test_nothing_is_told_of_nothing(around: Surroundings) -> None:
    assert in_words(around, [], TMR_ON) == around.say("chart-words")


def test_the_title_names_the_limb_where_there_are_several(around: Surroundings) -> None:
    assert words(around).title == "Pain, average of 7 days (10 is worst)"
    assert words(around, "Left arm").title == "Left arm: Pain, average of 7 days (10 is worst)"
