"""Typed words mean what tests/specs/typed.txt says, row by row; and yes, no and labels are understood."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain import Entry
from questionnaires.lexicons import EMPTY, Lexicon, lexicon, together
from questionnaires.typed import number, option, yes_or_no
from tests.questionnaires.sample import SAMPLE
from tests.questionnaires.talking import Talk, choice, instrument, refused

SPEC = Path(__file__).parents[1] / "specs" / "typed.txt"
SCALE = """
  - linkId: how
    type: integer
    text: How much?
    extension:
      - {{url: http://hl7.org/fhir/StructureDefinition/minValue, valueInteger: 0}}
      - {{url: http://hl7.org/fhir/StructureDefinition/maxValue, valueInteger: {top}}}
"""


def rows() -> list[tuple[tuple[str, ...], int, str, str]]:
    """Languages, top of the scale, typed words and meaning, for every row of the spec."""
    found: list[tuple[tuple[str, ...], int, str, str]] = []
    for block in SPEC.read_text(encoding="utf-8").split("\n\n")[1:]:
        title, _, *lines = block.splitlines()
        languages = ("cy", "en") if title.startswith("cy ") else ("en",)
        found += [(languages, int(title.split()[-1]), *_cells(line)) for line in lines]
    return found


def _cells(line: str) -> tuple[str, str]:
    typed, meaning = line.rsplit(" | ", 1)
    return typed, meaning


@pytest.mark.parametrize(("languages", "top", "typed", "meaning"), rows())
def test_typed_words_mean_what_the_spec_says(
    languages: tuple[str, ...], top: int, typed: str, meaning: str
) -> None:
    talk = Talk(replace(instrument(SCALE.format(top=top)), languages=languages))
    made = talk.put_words(typed)
    if meaning.isdigit():
        assert isinstance(made, Entry)
        assert made.values == (int(meaning),)
    else:
        assert made == refused(meaning)
        assert talk.log == ()


def test_a_scale_is_named_only_where_the_range_has_an_end() -> None:
    english = lexicon(("en",))
    assert number("7", english, None) == 7
    assert number("7/10", english, None) == "unclear"


def test_yes_and_no_may_be_typed_and_nothing_else() -> None:
    english = lexicon(("en",))
    said = {text: yes_or_no(text, english) for text in ("Yes", " yes. ", "NO", "n", "yes and no", "not sure")}
    assert said == {"Yes": 0, " yes. ": 0, "NO": 1, "n": 1, "yes and no": None, "not sure": None}
    welsh = lexicon(("cy", "en"))
    assert [yes_or_no(text, welsh) for text in ("Ydy", "oes.", "Nac ydw", "na", "no")] == [0, 0, 1, 1, 1]
    talk = Talk(SAMPLE).through("medicine", pain=6)
    assert talk.put_words("maybe") == refused("not-an-answer")
    talk.put_words("Yes!")
    assert talk.answers["medicine"] == (True,)


def test_a_choice_may_be_typed_by_its_label_unless_two_have_it() -> None:
    talk = Talk(SAMPLE).through("change")
    assert talk.put_words("better or worse") == refused("not-an-answer")
    talk.put_words("worse")
    assert talk.answers["change"] == (choice("no"),)
    item = talk.item("change")
    same = replace(item, options=(item.options[0], item.options[0]))
    assert option("better", same) is None


def test_several_choices_are_tapped_not_typed() -> None:
    assert Talk(SAMPLE).through("signs").put_words("red") == refused("not-an-answer")


def test_a_language_without_words_still_has_its_digits() -> None:
    assert lexicon(("xx",)) == EMPTY
    assert number("7/10", lexicon(("xx",)), 10) == 7
    assert number("seven", lexicon(("xx",)), 10) == "not-an-answer"


def test_a_word_that_two_languages_understand_differently_means_nothing() -> None:
    both = together(
        (
            Lexicon({"six": 6, "sept": 7}, ("of",), frozenset({"da"}), frozenset({"ne"}), ((6, "juni"),)),
            Lexicon({"six": 6, "sept": 9}, ("von",), frozenset({"ne"}), frozenset({"no"}), ((6, "june"),)),
        )
    )
    assert both == Lexicon(
        {"six": 6}, ("of", "von"), frozenset({"da"}), frozenset({"no"}), ((6, "juni"), (6, "june"))
    )
