"""Lengths of time as people write them."""

import pytest

from scheduler.durations import Duration, written
from scheduler.spoken import all_heard, heard, in_words, spoken


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("14 days", "P14D"),
        ("  1 Month and 3 days after ", "P1M3D"),
        ("42 days before", "-P42D"),
        ("2 weeks, 1 day", "P15D"),
        ("1 year", "P12M"),
        ("6 hours", "PT6H"),
        ("0 days", "P0D"),
        ("p3m", "P3M"),
    ],
)
def test_what_people_write_is_understood_and_said_again(said: str, iso: str) -> None:
    length = heard(said)
    assert length is not None
    assert written(length) == iso
    assert heard(spoken(length)) == length


@pytest.mark.parametrize(
    "said", ["", "soon", "3 days and 4 days", "5000 months", "-3 days", "3.5 days", "٣ days"]
)
def test_what_is_no_length_is_not_guessed(said: str) -> None:
    assert heard(said) is None


def test_several_stand_between_commas() -> None:
    assert all_heard("2 days, 5 days") == (Duration(days=2), Duration(days=5))
    assert all_heard(" ") == ()
    assert all_heard("2 days,, x") is None


def test_a_sentence_about_a_file_is_said_without_its_notation() -> None:
    assert in_words("`after` must be P0D, -P42D or PT6H; put a number in quotes.") == (
        "after must be day 0, 42 days before or 6 hours."
    )
    assert in_words("PD of P99999D.") == "PD of P99999D."
