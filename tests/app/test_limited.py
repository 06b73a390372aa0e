"""An expression that runs for ever holds nobody up: the form's state comes without its expressions."""

import json
from pathlib import Path

from app.evaluating import state
from app.limited import Limited
from tests.terminal import Terminal

CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"


def _files(folder: Path, expression: str) -> tuple[Path, Path]:
    said = {"language": "text/fhirpath", "expression": expression}
    item = {"linkId": "a", "type": "string", "extension": [{"url": CALCULATED, "valueExpression": said}]}
    form, response = folder / "form.json", folder / "response.json"
    form.write_text(json.dumps({"resourceType": "Questionnaire", "item": [item]}), "utf-8")
    response.write_text(json.dumps({"resourceType": "QuestionnaireResponse"}), "utf-8")
    return form, response


def test_work_that_takes_too_long_is_given_up_and_the_next_goes_on(tmp_path: Path) -> None:
    endless = _files(tmp_path, f"'{'a' * 64}!'.matches('^(a+)+$')")
    with Limited(3.0) as limited:
        found = state(limited, *endless)
        assert found["notes"] == ["the form: Its expressions took too long and are ignored."]
        assert (found["enabled"], found["calculated"]) == (["a"], {})
        (tmp_path / "next").mkdir()
        assert state(limited, *_files(tmp_path / "next", "'x'"))["calculated"] == {"a": "x"}


def test_the_command_calculates(tmp_path: Path) -> None:
    form, response = _files(tmp_path, "'x' & 'y'")
    shown = json.loads(Terminal().done("instrument", "evaluate", str(form), str(response)))
    assert shown["calculated"] == {"a": "xy"}
