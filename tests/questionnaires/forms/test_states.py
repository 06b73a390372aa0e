"""The states of foreign forms, from the table of examples: each rule that engines read differently."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from questionnaires.forms.evaluation import judge
from questionnaires.forms.reading import read_form

AS_OF = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
SPECS = Path(__file__).parents[2] / "specs" / "form_states.yaml"
_HL7 = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
_HIDDEN, _VARIABLE = f"{_HL7}questionnaire-hidden", f"{_HL7}variable"
_KINDS = {bool: "Boolean", int: "Integer", float: "Decimal"}
_EXPRESSIONS = {
    "enabled-if": f"{_SDC}enableWhenExpression",
    "calculated-by": f"{_SDC}calculatedExpression",
}


def _examples() -> list[dict[str, Any]]:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    found: list[dict[str, Any]] = yaml.load(SPECS)
    return found


def _value(prefix: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping) and next(iter(value), "")[:1].isupper():
        return {f"{prefix}{kind}": raw for kind, raw in value.items()}
    if isinstance(value, Mapping):
        return {f"{prefix}Coding": dict(value)}
    if isinstance(value, str):
        kind = "Date" if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value) else "String"
        return {f"{prefix}{kind}": value}
    return {f"{prefix}{_KINDS[type(value)]}": value}


def _item(link_id: str, told: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"type": told} if isinstance(told, str) else dict(told)
    item: dict[str, Any] = {"linkId": link_id, "type": given["type"]}
    item["enableWhen"] = [
        {"question": question, "operator": operator, **_value("answer", answer)}
        for question, operator, answer in given.get("when", ())
    ]
    if "any" in given or "all" in given:
        item["enableBehavior"] = "any" if "any" in given else "all"
    hidden = [{"url": _HIDDEN, "valueBoolean": True}] if "hidden" in given else []
    item["extension"] = [*_said(given), *hidden]
    item["answerOption"] = [_option(*one) for one in given.get("options", {}).items()]
    item["readOnly"] = given.get("read-only", False)
    item["item"] = [_item(*one) for one in given.get("items", {}).items()]
    return item


def _said(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The expressions of an item or a form."""
    named = [(_VARIABLE, name, text) for name, text in given.get("variables", {}).items()]
    own = [(url, "", given[key]) for key, url in _EXPRESSIONS.items() if key in given]
    return [
        {"url": url, "valueExpression": {"language": "text/fhirpath", "name": name, "expression": text}}
        for url, name, text in (*named, *own)
    ]


def _option(code: str, score: float) -> dict[str, Any]:
    scored = {"url": f"{_HL7}ordinalValue", "valueDecimal": score}
    return {"extension": [scored], "valueCoding": {"system": "urn:s", "code": code}}


def _answered(form: list[dict[str, Any]], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A response to the items, nested as FHIR nests it: below groups, and below the answers of questions."""
    rows: list[dict[str, Any]] = []
    for item in form:
        given, children = answers.get(item["linkId"]), item["item"]
        if item["type"] == "group":
            places = given if isinstance(given, list) else [answers]
            rows += [{"linkId": item["linkId"], "item": _answered(children, place)} for place in places]
        elif given is not None:
            below = _answered(children, answers)
            rows.append(
                {"linkId": item["linkId"], "answer": [{**_value("value", v), "item": below} for v in given]}
            )
    return rows


@pytest.mark.parametrize("example", _examples(), ids=lambda example: example["name"])
def test_the_state_of_a_form(example: Mapping[str, Any]) -> None:
    items = [_item(*one) for one in example["form"].items()]
    form = read_form({"resourceType": "Questionnaire", "item": items, "extension": _said(example)})
    given = example["response"] if "response" in example else _answered(items, example["answers"])
    found = judge(form, {"item": given}, AS_OF)
    assert list(found.disabled) == example["off"]
    assert dict(found.calculated) == example.get("calculated", {})
    assert set(found.enabled) == {item.link_id for item in form.flat} - set(example["off"])
    assert found.next == example["next"]
    assert list(found.notes) == example.get("notes", [])
