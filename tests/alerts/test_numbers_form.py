"""The numbers as a form has them: each has words, and what is typed becomes a file that says the same."""

import pytest

from alerts.numbers_file import NumbersFaults, bundled, read
from alerts.numbers_form import typed, written
from alerts.numbers_words import SECTIONS, WORDS


def test_every_number_has_words_and_its_section_a_heading() -> None:
    paths = list(typed(bundled()))
    named = [path for path in paths if not path.startswith("working_days.")]
    assert list(WORDS) == named
    assert list(dict.fromkeys(path.partition(".")[0] for path in paths)) == list(SECTIONS)


def test_what_the_form_shows_and_nobody_changed_is_the_same_numbers() -> None:
    made = read(written("north-1", typed(bundled())))
    assert made.version == "north-1"
    assert typed(made) == typed(bundled())


def test_what_is_no_number_is_a_fault_at_its_path_and_nothing_else_of_the_file() -> None:
    values = {**typed(bundled()), "rise.points": '3\nmood: "', "drift.weight": "", "mood.at_least": "2.5"}
    with pytest.raises(NumbersFaults) as caught:
        read(written("north '\"", values))
    assert [path for path, _ in caught.value.faults] == ["rise.points", "mood.at_least", "drift.weight"]
