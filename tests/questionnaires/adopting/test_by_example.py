"""Foreign forms by example: tests/specs/foreign_forms.yaml says what is supported, degraded and refused."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from questionnaires.adopting.adopt import Adopted, adopt

SPEC = Path(__file__).parents[2] / "specs" / "foreign_forms.yaml"
EXAMPLES: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(SPEC.read_text(encoding="utf-8"))


def adopted(example: dict[str, Any]) -> Adopted:
    head = {"resourceType": "Questionnaire", "id": "form", "version": "1", "title": "Form"}
    return adopt({**head, **example.get("form", {}), "item": example["items"]}, "checksum")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_a_form_is_taken_as_the_example_says(example: dict[str, Any]) -> None:
    found = adopted(example)
    said = [f"{remark.level}: {remark.where}: {remark.reason}" for remark in found.remarks]
    assert said == example.get("says", [])
    assert found.status == example["status"]
    assert (found.instrument is None) is (found.status == "refused")
    for link_id, codes in example.get("options", {}).items():
        assert found.instrument is not None
        assert [option.code for option in found.instrument.item(link_id).options] == codes
