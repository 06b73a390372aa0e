"""An expression that runs for ever holds nobody up: the form's state comes without its expressions."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.evaluating import state
from tests.terminal import Terminal

CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
AS_OF = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
DIGITS = "'0123456789'.toChars()"
LIST = ",".join(str(number) for number in range(26))


def _files(folder: Path, expression: str) -> tuple[Path, Path]:
    said = {"language": "text/fhirpath", "expression": expression}
    item = {"linkId": "a", "type": "string", "extension": [{"url": CALCULATED, "valueExpression": said}]}
    form, response = folder / "form.json", folder / "response.json"
    form.write_text(json.dumps({"resourceType": "Questionnaire", "item": [item]}), "utf-8")
    response.write_text(json.dumps({"resourceType": "QuestionnaireResponse"}), "utf-8")
    return form, response


@pytest.mark.parametrize(
    "expression",
    [
        f"{DIGITS}.select({DIGITS}.select({DIGITS}.select({DIGITS}.select({DIGITS}.select({DIGITS})))))",
        "'x'.repeat($this & 'x')",
        f"'{LIST}'.matches('^(.*?,){{20}}P')",
        "|".join(["1"] * 4999),
        "'x' & " * 4000 + "'x'",
    ],
    ids=("loops", "growth", "pattern", "reading", "longer"),
)
def test_expressions_that_take_too_long_are_given_up(tmp_path: Path, expression: str) -> None:
    found = state(*_files(tmp_path, expression), AS_OF)
    assert (found["enabled"], found["calculated"]) == (["a"], {})
    assert found["notes"] != []


def test_the_command_calculates(tmp_path: Path) -> None:
    form, response = _files(tmp_path, "'x' & 'y'")
    shown = json.loads(Terminal().done("instrument", "evaluate", str(form), str(response)))
    assert shown["calculated"] == {"a": "xy"}
