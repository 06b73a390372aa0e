"""What a definition file may not say: every fault is found, at once, with its path."""

import pytest

from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from tests.questionnaires.talking import questionnaire

OPTION = "{valueCoding: {system: s, code: x, display: X}}"
A = "  - {linkId: a, type: integer, text: A?}\n"


def b_when(condition: str, kind: str = "text") -> str:
    """An item `b` with this one condition."""
    return f"  - {{linkId: b, type: {kind}, text: B?, enableWhen: [{{{condition}}}]}}"


def faults(items: str, **top: object) -> list[tuple[str, str]]:
    """All that is wrong with these items. HL7: and OPTION stand for what is long and the same everywhere."""
    short = {"HL7:": "http://hl7.org/fhir/StructureDefinition/", "OPTION": OPTION}
    for name, words in short.items():
        items = items.replace(name, words)
    resource = {**questionnaire(items), **top}
    with pytest.raises(InstrumentFaults) as caught:
        read({key: value for key, value in resource.items() if value is not None}, "checksum")
    return list(caught.value.faults)


ITEMS = {
    "a link id that stands twice": (
        A + "  - {linkId: a, type: text, text: B?}",
        "item[a]",
        "This link id stands twice.",
    ),
    "a link id that is a number": (
        "  - {linkId: 7, type: text, text: B?}",
        "item[0].linkId",
        "Text is wanted here; put a number, date or yes/no in quotes.",
    ),
    "an item without a link id": (
        "  - {type: text, text: B?}",
        "item[0].linkId",
        "Text is wanted here; put a number, date or yes/no in quotes.",
    ),
    "an unknown item type": (
        "  - {linkId: b, type: attachment, text: B?}",
        "item[b].type",
        "'attachment' is not known; use one of group, display, boolean, integer, choice, string, text.",
    ),
    "a key that is not understood": (
        "  - {linkId: b, type: text, text: B?, maxLength: 3}",
        "item[b].maxLength",
        "This is not understood here.",
    ),
    "an extension that is not understood": (
        "  - {linkId: b, type: text, text: B?, extension: [{url: urn:x, valueInteger: 1}]}",
        "item[b].extension[0].url",
        "'urn:x' is not known",
    ),
    "an extension that stands twice": (
        "  - {linkId: b, type: text, text: B?, "
        "extension: [&h {url: urn:tmr-followup:help, valueString: x}, *h]}",
        "item[b].extension[1].url",
        "This extension stands here twice.",
    ),
    "an extension without its truth value": (
        "  - {linkId: b, type: text, text: B?, extension: [{url: urn:tmr-followup:key-outcome}]}",
        "item[b].extension[0].valueBoolean",
        "true or false is wanted here.",
    ),
    "a condition on an unknown item": (
        b_when('question: z, operator: "=", answerInteger: 1'),
        "item[b].enableWhen[0]",
        "'z' =: There is no such item.",
    ),
    "a condition on a text to read": (
        "  - {linkId: d, type: display, text: D}\n"
        "  - {linkId: b, type: text, text: B?, enableWhen: "
        "[{question: d, operator: exists, answerBoolean: true}]}",
        "item[b].enableWhen[0]",
        "'d' exists: It is never answered.",
    ),
    "a condition with an answer of another type": (
        A + b_when('question: a, operator: "=", answerString: x'),
        "item[b].enableWhen[0]",
        "'a' =: Its answers are compared with answerInteger.",
    ),
    "a boolean condition on a number": (
        A + b_when('question: a, operator: "=", answerBoolean: true'),
        "item[b].enableWhen[0]",
        "'a' =: Its answers are compared with answerInteger.",
    ),
    "exists without a truth value": (
        A + b_when("question: a, operator: exists, answerInteger: 1"),
        "item[b].enableWhen[0]",
        "'a' exists: exists goes with answerBoolean.",
    ),
    "an order between words": (
        "  - {linkId: s, type: string, text: S?}\n" + b_when('question: s, operator: ">", answerString: x'),
        "item[b].enableWhen[0]",
        "'s' >: Only numbers are more or less.",
    ),
    "a condition on an option that is not there": (
        "  - {linkId: c, type: choice, text: C?, answerOption: [OPTION]}\n"
        "  - {linkId: b, type: text, text: B?, enableWhen: "
        '[{question: c, operator: "=", answerCoding: {system: s, code: y}}]}',
        "item[b].enableWhen[0]",
        "'c' =: It has no such option.",
    ),
    "a condition with an unknown operator": (
        A + b_when('question: a, operator: "<>", answerInteger: 1'),
        "item[b].enableWhen[0].operator",
        "'<>' is not known; use one of exists, =, !=, >, <, >=, <=.",
    ),
    "a condition without an answer": (
        A + b_when('question: a, operator: "="'),
        "item[b].enableWhen[0]",
        "Exactly one answer is wanted: one of answerBoolean, answerInteger, answerCoding, answerString.",
    ),
    "a condition whose coding is no object": (
        A + b_when('question: a, operator: "=", answerCoding: x'),
        "item[b].enableWhen[0].answerCoding",
        "An object is wanted here.",
    ),
    "two conditions without enableBehavior": (
        A + "  - {linkId: b, type: text, text: B?, enableWhen: "
        '[&c {question: a, operator: "=", answerInteger: 1}, *c]}',
        "item[b].enableWhen",
        "More than one condition needs enableBehavior: all or any.",
    ),
    "an unknown enableBehavior": (
        A + "  - {linkId: b, type: text, text: B?, enableBehavior: some, enableWhen: "
        '[{question: a, operator: "=", answerInteger: 1}]}',
        "item[b].enableBehavior",
        "'some' is not known; use one of all, any.",
    ),
    "an item that waits for itself": (
        b_when('question: b, operator: "=", answerInteger: 1', kind="integer"),
        "enableWhen",
        "Conditions go round in a loop: b.",
    ),
    "conditions that wait for each other": (
        b_when('question: c, operator: "=", answerInteger: 1', kind="integer")
        + "\n  - {linkId: c, type: integer, text: C?, "
        'enableWhen: [{question: b, operator: "!=", answerInteger: 1}]}',
        "enableWhen",
        "Conditions go round in a loop: b, c.",
    ),
    "a group that waits for its own child": (
        '  - {linkId: g, type: group, enableWhen: [{question: b, operator: "=", answerInteger: 1}], '
        "item: [{linkId: b, type: integer, text: B?}]}",
        "enableWhen",
        "Conditions go round in a loop: ",
    ),
    "a placeholder nobody fills in": (
        '  - {linkId: b, type: text, text: "Call {doctor}."}',
        "item[b].text",
        "The placeholder {doctor} is not known; use one of team_phone, team_hours, crisis, urgent, seen.",
    ),
    "a stray brace": (
        '  - {linkId: b, type: text, text: "Call {seen."}',
        "item[b].text",
        "There is a stray { or } in this text.",
    ),
    "a placeholder nobody fills in, on a button": (
        "  - {linkId: c, type: choice, text: C?, answerOption: "
        '[{valueCoding: {system: s, code: x, display: "{name}"}}]}',
        "item[c].answerOption[0].valueCoding.display",
        "The placeholder {name} is not known",
    ),
    "a question without words": ("  - {linkId: b, type: text}", "item[b].text", "Text is wanted here."),
    "a code that is a truth value": (
        "  - {linkId: c, type: choice, text: C?, "
        "answerOption: [{valueCoding: {system: s, code: true, display: X}}]}",
        "item[c].answerOption[0].valueCoding.code",
        "Text is wanted here; put a number, date or yes/no in quotes.",
    ),
    "a choice without options": (
        "  - {linkId: c, type: choice, text: C?}",
        "item[c].answerOption",
        "A choice needs options.",
    ),
    "an option that is no coding": (
        "  - {linkId: c, type: choice, text: C?, answerOption: [{valueCoding: x}]}",
        "item[c].answerOption[0].valueCoding",
        "An object is wanted here.",
    ),
    "options of a number": (
        "  - {linkId: c, type: integer, text: C?, answerOption: [OPTION]}",
        "item[c].answerOption",
        "Only a choice has options.",
    ),
    "two options with the same code": (
        "  - {linkId: c, type: choice, text: C?, answerOption: "
        "[&o {valueCoding: {system: s, code: x, display: X}}, *o]}",
        "item[c].answerOption",
        "Two options have the same code.",
    ),
    "an exclusive option in a single choice": (
        "  - {linkId: c, type: choice, text: C?, "
        "answerOption: [{valueCoding: {system: s, code: x, display: X}, "
        "extension: [{url: HL7:questionnaire-optionExclusive, "
        "valueBoolean: true}]}]}",
        "item[c].answerOption",
        "Only several choices have an exclusive option.",
    ),
    "a number that repeats": (
        "  - {linkId: b, type: integer, text: B?, repeats: true}",
        "item[b].repeats",
        "Only a choice may repeat: several choices.",
    ),
    "a truth value in words": (
        "  - {linkId: b, type: integer, text: B?, required: yes}",
        "item[b].required",
        "true or false is wanted here.",
    ),
    "items under a question": (
        "  - {linkId: b, type: integer, text: B?, item: [{linkId: c, type: text, text: C?}]}",
        "item[b].item",
        "Only a group holds items.",
    ),
    "an empty group": ("  - {linkId: g, type: group}", "item[g].item", "A group needs items."),
    "items that are no list": ("  {linkId: g}", "item", "A list of objects is wanted here."),
    "a required text to read": (
        "  - {linkId: d, type: display, text: D, required: true}",
        "item[d].required",
        "Only what is asked can be required.",
    ),
    "a key outcome that is not asked": (
        "  - {linkId: d, type: display, text: D, "
        "extension: [{url: urn:tmr-followup:key-outcome, valueBoolean: true}]}",
        "item[d].key-outcome",
        "A key outcome must be asked.",
    ),
    "a hidden number": (
        "  - {linkId: h, type: integer, extension: [{url: HL7:questionnaire-hidden, valueBoolean: true}]}",
        "item[h].hidden",
        "Only a single choice can be hidden.",
    ),
    "a range of words": (
        "  - {linkId: b, type: text, text: B?, extension: [{url: HL7:minValue, valueInteger: 1}]}",
        "item[b].minValue",
        "Only a number has one.",
    ),
    "a range that is no number": (
        "  - {linkId: b, type: integer, text: B?, extension: [{url: HL7:minValue, valueInteger: true}]}",
        "item[b].extension[0].valueInteger",
        "A whole number is wanted here.",
    ),
    "a range upside down": (
        "  - {linkId: b, type: integer, text: B?, extension: ["
        "{url: HL7:minValue, valueInteger: 5}, "
        "{url: HL7:maxValue, valueInteger: 4}]}",
        "item[b].minValue",
        "The range is upside down.",
    ),
    "a slider without ends": (
        "  - {linkId: b, type: integer, text: B?, extension: ["
        "{url: HL7:questionnaire-itemControl, valueCodeableConcept: "
        "{coding: [{system: http://hl7.org/fhir/questionnaire-item-control, code: slider}]}}]}",
        "item[b].itemControl",
        "A slider needs a number with minValue, maxValue and both anchors.",
    ),
    "a control without a coding": (
        "  - {linkId: b, type: integer, text: B?, extension: ["
        "{url: HL7:questionnaire-itemControl, valueCodeableConcept: {}}]}",
        "item[b].extension[0].valueCodeableConcept.coding",
        "A coding is wanted here.",
    ),
    "a control that is no object": (
        "  - {linkId: b, type: integer, text: B?, extension: ["
        "{url: HL7:questionnaire-itemControl, valueCodeableConcept: x}]}",
        "item[b].extension[0].valueCodeableConcept",
        "An object is wanted here.",
    ),
    "groups that hold themselves": (
        "  - &g {linkId: g, type: group, item: [*g]}",
        "item[g]" + ".item[g]" * 12 + ".item",
        "Groups are nested too deeply here.",
    ),
}


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_that_cannot_be_used_is_a_fault_with_its_path(name: str) -> None:
    items, path, sentence = ITEMS[name]
    assert any(at == path and said.startswith(sentence) for at, said in faults(items)), faults(items)


TOP: dict[str, tuple[dict[str, object], str]] = {
    "another resource": ({"resourceType": "Patient"}, "resourceType"),
    "no id": ({"id": None}, "id"),
    "a version that is a number": ({"version": 1.0}, "version"),
    "a version that is a word": ({"version": "first"}, "version"),
    "no time": ({"extension": None}, "extension"),
    "no time at all": (
        {"extension": [{"url": "urn:tmr-followup:minutes", "valueInteger": 0}]},
        "extension",
    ),
    "a key that is not understood": ({"contained": []}, "contained"),
    "no items": ({"item": []}, "item"),
}


@pytest.mark.parametrize("name", TOP)
def test_a_heading_that_cannot_be_used_is_a_fault_with_its_path(name: str) -> None:
    change, path = TOP[name]
    assert path in [at for at, _ in faults(A, **change)]


def test_every_fault_is_listed_at_once() -> None:
    found = faults("  - {linkId: 7, type: attachment, required: maybe}", id=None, version=2)
    assert {path for path, _ in found} >= {
        "id",
        "version",
        "item[0].linkId",
        "item[0].type",
        "item[0].required",
    }


def test_the_sentences_stand_one_to_a_line() -> None:
    fault = InstrumentFaults([("id", "Missing."), ("item[a]", "Wrong.")])
    assert str(fault) == "id: Missing.\nitem[a]: Wrong."
