"""Answers changed after they were sent: what is stored, what is in force meanwhile, and what is refused."""

import pytest

from domain import Entry, EntryKind
from questionnaires.amending import amend, amends, may_be_kept, sent_answers, sent_at
from questionnaires.conversation import (
    Ask,
    Change,
    Choose,
    Decline,
    Done,
    Ended,
    Move,
    Number,
    Refusal,
    RefusalReason,
    Send,
    Skip,
    Tick,
    Type,
    answers,
)
from tests.questionnaires.sample import CHANGE, MEDICINE, NOTE, PAIN, SAMPLE, SIGNS
from tests.questionnaires.talking import NOON, Talk, choice, codes

RED, HOT = 1, 2


@pytest.fixture
def talk() -> Talk:
    """Everything answered and sent: little pain, no signs."""
    talk = Talk(SAMPLE)
    talk.through()
    talk.send()
    return talk


def change(talk: Talk, move: Move, seq: int | None = None, source: str | None = None) -> Entry | Refusal:
    seen = len(talk.log) if seq is None else seq
    made = amend(SAMPLE, {}, talk.log, move, seq=seen, as_of=NOON, source=source)
    if isinstance(made, Entry):
        talk.log = (*talk.log, made)
    return made


def refusal(made: Entry | Refusal) -> str:
    assert isinstance(made, Refusal)
    return made.reason.value


def test_a_question_is_picked_shows_its_answer_and_takes_another(talk: Talk) -> None:
    sent = len(talk.log)
    change(talk, Change(PAIN))
    assert (talk.asked, talk.ask.current) == ("pain", (1,))
    assert not amends(talk.log)
    made = change(talk, Number(PAIN, 4))
    assert made == Entry(sent + 1, EntryKind.AMENDED, "pain", (4,), NOON)
    assert amends(talk.log)
    assert isinstance(talk.now.step, Ended)
    assert talk.answers["pain"] == (4,)
    assert answers(SAMPLE, {}, talk.log, upto=sent)["pain"] == (1,)
    assert sent_at(talk.log) == sent - 1


def test_before_the_end_nothing_is_amended() -> None:
    assert sent_at(()) is None
    assert not amends(())


def test_a_picked_question_may_be_left_as_it_is(talk: Talk) -> None:
    before = talk.answers
    change(talk, Change(PAIN))
    assert may_be_kept(SAMPLE, {}, talk.log)
    change(talk, Send())
    assert isinstance(talk.now.step, Ended)
    assert talk.answers == before
    assert not amends(talk.log)
    assert not may_be_kept(SAMPLE, {}, talk.log)
    assert refusal(change(talk, Send())) == RefusalReason.NOT_AN_ANSWER


def test_ticks_wait_for_done_and_count_at_once_for_whoever_reads_entry_by_entry(talk: Talk) -> None:
    change(talk, Change(SIGNS))
    change(talk, Tick(SIGNS, RED))
    assert talk.ask.ticked == (choice("red"),)
    assert codes(talk.answers["signs"]) == ("none",)
    assert codes(answers(SAMPLE, {}, talk.log, upto=len(talk.log))["signs"]) == ("red",)
    assert talk.ask.notices == ("Call your team.",)
    change(talk, Tick(SIGNS, HOT))
    made = change(talk, Done(SIGNS))
    assert isinstance(made, Entry)
    assert (made.kind, codes(made.values)) == (EntryKind.AMENDED, ("red", "hot"))
    assert codes(talk.answers["signs"]) == ("red", "hot")
    assert sent_answers(SAMPLE, {}, talk.log).notices == ("Call your team.", "Thank you.")


def test_ticks_that_are_left_put_nothing_in_place_of_what_was_sent(talk: Talk) -> None:
    before = talk.answers
    for leave in (Send(), Change(PAIN)):
        change(talk, Change(SIGNS))
        change(talk, Tick(SIGNS, RED))
        change(talk, leave)
        assert talk.answers == before
        assert answers(SAMPLE, {}, talk.log, upto=len(talk.log)) == before


def test_a_change_that_opens_a_question_has_it_asked_and_it_cannot_be_passed_over(talk: Talk) -> None:
    change(talk, Change(PAIN))
    change(talk, Number(PAIN, 8))
    assert talk.asked == "medicine"
    assert talk.ask.current == ()
    assert refusal(change(talk, Send())) == RefusalReason.NOT_AN_ANSWER
    assert "medicine" not in [line.item.link_id for line in sent_answers(SAMPLE, {}, talk.log).lines]
    change(talk, Choose(MEDICINE, 0))
    assert isinstance(talk.now.step, Ended)
    assert talk.answers["medicine"] == (True,)


def test_a_change_that_closes_a_question_drops_its_answer_and_leaves_it_in_the_log(talk: Talk) -> None:
    for move in (Change(PAIN), Number(PAIN, 8), Choose(MEDICINE, 0), Change(PAIN), Number(PAIN, 2)):
        assert isinstance(change(talk, move), Entry)
    assert "medicine" not in talk.answers
    assert [entry.link_id for entry in talk.log].count("medicine") == 1
    change(talk, Change(PAIN))
    change(talk, Number(PAIN, 9))
    assert talk.asked == "medicine"


def test_an_answer_may_be_withdrawn_and_words_typed(talk: Talk) -> None:
    change(talk, Change(CHANGE))
    made = change(talk, Decline(CHANGE))
    assert isinstance(made, Entry)
    assert made.kind is EntryKind.DECLINED
    assert amends(talk.log)
    assert "change" not in talk.answers
    change(talk, Change(NOTE))
    change(talk, Type("It itches."))
    assert talk.answers["note"] == ("It itches.",)
    change(talk, Change(NOTE))
    assert isinstance(change(talk, Skip(NOTE)), Entry)
    assert "note" not in talk.answers


def test_the_same_tap_counts_once_and_an_earlier_screen_is_stale(talk: Talk) -> None:
    seq = len(talk.log)
    change(talk, Change(PAIN))
    assert refusal(change(talk, Change(PAIN), seq=seq)) == RefusalReason.REPEATED
    assert refusal(change(talk, Change(SIGNS), seq=seq)) == RefusalReason.STALE
    change(talk, Number(PAIN, 4))
    assert refusal(change(talk, Number(PAIN, 4), seq=seq + 1)) == RefusalReason.REPEATED
    assert refusal(change(talk, Number(PAIN, 4))) == RefusalReason.STALE
    assert refusal(change(talk, Number(PAIN, 4), seq=99)) == RefusalReason.STALE
    assert refusal(change(talk, Type("7"))) == RefusalReason.NOT_AN_ANSWER


def test_the_same_message_counts_once(talk: Talk) -> None:
    change(talk, Change(NOTE))
    change(talk, Type("It itches."), source="u7")
    change(talk, Change(NOTE))
    assert refusal(change(talk, Type("It itches."), source="u7")) == RefusalReason.REPEATED


def test_what_is_left_half_done_is_asked_again_and_the_rest_stays_in_force(talk: Talk) -> None:
    change(talk, Change(PAIN))
    change(talk, Number(PAIN, 8))
    step = talk.now.step
    assert isinstance(step, Ask)
    assert talk.answers["pain"] == (8,)
    assert talk.answers["change"] == (choice("yes"),)
