"""Going back, changing an answer, and what stays in force meanwhile."""

import pytest

from domain import Entry, EntryKind
from questionnaires.conversation import (
    Back,
    Change,
    Ended,
    answers,
)
from tests.questionnaires.sample import SAMPLE
from tests.questionnaires.talking import NOON, Talk, choice, refused


@pytest.fixture
def talk() -> Talk:
    return Talk(SAMPLE)


def test_back_reopens_the_question_before_and_its_answer_stays_in_force(talk: Talk) -> None:
    talk.put("pain", 9)
    talk.put("medicine", True)
    talk.make(Back())
    assert talk.asked == "medicine"
    assert talk.ask.current == (True,)
    talk.make(Back())
    assert talk.asked == "pain"
    assert talk.answers == {"pain": (9,), "medicine": (True,)}
    talk.put("pain", 8)
    assert talk.asked == "signs"


def test_there_is_nothing_before_the_first_question(talk: Talk) -> None:
    assert talk.make(Back()) == refused("not-an-answer")


def test_back_from_the_review_reopens_the_last_question(talk: Talk) -> None:
    talk.through()
    talk.make(Back())
    assert talk.asked == "note"


def test_a_question_that_was_shut_and_opened_again_is_asked_again(talk: Talk) -> None:
    talk.put("pain", 9)
    talk.put("medicine", True)
    talk.change("pain")
    talk.put("pain", 1)
    assert "medicine" not in talk.answers
    talk.change("pain")
    talk.put("pain", 9)
    assert talk.asked == "medicine"
    assert talk.ask.current == ()


def test_only_what_was_settled_can_be_changed(talk: Talk) -> None:
    assert talk.change("change") == refused("stale")
    assert talk.make(Change(999)) == refused("stale")


def test_a_tick_on_a_reopened_question_must_be_done_again(talk: Talk) -> None:
    talk.through()
    talk.change("signs")
    talk.put("signs", "red")
    assert talk.asked == "signs"
    assert talk.answers["signs"] == (choice("red"),)
    talk.make(Back())
    talk.put("pain", 2)
    assert talk.asked == "signs"


def test_the_answers_after_some_entries_are_as_they_were_then(talk: Talk) -> None:
    talk.put("pain", 9)
    talk.put("medicine", False)
    talk.change("pain")
    talk.put("pain", 1)
    assert answers(SAMPLE, {}, talk.log, upto=0) == {}
    assert answers(SAMPLE, {}, talk.log, upto=2) == {"pain": (9,), "medicine": (False,)}
    assert answers(SAMPLE, {}, talk.log) == {"pain": (1,)}


def test_an_amendment_after_the_end_changes_the_answer_and_reopens_nothing(talk: Talk) -> None:
    talk.through()
    talk.send()
    amended = Entry(len(talk.log), EntryKind.AMENDED, "pain", (4,), NOON)
    talk.log = (*talk.log, amended)
    assert talk.answers["pain"] == (4,)
    assert isinstance(talk.now.step, Ended)
