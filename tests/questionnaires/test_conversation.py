"""The conversation: what is asked next, and which moves answer it."""

import pytest

from domain import Entry, EntryKind
from questionnaires.conversation import (
    NO,
    YES,
    Choose,
    Done,
    Move,
    Number,
    Review,
    Tick,
    Type,
)
from tests.questionnaires.sample import CHANGE, MEDICINE, PAIN, SAMPLE, SIGNS
from tests.questionnaires.talking import NOON, Talk, choice, instrument, refused


@pytest.fixture
def talk() -> Talk:
    return Talk(SAMPLE)


def test_the_first_open_question_is_asked_with_the_texts_above_it(talk: Talk) -> None:
    now = talk.now
    assert talk.asked == "pain"
    assert talk.ask.notices == ("Hello.",)
    assert (now.seq, now.position, now.total) == (0, 1, 4)


def test_a_question_is_asked_only_when_its_condition_holds(talk: Talk) -> None:
    talk.put("pain", 5)
    assert talk.asked == "signs"
    talk.change("pain")
    talk.put("pain", 6)
    assert talk.asked == "medicine"
    assert talk.now.total == 5


def test_an_answer_is_stored_with_its_place_time_and_source(talk: Talk) -> None:
    entry = talk.make(Type("7"), source="message:1")
    assert entry == Entry(0, EntryKind.ANSWERED, "pain", (7,), NOON, "message:1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("11", "out-of-range"),
        ("12345678901", "out-of-range"),
        ("-1", "out-of-range"),
        ("7.5", "unclear"),
        ("it burns", "not-an-answer"),
        ("  ", "not-an-answer"),
    ],
)
def test_typed_words_that_are_no_number_in_range_are_asked_again(talk: Talk, text: str, reason: str) -> None:
    assert talk.make(Type(text)) == refused(reason)
    assert talk.asked == "pain"


def test_a_typed_number_may_have_blanks_around_it(talk: Talk) -> None:
    talk.make(Type(" 7\n"))
    assert talk.answers == {"pain": (7,)}


@pytest.mark.parametrize("value", [-1, 11])
def test_a_number_out_of_range_is_refused(talk: Talk, value: int) -> None:
    assert talk.make(Number(PAIN, value)) == refused("out-of-range")


def test_a_number_without_a_range_may_be_anything() -> None:
    open_ended = Talk(instrument("  - {linkId: n, type: integer, text: N?}"))
    open_ended.put("n", -5)
    assert open_ended.answers == {"n": (-5,)}


def test_yes_and_no_are_the_choices_of_a_boolean(talk: Talk) -> None:
    talk.put("pain", 9)
    assert talk.make(Choose(MEDICINE, 2)) == refused("not-an-answer")
    talk.make(Choose(MEDICINE, YES))
    talk.change("medicine")
    talk.make(Choose(MEDICINE, NO))
    assert talk.answers["medicine"] == (False,)


@pytest.mark.parametrize(
    "move",
    [Choose(PAIN, 0), Tick(PAIN, 0), Done(PAIN)],
)
def test_a_move_that_does_not_fit_a_number_is_no_answer(talk: Talk, move: Move) -> None:
    assert talk.make(move) == refused("not-an-answer")


def test_a_move_that_does_not_fit_a_choice_is_no_answer(talk: Talk) -> None:
    talk.put("pain", 0)
    assert talk.make(Choose(SIGNS, 1)) == refused("not-an-answer")
    assert talk.make(Number(SIGNS, 1)) == refused("not-an-answer")
    assert talk.make(Tick(SIGNS, 3)) == refused("not-an-answer")
    assert talk.make(Type("Red")) == refused("not-an-answer")
    talk.put("signs", "none")
    assert talk.make(Tick(CHANGE, 0)) == refused("not-an-answer")
    assert talk.make(Choose(CHANGE, 2)) == refused("not-an-answer")
    assert talk.make(Choose(CHANGE, -1)) == refused("not-an-answer")


def test_a_button_of_another_item_is_stale(talk: Talk) -> None:
    assert talk.make(Choose(CHANGE, 0)) == refused("stale")


def test_ticks_count_at_once_but_the_question_stays_until_done(talk: Talk) -> None:
    talk.put("pain", 0)
    talk.put("signs", "hot")
    talk.put("signs", "red")
    assert talk.asked == "signs"
    assert talk.ask.ticked == (choice("red"), choice("hot"))
    assert talk.answers["signs"] == (choice("red"), choice("hot"))
    talk.make(Done(SIGNS))
    assert talk.asked == "change"


def test_a_second_tap_on_an_option_unticks_it(talk: Talk) -> None:
    talk.put("pain", 0)
    talk.put("signs", "hot")
    talk.put("signs", "hot")
    assert talk.answers == {"pain": (0,)}
    assert talk.make(Done(SIGNS)) == refused("required")


def test_none_of_these_alone_answers_with_one_tap(talk: Talk) -> None:
    talk.put("pain", 0)
    talk.put("signs", "none")
    assert talk.asked == "change"
    assert talk.answers["signs"] == (choice("none"),)


def test_none_of_these_after_a_sign_clears_it_and_waits_for_done(talk: Talk) -> None:
    talk.put("pain", 0)
    talk.put("signs", "red")
    talk.put("signs", "none")
    assert talk.asked == "signs"
    assert talk.ask.ticked == (choice("none"),)
    talk.put("signs", "hot")
    assert talk.ask.ticked == (choice("hot"),)


def test_prefer_not_to_say_is_always_allowed_and_leaves_no_answer(talk: Talk) -> None:
    talk.decline()
    assert talk.asked == "signs"
    assert "pain" not in talk.answers


def test_only_an_optional_question_can_be_skipped(talk: Talk) -> None:
    assert talk.skip() == refused("required")
    talk.through("note")
    talk.skip()
    assert isinstance(talk.now.step, Review)


def test_typed_text_answers_a_text_question(talk: Talk) -> None:
    talk.through("note")
    assert talk.make(Type("   ")) == refused("not-an-answer")
    talk.make(Type(" It itches. "))
    assert talk.answers["note"] == ("It itches.",)
