"""What becomes of a form's parts: words, languages, occurrences, children, several answers, Next."""

from datetime import date
from decimal import Decimal

import pytest

from domain import Quantity
from questionnaires.adopting.adopt import adopt
from questionnaires.adopting.looking import languages
from questionnaires.conversation import Review
from questionnaires.instrument import Advance, Instrument
from questionnaires.library import BUNDLED, Library
from questionnaires.notation import load
from tests.questionnaires.adopting.asking import asking
from tests.questionnaires.talking import Talk

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
HL7 = "http://hl7.org/fhir/StructureDefinition/"


@pytest.mark.parametrize(
    "bundled", Library.bundled().instruments, ids=lambda each: f"{each.id}-{each.version}"
)
def test_both_readers_make_the_same_of_our_own_files(bundled: Instrument) -> None:
    file = BUNDLED / f"{bundled.id}-{bundled.version}.yaml"
    found = adopt(load(file.read_text(encoding="utf-8")), bundled.checksum)
    assert found.instrument == bundled
    assert found.remarks == ()


TRANSLATED = """
  - linkId: a
    type: choice
    text: Which?
    _text: &welsh
      extension:
        - url: http://hl7.org/fhir/StructureDefinition/translation
          extension: [{url: lang, valueCode: cy}, {url: content, valueString: Pa un?}]
    answerOption:
      - valueCoding: {code: x, display: First, _display: *welsh}
      - {valueString: Second, _valueString: *welsh}
      - {valueString: Third}
"""


def test_a_form_is_asked_in_the_language_of_its_translations() -> None:
    welsh = asking(TRANSLATED, "cy").item("a")
    assert welsh.text == "Pa un?"
    assert [option.label for option in welsh.options] == ["Pa un?", "Pa un?", "Third"]
    assert asking(TRANSLATED, "cy").languages == ("cy",)
    assert asking(TRANSLATED, "fr").languages == ("en",)
    assert asking(TRANSLATED).item("a").text == "Which?"


def test_languages_of_a_form_that_holds_itself_are_still_found() -> None:
    row = {"url": f"{HL7}translation", "extension": [{"url": "lang", "valueCode": "cy"}]}
    form: dict[str, object] = {"item": [row, row]}
    form["again"] = form
    assert languages(form) == ("cy",)


REPEATED = """
  - linkId: any
    type: display
    text: Some are large.
    enableWhen: [&large {question: size, operator: ">", answerInteger: 5}]
  - linkId: group
    type: group
    text: Things
    required: true
    repeats: true
    enableBehavior: any
    enableWhen:
      - {question: have, operator: "=", answerBoolean: true}
      - {question: had, operator: "=", answerBoolean: true}
    extension: [{url: http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs, valueInteger: 2}]
    item:
      - {linkId: size, type: integer, text: How large?}
      - {linkId: why, type: string, text: Why?, enableWhen: [*large]}
  - {linkId: have, type: boolean, text: Have you any?}
  - {linkId: had, type: boolean, text: Had you any?}
"""


def test_a_group_that_repeats_is_asked_anew_as_long_as_there_is_more() -> None:
    talk = Talk(asking(REPEATED))
    assert talk.asked == "have"
    talk.put("have", False)
    talk.put("had", True)
    assert talk.asked == "size"
    talk.put("size", 3)
    assert talk.asked == "group~2~more"
    talk.put("group~2~more", True)
    talk.put("size~2", 7)
    assert talk.asked == "why~2"
    talk.put_words("because")
    assert isinstance(talk.now.step, Review)
    assert "Some are large." in talk.now.step.notices
    assert talk.item("size~2").origin == "size"
    assert set(talk.answers) == {"have", "had", "size", "group~2~more", "size~2", "why~2"}


def test_no_more_of_a_group_once_it_says_so_and_none_of_it_when_it_is_off() -> None:
    talk = Talk(asking(REPEATED)).through("size")
    assert isinstance(talk.now.step, Review)
    talk.change("have")
    talk.put("have", True)
    talk.put("size", 1)
    talk.put("group~2~more", False)
    assert isinstance(talk.now.step, Review)


def test_a_question_that_repeats_with_questions_below_is_asked_with_them_each_time() -> None:
    talk = Talk(
        asking("""
  - linkId: child
    type: string
    text: Name of a child?
    repeats: true
    item: [{linkId: age, type: integer, text: How old?}]
""")
    )
    talk.put("child~more", True)
    talk.put_words("Ann")
    talk.put("age", 7)
    talk.put("child~2~more", True)
    talk.put_words("Ben")
    assert talk.asked == "age~2"
    assert talk.answers["child"] == ("Ann",)
    assert talk.answers["child~2"] == ("Ben",)


def test_what_stands_below_a_question_is_asked_once_that_is_answered() -> None:
    items = """
  - linkId: outer
    type: string
    text: Outer?
    item:
      - {linkId: inner, type: boolean, text: Inner?}
      - linkId: told
        type: display
        text: Always told.
        enableWhen: [{question: last, operator: exists, answerBoolean: true}]
  - {linkId: last, type: boolean, text: Last?}
"""
    talk = Talk(asking(items))
    talk.decline()
    assert talk.asked == "last"
    other = Talk(asking(items))
    other.put_words("words")
    assert other.asked == "inner"


def test_texts_under_a_question_are_its_help_its_unit_and_the_ends_of_its_scale() -> None:
    control = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"

    def told(code: str, text: str) -> str:
        concept = f"valueCodeableConcept: {{coding: [{{code: {code}}}]}}"
        return (
            f"{{linkId: {code}, type: display, text: {text}, extension: [{{url: '{control}', {concept}}}]}}"
        )

    scale = asking(f"""
  - linkId: a
    type: quantity
    text: How much?
    item:
      - {told("help", "Think of today.")}
      - {told("unit", "kg")}
      - {told("lower", "none")}
      - {told("upper", "all")}
""").item("a")
    assert scale.help == "Think of today."
    assert scale.units == (Quantity(Decimal(0), "kg"),)
    assert (scale.low_anchor, scale.high_anchor) == ("none", "all")
    assert scale.children == ()


def test_a_step_and_next_come_from_the_form() -> None:
    resource = {
        "resourceType": "Questionnaire",
        "name": "Named",
        "extension": [{"url": "urn:tmr-followup:advance", "valueCode": "confirm"}],
        "item": [
            {
                "linkId": "a",
                "type": "integer",
                "text": "A?",
                "extension": [
                    {"url": f"{SDC}sliderStepValue", "valueInteger": 10},
                    {"url": f"{HL7}minValue", "valueInteger": 0},
                    {"url": f"{HL7}maxValue", "valueInteger": 100},
                    {"url": "urn:tmr-followup:last-button", "valueInteger": 50},
                ],
            }
        ],
    }
    instrument = adopt(resource, "").instrument
    assert instrument is not None
    assert (instrument.id, instrument.title, instrument.minutes) == ("Named", "Named", 1)
    assert instrument.advance is Advance.CONFIRM
    assert (instrument.item("a").step, instrument.item("a").last_button) == (10, 50)


def test_too_much_for_any_chat_is_refused() -> None:
    inner = [{"linkId": f"q{at}", "type": "string", "text": "Q?"} for at in range(400)]
    group = {"linkId": "g", "type": "group", "repeats": True, "item": inner}
    found = adopt({"resourceType": "Questionnaire", "item": [group]}, "")
    assert [remark.reason for remark in found.remarks] == [
        "With all that repeats it has more than 3000 items."
    ]
    options = [{"valueInteger": at} for at in range(401)]
    wide = {"linkId": "c", "type": "choice", "text": "C?", "answerOption": options}
    found = adopt({"resourceType": "Questionnaire", "item": [wide]}, "")
    assert found.status == "refused"
    assert "too many for a chat" in found.remarks[0].reason


def test_a_form_that_holds_itself_is_refused_and_ends() -> None:
    group: dict[str, object] = {"linkId": "g", "type": "group"}
    group["item"] = [group]
    assert adopt({"resourceType": "Questionnaire", "item": [group]}, "").status == "refused"


def test_first_values_come_from_the_item_or_its_selected_options_as_far_as_they_can_be_read() -> None:
    instrument = asking("""
  - {linkId: a, type: date, text: A?, initial: [{valueDate: "2025"}, {valueDate: "2025-06-03"}]}
  - linkId: b
    type: choice
    text: B?
    answerOption:
      - {valueString: x, initialSelected: true}
      - {valueString: y}
  - linkId: c
    type: string
    text: C?
    initial: [{_valueString: {extension: [{url: urn:x, valueCode: masked}]}}]
  - {linkId: d, type: quantity, text: D?, initial: [{valueQuantity: {value: 3, unit: kg}}]}
""")
    assert instrument.item("a").initial == (date(2025, 6, 3),)
    assert instrument.item("b").initial == ("x",)
    assert instrument.item("c").initial == ()
    assert instrument.item("d").initial == (Quantity(Decimal(3), "kg"),)


def test_what_else_a_form_contains_is_passed_over() -> None:
    choice = {"linkId": "a", "type": "choice", "text": "A?", "answerValueSet": "#one"}
    one = {"resourceType": "ValueSet", "id": "one", "compose": {"include": [{"concept": [{"code": "x"}]}]}}
    found = adopt(
        {
            "resourceType": "Questionnaire",
            "contained": [{"resourceType": "Patient", "id": "p"}, one],
            "item": [choice],
        },
        "",
    )
    assert found.status == "supported"
