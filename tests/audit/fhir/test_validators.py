"""The validators and our own rules refuse what is planted, so that what they let pass means something."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from questionnaires.library import Library
from questionnaires.publishing import published
from tests.audit.fhir.rules import broken
from tests.audit.fhir.stories import item, story
from tests.audit.fhir.validators import Node, faults, lost_references, resources
from tests.questionnaires.bundled import core

LIBRARY = Library.bundled()
CORE = published(LIBRARY.definition(LIBRARY.current("core")))
BUNDLE = story(core().through(prosthesis_have=True)).bundle()
Plant = Callable[[Node], Any]


def response_in(bundle: Node) -> Node:
    return resources(bundle, "QuestionnaireResponse")[0]


def pain_in(bundle: Node) -> Node:
    return resources(bundle, "Observation")[0]


def test_what_we_make_is_found_faultless() -> None:
    assert faults(BUNDLE) == []
    assert faults(CORE) == []
    assert lost_references(BUNDLE) == []
    assert broken(CORE, response_in(BUNDLE)) == []


PLANTED_IN_RESOURCES: dict[str, Plant] = {
    "a status that is missing": lambda b: response_in(b).pop("status"),
    "an element that FHIR does not know": lambda b: response_in(b).update(mood="good"),
    "an item without a link id": lambda b: item(response_in(b), "change").pop("linkId"),
    "an empty array": lambda b: item(response_in(b), "change").update(answer=[]),
    "a number as text": lambda b: item(response_in(b), "rlp-worst")["answer"][0].update(valueInteger="8"),
    "two values in one answer": lambda b: item(response_in(b), "rlp-worst")["answer"][0].update(valueUri="x"),
    "a time without a zone": lambda b: response_in(b).update(authored="2025-06-02T09:30:00"),
    "an id with a blank": lambda b: response_in(b).update(id="a b"),
    "an observation without a code": lambda b: pain_in(b).pop("code"),
    "an observation with two values": lambda b: pain_in(b).update(valueString="seven"),
    "a Bundle without a type": lambda b: b.pop("type"),
    "a timestamp that is a date": lambda b: b.update(timestamp="2025-06-02"),
}
PLANTED_IN_RESPONSES: dict[str, tuple[Plant, str]] = {
    "an answer to a disabled item": (
        lambda r: item(r, "prosthesis-have")["answer"][0].update(valueBoolean=False),
        "prosthesis-days: disabled",
    ),
    "a required item left out": (
        lambda r: r["item"].remove(item(r, "rlp-worst")),
        "rlp-worst: required",
    ),
    "an answer taken away": (lambda r: item(r, "rlp-worst").pop("answer"), "rlp-worst: says nothing"),
    "another order": (lambda r: r["item"].reverse(), "not in the questionnaire's order"),
    "an answer of another type": (
        lambda r: item(r, "rlp-worst").update(answer=[{"valueDecimal": 8}]),
        "valueDecimal is no integer",
    ),
    "a choice that is no option": (
        lambda r: item(r, "change")["answer"][0]["valueCoding"].update(code="cured"),
        "is no option",
    ),
    "another text": (lambda r: item(r, "change").update(text="Well?"), "change: has another text"),
    "an item pulled out of its group": (
        lambda r: r["item"].append(item(r, "prosthesis-days")),
        "prosthesis-days: does not belong here",
    ),
    "two answers to a question that does not repeat": (
        lambda r: item(r, "rlp-worst").update(answer=[{"valueInteger": 1}, {"valueInteger": 2}]),
        "rlp-worst: has 2 answers",
    ),
    "an item twice": (lambda r: r["item"].append(item(r, "change")), "change: stands there 2 times"),
    "an answer to a group": (
        lambda r: item(r, "prosthesis").update(answer=[{"valueInteger": 1}]),
        "a group has no answer",
    ),
    "an item under a question, not under its answer": (
        lambda r: item(r, "rlp-worst").update(item=[{"linkId": "change"}]),
        "stands under its answer",
    ),
}


@pytest.mark.parametrize("name", PLANTED_IN_RESOURCES)
def test_a_planted_fault_in_a_resource_is_found(name: str) -> None:
    bundle = deepcopy(BUNDLE)
    PLANTED_IN_RESOURCES[name](bundle)
    assert faults(bundle)


@pytest.mark.parametrize("name", PLANTED_IN_RESPONSES)
def test_a_planted_breach_of_the_questionnaire_is_found(name: str) -> None:
    response = deepcopy(response_in(BUNDLE))
    plant, said = PLANTED_IN_RESPONSES[name]
    plant(response)
    assert [each for each in broken(CORE, response) if said in each]


def test_a_reference_that_leads_nowhere_is_found() -> None:
    bundle = deepcopy(BUNDLE)
    bundle["entry"].pop(0)
    assert set(lost_references(bundle)) == {response_in(bundle)["subject"]["reference"]}
