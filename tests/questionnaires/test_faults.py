"""What a definition file may not say: every fault is found, at once, with its path."""

import pytest

from questionnaires.faults import InstrumentFaults
from tests.questionnaires.faulty import A, faults

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
    "a public code without its system": (
        "  - {linkId: b, type: text, text: B?, code: [{code: x}]}",
        "item[b].code[0].system",
        "Text is wanted here; put a number, date or yes/no in quotes.",
    ),
    "an option that counts half": (
        "  - {linkId: c, type: choice, text: C?, answerOption: [{valueCoding: "
        "{system: s, code: x, display: X}, extension: [{valueDecimal: 0.5, "
        "url: http://hl7.org/fhir/StructureDefinition/ordinalValue}]}]}",
        "item[c].answerOption[0].extension[0].valueDecimal",
        "A whole number is wanted here.",
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
    "a last button above the range": (
        "  - {linkId: b, type: integer, text: B?, extension: ["
        "{url: HL7:minValue, valueInteger: 0}, {url: HL7:maxValue, valueInteger: 4}, "
        "{url: urn:tmr-followup:last-button, valueInteger: 4}]}",
        "item[b].last-button",
        "The last button is a number between minValue and maxValue.",
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


def test_how_a_tap_goes_on_is_one_of_two_words() -> None:
    minutes = {"url": "urn:tmr-followup:minutes", "valueInteger": 1}
    told = faults(A, extension=[minutes, {"url": "urn:tmr-followup:advance", "valueCode": "slowly"}])
    assert told == [("extension[1].valueCode", "'slowly' is not known; use one of auto, confirm.")]
