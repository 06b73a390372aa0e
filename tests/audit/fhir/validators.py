"""Two validators of FHIR that know nothing of us or of each other, and whether references lead anywhere.

`fhirkit` is made from the R4 specification. `fhir.resources` has no R4 any more; its R4B has the same Bundle,
Patient, Observation, Questionnaire and QuestionnaireResponse, and checks ids and times more closely.
"""

import json
from collections.abc import Iterator
from typing import Any

import fhirkit
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from audit.fhir.as_json import as_json

Node = dict[str, Any]


def faults(resource: Node) -> list[str]:
    """All that either of them finds in a resource, as it is written."""
    text = as_json(resource)
    return [f"R4: {issue}" for issue in fhirkit.validate(text)] + [f"R4B: {said}" for said in _of_r4b(text)]


def _of_r4b(text: str) -> list[str]:
    """A Bundle is looked into entry by entry: else only its own fields are read."""
    resource = json.loads(text)
    found = []
    for each in [resource, *(entry["resource"] for entry in resource.get("entry", ()))]:
        try:
            get_fhir_model_class(each["resourceType"]).model_validate(_told(each))
        except ValidationError as error:
            found.append(f"{each['resourceType']}: {error}")
    return found


def _told(node: Any) -> Any:
    """Without translations of an extension's own words, which R4 has (`_valueString`) and this model not."""
    match node:
        case {"url": _}:
            return {key: _told(value) for key, value in node.items() if not key.startswith("_value")}
        case dict():
            return {key: _told(value) for key, value in node.items()}
        case list():
            return [_told(value) for value in node]
    return node


def lost_references(bundle: Node) -> list[str]:
    """References that no entry of the Bundle answers to."""
    there = {entry["fullUrl"] for entry in bundle["entry"]}
    return [each for each in _references(bundle) if each not in there]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _references(each)
    if isinstance(node, dict):
        if "reference" in node:
            yield node["reference"]
        yield from _references(list(node.values()))


def resources(bundle: Node, kind: str) -> list[Node]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]
