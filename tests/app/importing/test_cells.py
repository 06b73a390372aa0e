"""One cell at a time: dates are never guessed, numbers and words are read as people write them."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importing.cells import (
    absent,
    read_date,
    read_number,
    read_text,
    read_truth,
    read_whole,
    read_word,
    within,
)
from app.importing.vocabulary import TECHNIQUES, grade, time_point
from app.importing.words import (
    USUAL,
    Absent,
    DateOrder,
    Fractions,
    Manner,
    Place,
    Raw,
    Trouble,
    Wrong,
    plain,
    shown,
)
from storage.words import Technique

DAY_FIRST = Manner(dates=DateOrder.DAY_FIRST)
MONTH_FIRST = Manner(dates=DateOrder.MONTH_FIRST)
COMMA = Manner(comma=True, fractions=Fractions.ROUND)
NEW_YEARS_EVE = date(2025, 12, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-12-31",
        " 2025-12-31\u00a0",
        "2025/12/31",
        "20251231",
        "2025-12-31T10:30:00Z",
        "2025-12-31 00:00:00",
        "31 Dec 2025",
        "31-December-2025",
        "31st december 2025",
        "December 31, 2025",
        46022,
        46022.5,
        "46022",
        datetime(2025, 12, 31, 10),  # noqa: DTZ001 - as a spreadsheet has it
        NEW_YEARS_EVE,
    ],
)
def test_dates_that_mean_one_thing_are_read_whatever_the_map_says(cell: Raw) -> None:
    assert read_date(cell, USUAL) == NEW_YEARS_EVE
    assert read_date(cell, DAY_FIRST) == NEW_YEARS_EVE


@pytest.mark.parametrize("cell", ["31/12/2025", "31.12.2025", "31-12-2025 00:00", "31 12 2025"])
def test_day_and_month_are_told_apart_by_the_map_alone(cell: str) -> None:
    assert read_date(cell, DAY_FIRST) == NEW_YEARS_EVE
    assert isinstance(read_date(cell, USUAL), Wrong)
    assert isinstance(read_date(cell, MONTH_FIRST), Wrong)
    assert read_date("03/04/2025", MONTH_FIRST) == date(2025, 3, 4)
    assert read_date("03/04/2025", DAY_FIRST) == date(2025, 4, 3)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("31/12/25", "four"),
        ("31-Dec-25", "four"),
        ("31 Foo 2025", "no date"),
        ("soon", "no date"),
        ("2025-02-30", "calendar"),
        ("30/02/2025", "calendar"),
        ("2400-01-01", "1900"),
        (2025, "no date"),
        (True, "no date"),
    ],
)
def test_what_is_no_date_says_why(cell: Raw, word: str) -> None:
    found = read_date(cell, DAY_FIRST)
    assert isinstance(found, Wrong)
    assert word in found.sentence


@pytest.mark.parametrize(
    ("cell", "manner", "number"),
    [
        ("6", USUAL, 6),
        (6.0, USUAL, 6),
        ("6.0", USUAL, 6),
        (" 6 ", USUAL, 6),
        ("6/10", USUAL, 6),
        ("6,0", COMMA, 6),
        ("6,5", COMMA, 7),
        ("5.5", COMMA, 6),
        ("-1", USUAL, -1),
    ],
)
def test_whole_numbers_as_people_write_them(cell: Raw, manner: Manner, number: int) -> None:
    assert read_whole(cell, manner) == number


@pytest.mark.parametrize(
    "cell", ["six", "6,5", "6.5", "6-7", True, NEW_YEARS_EVE, "nan", "1e99", "inf", time(6)]
)
def test_what_is_no_whole_number_is_wrong(cell: Raw) -> None:
    assert isinstance(read_whole(cell, USUAL), Wrong)


def test_numbers_keep_their_places_and_ranges_name_both_ends() -> None:
    assert read_number("6.25", USUAL) == Decimal("6.25")
    assert within(5, 0, 10) == 5
    for value, low, high, words in ((11, 0, 10, "from 0 to 10"), (-1, 0, None, "0 or more")):
        found = within(value, low, high)
        assert isinstance(found, Wrong)
        assert words in found.sentence


def test_yes_and_no() -> None:
    assert [read_truth(cell) for cell in ("Yes", "Y", 1, True, "x", "no", 0, False, "None")] == [True] * 5 + [
        False
    ] * 4
    assert isinstance(read_truth("perhaps"), Wrong)


def test_words_of_a_list_by_their_usual_other_names() -> None:
    for cell in ("TMR + RPNI", "tmr+rpni", "TMR and RPNI"):
        assert read_word(cell, Technique, TECHNIQUES) is Technique.TMR_RPNI
    assert isinstance(read_word("other", Technique, TECHNIQUES), Wrong)


def test_missing_and_declined_differ() -> None:
    manner = Manner(missing=USUAL.missing | {"99"})
    assert [absent(cell, manner) for cell in (None, "", " n/a ", "-", 99, 99.0, "99")] == [Absent.MISSING] * 7
    assert absent("Prefer not  to say", manner) is Absent.DECLINED
    assert absent(0, manner) is None


def test_texts_are_one_line_and_have_an_end() -> None:
    assert read_text(" a \n b\ufeff", 10) == "a b"
    for cell in ("x" * 11, "#REF!"):
        assert isinstance(read_text(cell, 10), Wrong)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("IIIb", "IIIb"), ("3b", "IIIb"), ("Grade 3B", "IIIb"), ("CD 2", "II"), ("iva", "IVa")],
)
def test_grades_of_clavien_and_dindo(text: str, wanted: str) -> None:
    assert grade(text) == wanted
    assert isinstance(grade("6"), Wrong)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Baseline", "BL"),
        ("pre-op", "BL"),
        ("12 months", "M12"),
        ("12m", "M12"),
        ("1 year", "M12"),
        ("Year 2", "M24"),
        ("six weeks", "W06"),
        ("3 mths", "M03"),
        ("m6", "M06"),
        ("WC14", "WC14"),
        ("wc14", "WC14"),
    ],
)
def test_time_points_by_the_names_that_clinics_use(text: str, code: str) -> None:
    assert time_point(text) == code


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.dates(),
        st.datetimes(),
        st.times(),
    )
)
def test_no_cell_whatever_makes_reading_it_fail(cell: Raw) -> None:
    for manner in (USUAL, DAY_FIRST, COMMA):
        assert isinstance(read_date(cell, manner), date | Wrong)
        assert isinstance(read_number(cell, manner), Decimal | Wrong)
        assert isinstance(read_whole(cell, manner), int | Wrong)
        absent(cell, manner)
    assert isinstance(read_truth(cell), bool | Wrong)
    assert isinstance(grade(str(cell)), str | Wrong)
    assert time_point(str(cell)) is not None


@pytest.mark.parametrize(
    "cell", ["Ann Smith", "Smith, Ann", "9434765919", "943 476 5919", "a@b.example", "x" * 41]
)
def test_what_could_be_somebody_is_not_shown(cell: str) -> None:
    assert shown(cell) is None
    assert shown("31/12/25") == "31/12/25"


def test_a_trouble_names_its_place() -> None:
    trouble = Trouble(Place("Answers", 3, "column B (RLP)"), "This is no number.", "six")
    assert str(trouble) == "Answers, row 3, column B (RLP): This is no number. ('six')"


@pytest.mark.parametrize(
    ("raw", "text"),
    [(6.0, "6"), (6.5, "6.5"), (" a\u200b  b ", "a b"), (True, "yes"), (False, "no"), (None, "")],
)
def test_a_cell_is_one_line_of_text(raw: str | float | bool | None, text: str) -> None:
    assert plain(raw) == text
