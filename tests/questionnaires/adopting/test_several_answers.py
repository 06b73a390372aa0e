"""Several answers to one question, units of each, and Next where a tap only marks."""

from dataclasses import replace

from domain import Entry, EntryKind, Quantity
from questionnaires.conversation import Choose, Done, Number, Pick, Review, Tick
from questionnaires.instrument import Advance
from tests.questionnaires.adopting.asking import asking
from tests.questionnaires.talking import Talk, refused

SEVERAL = """
  - linkId: names
    type: string
    text: Names?
    repeats: true
    extension: [{url: http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs, valueInteger: 2}]
  - linkId: colour
    type: open-choice
    text: Colours?
    repeats: true
    answerOption: [{valueString: Red}, {valueString: Blue}]
  - linkId: doses
    type: quantity
    text: Doses?
    repeats: true
    extension:
      - &mg
        url: http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption
        valueCoding: {code: mg, display: mg}
      - {<<: *mg, valueCoding: {code: g, display: g}}
"""


def test_several_answers_are_typed_one_after_the_other_up_to_their_number() -> None:
    talk = Talk(asking(SEVERAL))
    assert talk.make(Done(0)) == refused("required")
    talk.put_words("one")
    assert talk.put_words("one") == refused("repeated")
    talk.put_words("two")
    assert talk.put_words("three") == refused("too-long")
    assert talk.ask.ticked == ("one", "two")
    talk.make(Done(0))
    assert talk.answers == {"names": ("one", "two")}


def test_more_ticks_than_are_taken_wait_until_some_are_taken_out() -> None:
    talk = Talk(
        asking("""
  - linkId: a
    type: choice
    text: Which two?
    repeats: true
    extension: [{url: http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs, valueInteger: 1}]
    answerOption: [{valueString: x}, {valueString: y}]
""")
    )
    talk.put("a", "x")
    talk.put("a", "y")
    assert talk.make(Done(0)) == refused("too-long")
    talk.put("a", "x")
    assert isinstance(talk.make(Done(0)), Entry)


def test_words_of_ones_own_stand_behind_the_options_and_can_be_taken_out() -> None:
    talk = Talk(asking(SEVERAL)).through("colour")
    talk.put_words("green")
    talk.put("colour", "Blue")
    assert said(talk) == "Blue, green"
    assert talk.ask.touched == 1
    talk.make(_tick(talk, 2))
    assert said(talk) == "Blue"
    assert talk.make(_tick(talk, 5)) == refused("not-an-answer")


def said(talk: Talk) -> str:
    return ", ".join(map(str, talk.ask.current))


def _tick(talk: Talk, ordinal: int) -> Tick:
    return Tick(talk.ask.item.ordinal, ordinal)


def test_each_of_several_quantities_gets_its_unit() -> None:
    talk = Talk(asking(SEVERAL)).through("doses")
    at = talk.ask.item.ordinal
    assert talk.make(Choose(at, 0)) == refused("required")
    talk.put_words("5")
    assert talk.ask.lacks_unit
    assert talk.make(Done(at)) == refused("required")
    talk.make(Choose(at, 1))
    talk.put_words("20 mg")
    talk.make(Done(at))
    assert [f"{each.value} {each.unit}" for each in talk.answers["doses"] if isinstance(each, Quantity)] == [
        "5 g",
        "20 mg",
    ]


CONFIRMED = """
  - {linkId: a, type: boolean, text: A?}
  - {linkId: b, type: date, text: B?}
"""


def test_with_next_a_tap_marks_at_once_and_next_answers() -> None:
    talk = Talk(replace(asking(CONFIRMED), advance=Advance.CONFIRM))
    first = talk.put("a", True)
    assert isinstance(first, Entry)
    assert first.kind is EntryKind.TICKED
    assert talk.answers == {"a": (True,)}
    talk.put("a", False)
    assert talk.ask.ticked == (False,)
    talk.make(Done(0))
    assert talk.asked == "b"
    assert talk.make(Done(1)) == refused("not-an-answer")
    talk.make(Pick(1, "2025-06-03"))
    assert talk.now.confirms
    talk.make(Done(1))
    assert isinstance(talk.now.step, Review)


def test_a_move_of_another_kind_is_no_answer() -> None:
    talk = Talk(asking(CONFIRMED))
    assert talk.make(Number(0, 3)) == refused("not-an-answer")
    assert talk.make(Pick(0, "2025-06-03")) == refused("not-an-answer")
    assert talk.make(Choose(0, 7)) == refused("not-an-answer")


def test_with_next_a_number_out_of_range_is_refused_as_ever() -> None:
    scale = """
  - linkId: a
    type: integer
    text: A?
    extension: [{url: http://hl7.org/fhir/StructureDefinition/maxValue, valueInteger: 5}]
"""
    talk = Talk(replace(asking(scale), advance=Advance.CONFIRM))
    assert talk.make(Number(0, 7)) == refused("out-of-range")
