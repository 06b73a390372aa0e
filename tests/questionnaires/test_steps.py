"""What each step shows: texts, advice, the review, the end, and what the context decides."""

import pytest

from questionnaires.conversation import (
    Ask,
    Back,
    Done,
    Ended,
    Number,
    Review,
    Type,
    standing,
)
from tests.questionnaires.sample import PAIN, SAMPLE, SIGNS
from tests.questionnaires.talking import Talk, choice, instrument, refused


@pytest.fixture
def talk() -> Talk:
    return Talk(SAMPLE)


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
