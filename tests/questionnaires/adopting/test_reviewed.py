"""What a hostile reader found: forms and words that were once taken wrongly."""

from decimal import Decimal

import pytest

from domain import Quantity
from questionnaires.adopting.adopt import adopt
from questionnaires.adopting.remarks import Remark, Status
from questionnaires.conversation import Choose, Done, Review, Tick
from questionnaires.definitions import read_definition
from questionnaires.lexicons import lexicon
from questionnaires.typed import quantity
from tests.questionnaires.adopting.asking import asking
from tests.questionnaires.talking import Talk, questionnaire, refused

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
HIDDEN = f"{{url: '{HL7}questionnaire-hidden', valueBoolean: true}}"
KG, G = (f"{{url: '{HL7}questionnaire-unitOption', valueCoding: {{code: {unit}}}}}" for unit in ("kg", "g"))


def reasons(items: str) -> list[str]:
    return [f"{each.where}: {each.reason}" for each in adopt(questionnaire(items), "checksum").remarks]


def only_if(text: str) -> str:
    said = f'{{language: text/fhirpath, expression: "{text}"}}'
    return f"{{url: '{SDC}enableWhenExpression', valueExpression: {said}}}"


def test_a_unit_that_begins_with_a_digit_is_never_cut_off_the_number() -> None:
    ratio = (Quantity(Decimal(0), "ratio", "u", "1"),)
    for typed in ("21", "1", "21 ratio"):
        found = quantity(typed, ratio, lexicon(("en",)))
        assert isinstance(found, Quantity)
        assert str(found.value) == typed.split()[0]


def test_a_link_id_that_is_also_one_of_an_occurrence_is_refused() -> None:
    items = """
  - {linkId: g, type: group, repeats: true, required: true, item: [{linkId: x, type: boolean, text: X?}]}
  - {linkId: "x~2", type: boolean, text: Other?}
"""
    assert reasons(items) == ["x~2: This link id is also that of a further occurrence of a group."]


def test_a_question_that_switches_itself_off_does_not_hold_the_conversation_up() -> None:
    never_twice = only_if("%resource.item.where(linkId='m').answer.empty()")
    talk = Talk(
        asking(f"""
  - linkId: m
    type: choice
    text: M?
    repeats: true
    answerOption: [{{valueString: a}}, {{valueString: b}}]
    extension: [{never_twice}]
  - {{linkId: n, type: boolean, text: N?}}
""")
    )
    assert talk.asked == "m"
    talk.make(Tick(0, 0))
    assert talk.asked == "n"
    talk.put("n", True)
    assert isinstance(talk.now.step, Review)


def test_what_stands_in_a_hidden_group_is_hidden_and_nobody_is_asked_for_more_of_it() -> None:
    talk = Talk(
        asking(f"""
  - linkId: g
    type: group
    repeats: true
    extension: [{HIDDEN}]
    item: [{{linkId: inside, type: boolean, text: Inside?, required: true}}]
  - linkId: a
    type: boolean
    text: A?
    item: [{{linkId: note, type: display, text: Secret, extension: [{HIDDEN}]}}]
""")
    )
    assert talk.asked == "a"
    assert talk.now.total == 1
    assert talk.ask.item.help == ""


def test_limits_that_are_of_no_use_are_said() -> None:
    low, high = (f"{{url: '{HL7}{end}Value', value" for end in ("min", "max"))
    partial = f"  - {{linkId: a, type: date, text: A?, extension: [{low}Date: '2020'}}]}}"
    assert reasons(partial) == ["a: A limit is not of the kind of its question and is not checked."]
    turned = f"{low}Date: '2026-01-01'}}, {high}Date: '2020-01-01'}}"
    turned = f"  - {{linkId: a, type: date, text: A?, extension: [{turned}]}}"
    assert reasons(turned) == ["a: Its range is upside down and is not checked."]
    units = f"{KG}, {G}, {high}Quantity: {{value: 200, unit: kg}}}}"
    units = f"  - {{linkId: a, type: quantity, text: A?, extension: [{units}]}}"
    assert reasons(units) == ["a: Its limits are those of one unit and are not checked."]


def test_a_time_with_a_zone_is_a_limit_all_the_same() -> None:
    first = f"{{url: '{HL7}minValue', valueTime: '08:00:00Z'}}"
    talk = Talk(asking(f"  - {{linkId: a, type: time, text: A?, extension: [{first}]}}"))
    assert talk.put_words("07:30") == refused("out-of-range")
    talk.put_words("14:30")
    assert isinstance(talk.now.step, Review)


@pytest.mark.parametrize(
    ("compose", "reason"),
    [
        ("{include: [{concept: [{code: a}]}], exclude: [{system: s}]}", "leaves concepts out (exclude)"),
        ("{include: [{system: s, valueSet: ['#v']}]}", "have in common (#v)"),
    ],
)
def test_a_value_set_that_would_have_to_be_worked_out_is_not_at_hand(compose: str, reason: str) -> None:
    form = questionnaire(f"""
  - {{linkId: a, type: choice, text: A?, answerValueSet: '#v'}}
contained: [{{resourceType: ValueSet, id: v, compose: {compose}}}]
""")
    (remark,) = adopt(form, "checksum").remarks
    assert reason in remark.reason


def test_a_hidden_item_that_only_a_site_could_fill_is_refused() -> None:
    items = f"""
  - {{linkId: ctx-a, type: string, extension: [{HIDDEN}]}}
  - {{linkId: a, type: boolean, text: A?}}
"""
    assert reasons(items) == ["ctx-a: The site gives hidden items of such names, and not this one."]


def test_a_number_gets_its_unit_before_the_next_is_taken() -> None:
    units = f"{{linkId: a, type: quantity, text: A?, repeats: true, extension: [{KG}, {G}]}}"
    talk = Talk(asking(f"  - {units}"))
    talk.put_words("5")
    assert talk.put_words("7") == refused("required")
    talk.make(Choose(0, 0))
    talk.put_words("7 g")
    talk.make(Done(0))
    assert isinstance(talk.now.step, Review)


@pytest.mark.parametrize("option", ["{valueString: ''}", "{valueQuantity: {value: 1, unit: kg}}"])
def test_an_option_that_no_button_can_show_is_refused(option: str) -> None:
    options = f"answerOption: [{option}, {{valueString: x}}]"
    (reason,) = reasons(f"  - {{linkId: a, type: choice, text: A?, {options}}}")
    assert "An option cannot be read" in reason


@pytest.mark.parametrize(
    "item",
    [
        "{linkId: a, type: choice, text: A?, answerOption: [{1: x, valueString: b}]}",
        "{linkId: a, type: integer, text: A?, extension: [{url: u, 1: x}]}",
        "{linkId: a, type: date, text: A?, initial: [{valueDate: 2025-06-03}]}",
    ],
)
def test_yaml_of_any_kind_is_read(item: str) -> None:
    head = "resourceType: Questionnaire\nid: odd\nversion: '1'\ntitle: Odd\nitem:\n"
    content = b"\xef\xbb\xbf" + f"{head}  - {item}".encode()
    assert read_definition(content, "odd").item("a").text == "A?"


@pytest.mark.parametrize("huge", ["1e9999", "1e3000000", "1e999999999"])
def test_numbers_that_nobody_means_are_no_numbers(huge: str) -> None:
    low = f"{{url: '{HL7}minValue', valueInteger: '{huge}'}}"
    found = asking(f"  - {{linkId: a, type: integer, text: A?, extension: [{low}]}}")
    assert found.item("a").minimum is None


def test_a_pattern_nested_too_deeply_is_not_used() -> None:
    pattern = "(" * 900 + ")" * 900
    deep = f"{{url: '{HL7}regex', valueString: '{pattern}'}}"
    adopt(questionnaire(f"  - {{linkId: a, type: string, text: A?, extension: [{deep}]}}"), "checksum")


def test_a_condition_on_millions_of_occurrences_is_refused_at_once() -> None:
    most = {"url": f"{HL7}questionnaire-maxOccurs", "valueInteger": 20}
    inner: dict[str, object] = {"linkId": "q", "type": "boolean", "text": "Q?"}
    for depth in range(6):
        inner = {
            "linkId": f"g{depth}",
            "type": "group",
            "repeats": True,
            "extension": [most],
            "item": [inner],
        }
    when = [{"question": "q", "operator": "=", "answerBoolean": True}]
    last = {"linkId": "z", "type": "boolean", "text": "Z?", "enableWhen": when}
    found = adopt({"resourceType": "Questionnaire", "item": [last, inner]}, "")
    said = {each.reason for each in found.remarks}
    assert "A condition reads more occurrences than any form may have." in said


def test_of_a_group_that_an_expression_switches_off_nobody_is_asked_for_more() -> None:
    large = only_if("%resource.item.where(linkId='a').answer.value > 5")
    talk = Talk(
        asking(f"""
  - {{linkId: a, type: integer, text: A?}}
  - linkId: g
    type: group
    repeats: true
    extension: [{large}]
    item: [{{linkId: b, type: boolean, text: B?}}]
""")
    )
    talk.put_words("3")
    assert isinstance(talk.now.step, Review)


def test_what_is_said_of_an_item_names_all_of_its_link_id() -> None:
    when = [{"question": "q", "operator": operator, "answerBoolean": True} for operator in "~="]
    first = {"linkId": "q", "type": "boolean", "text": "Q?"}
    then = {"linkId": "one: too many", "type": "boolean", "text": "And?", "enableWhen": when}
    found = adopt({"resourceType": "Questionnaire", "item": [first, then]}, "")
    assert found.remarks == (
        Remark(Status.REFUSED, "one: too many", "The operator '~' is not known; its condition is left out."),
        Remark(Status.DEGRADED, "one: too many", "Several conditions without enableBehavior: read as any."),
    )
