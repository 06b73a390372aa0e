"""The conversation: what is asked next, what is taken, what is refused, and what is in force."""

import pytest

from domain import Entry, EntryKind
from questionnaires.conversation import (
    NO,
    YES,
    Ask,
    Back,
    Change,
    Choose,
    Decline,
    Done,
    Ended,
    Move,
    Number,
    Review,
    Send,
    Skip,
    Tick,
    Type,
    accept,
    answers,
    standing,
)
from tests.questionnaires.talking import NOON, Talk, choice, instrument, refused

SAMPLE = instrument("""
  - {linkId: hello, type: display, text: Hello.}
  - linkId: pain
    type: integer
    text: How bad?
    required: true
    extension:
      - {url: http://hl7.org/fhir/StructureDefinition/minValue, valueInteger: 0}
      - {url: http://hl7.org/fhir/StructureDefinition/maxValue, valueInteger: 10}
  - linkId: medicine
    type: boolean
    text: Does medicine help?
    required: true
    enableWhen: [{question: pain, operator: ">", answerInteger: 5}]
  - linkId: signs
    type: choice
    text: Which signs?
    required: true
    repeats: true
    answerOption:
      - valueCoding: {system: urn:tmr-followup:choice, code: none, display: None}
        extension:
          - url: http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive
            valueBoolean: true
      - valueCoding: {system: urn:tmr-followup:choice, code: red, display: Red}
      - valueCoding: {system: urn:tmr-followup:choice, code: hot, display: Hot}
  - linkId: advice
    type: display
    text: Call your team.
    enableWhen: [{question: signs, operator: "=", answerCoding: {system: urn:tmr-followup:choice, code: red}}]
  - linkId: between
    type: display
    text: Nearly done.
  - linkId: change
    type: choice
    text: Better?
    required: true
    answerOption:
      - valueCoding: {system: urn:tmr-followup:choice, code: yes, display: Better}
      - valueCoding: {system: urn:tmr-followup:choice, code: no, display: Worse}
  - {linkId: note, type: text, text: Anything else?}
  - {linkId: bye, type: display, text: Thank you.}
""")
PAIN, MEDICINE, SIGNS, CHANGE, NOTE = (
    SAMPLE.item(link_id).ordinal for link_id in ("pain", "medicine", "signs", "change", "note")
)


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
        ("seven", "not-an-answer"),
        ("-1", "not-an-answer"),
        ("7.5", "not-an-answer"),
        ("٧", "not-an-answer"),
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


def test_the_review_says_what_was_answered_declined_and_skipped(talk: Talk) -> None:
    talk.decline()
    talk.through()
    review = talk.now.step
    assert isinstance(review, Review)
    assert [(line.item.link_id, line.values, line.kind.value) for line in review.lines] == [
        ("pain", None, "declined"),
        ("signs", (choice("none"),), "answered"),
        ("change", (choice("yes"),), "answered"),
        ("note", None, "skipped"),
    ]
    assert review.notices == ("Thank you.",)
    assert (talk.now.position, talk.now.total) == (4, 4)


def test_nothing_can_be_sent_before_the_review(talk: Talk) -> None:
    assert talk.send() == refused("required")


def test_typed_words_answer_nothing_in_the_review(talk: Talk) -> None:
    talk.through()
    assert talk.make(Type("send")) == refused("not-an-answer")


def test_sending_ends_the_conversation(talk: Talk) -> None:
    talk.through()
    talk.send()
    assert isinstance(talk.now.step, Ended)
    assert talk.make(Back()) == refused("ended")
    assert talk.make(Number(PAIN, 9), seq=0) == refused("ended")


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


def test_advice_is_shown_as_soon_as_the_sign_is_ticked(talk: Talk) -> None:
    talk.put("pain", 0)
    shown: list[tuple[str, ...]] = []
    talk.put("signs", "red")
    shown.append(talk.ask.notices)
    talk.make(Done(SIGNS))
    shown.append(talk.ask.notices)
    talk.put("change", "no")
    shown.append(talk.ask.notices)
    assert shown == [("Call your team.",), ("Call your team.", "Nearly done."), ()]


def test_the_review_and_the_end_repeat_all_advice(talk: Talk) -> None:
    talk.through(signs=("red",))
    review = talk.now.step
    assert isinstance(review, Review)
    assert review.notices == ("Call your team.", "Thank you.")
    talk.send()
    assert talk.now.step == Ended(review.notices)


def test_advice_follows_a_change_from_the_review_at_once(talk: Talk) -> None:
    talk.through()
    talk.change("signs")
    talk.put("signs", "red")
    assert "Call your team." in talk.ask.notices


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


HIDDEN = instrument("""
  - linkId: ctx-mode
    type: choice
    extension: [{url: http://hl7.org/fhir/StructureDefinition/questionnaire-hidden, valueBoolean: true}]
    answerOption:
      - valueCoding: {system: urn:tmr-followup:context, code: audit, display: Audit}
      - valueCoding: {system: urn:tmr-followup:context, code: monitoring, display: Monitoring}
  - linkId: group
    type: group
    text: About now.
    enableWhen:
      - question: ctx-mode
        operator: "="
        answerCoding: {system: urn:tmr-followup:context, code: monitoring}
    item: [{linkId: now, type: integer, text: Now?}]
  - {linkId: past, type: integer, text: Before?}
""")


def test_the_context_decides_what_is_asked_and_is_no_answer() -> None:
    now = standing(HIDDEN, {"ctx-mode": "monitoring"}, ())
    assert isinstance(now.step, Ask)
    assert (now.step.item.link_id, now.step.notices, now.total) == ("now", ("About now.",), 2)
    assert now.answers == {}
    audit = standing(HIDDEN, {"ctx-mode": "audit", "ctx-limb": "lower"}, ())
    assert isinstance(audit.step, Ask)
    assert audit.step.item.link_id == "past"


@pytest.mark.parametrize("context", [{}, {"ctx-mode": "neither"}])
def test_a_context_that_says_nothing_usable_is_a_bug(context: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="ctx-mode"):
        standing(HIDDEN, context, ())
