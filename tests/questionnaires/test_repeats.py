"""The same tap or message again counts once; a tap of an earlier screen is not taken."""

import pytest

from domain import Entry
from questionnaires.conversation import (
    Back,
    Decline,
    Number,
    Send,
    Skip,
    Tick,
    Type,
    accept,
)
from tests.questionnaires.sample import NOTE, PAIN, SAMPLE, SIGNS
from tests.questionnaires.talking import NOON, Talk, choice, refused


@pytest.fixture
def talk() -> Talk:
    return Talk(SAMPLE)


def test_the_same_message_is_taken_once(talk: Talk) -> None:
    first = talk.make(Type("7"), source="message:1")
    again = accept(SAMPLE, {}, talk.log, Type("7"), seq=None, as_of=NOON, source="message:1")
    assert isinstance(first, Entry)
    assert again == refused("repeated")


def test_a_second_tap_on_the_same_button_counts_once(talk: Talk) -> None:
    talk.make(Number(PAIN, 3))
    assert talk.make(Number(PAIN, 3), seq=0) == refused("repeated")
    assert talk.make(Number(PAIN, 4), seq=0) == refused("stale")
    assert len(talk.log) == 1


def test_a_second_tap_on_a_tick_does_not_untick(talk: Talk) -> None:
    talk.put("pain", 0)
    talk.make(Tick(SIGNS, 1), seq=1)
    assert talk.make(Tick(SIGNS, 1), seq=1) == refused("repeated")
    assert talk.make(Tick(SIGNS, 2), seq=1) == refused("stale")
    assert talk.ask.ticked == (choice("red"),)


@pytest.mark.parametrize("seq", [-1, 1, 99])
def test_a_button_from_nowhere_is_stale(talk: Talk, seq: int) -> None:
    assert talk.make(Number(PAIN, 3), seq=seq) == refused("stale")


def test_a_second_tap_on_send_is_a_repeat(talk: Talk) -> None:
    talk.through()
    seq = len(talk.log)
    talk.make(Send(), seq=seq)
    assert talk.make(Send(), seq=seq) == refused("repeated")


def test_a_second_tap_on_decline_skip_and_back_is_a_repeat(talk: Talk) -> None:
    talk.decline()
    assert talk.make(Decline(PAIN), seq=0) == refused("repeated")
    talk.make(Back(), seq=1)
    assert talk.make(Back(), seq=1) == refused("repeated")
    talk.through("note")
    seq = len(talk.log)
    talk.make(Skip(NOTE), seq=seq)
    assert talk.make(Skip(NOTE), seq=seq) == refused("repeated")
