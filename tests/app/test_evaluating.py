"""What `instrument evaluate` prints of one pair of files, and of many."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Terminal

FORM = {
    "resourceType": "Questionnaire",
    "item": [
        {"linkId": "a", "type": "boolean"},
        {
            "linkId": "b",
            "type": "integer",
            "enableWhen": [{"question": "a", "operator": "=", "answerBoolean": True}],
        },
    ],
}
RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "item": [{"linkId": "a", "answer": [{"valueBoolean": False}]}],
}
STATE: dict[str, Any] = {"enabled": ["a"], "disabled": ["b"], "calculated": {}, "next": None, "notes": []}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "form.json").write_text(json.dumps(FORM), "utf-8")
    (tmp_path / "response.json").write_text(json.dumps(RESPONSE), "utf-8")
    (tmp_path / "broken.json").write_text("{", "utf-8")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    return tmp_path


def test_one_pair_is_one_object(folder: Path) -> None:
    shown = Terminal().done("instrument", "evaluate", f"{folder}/form.json", f"{folder}/response.json")
    assert json.loads(shown) == STATE


def test_a_batch_is_one_object_a_line_and_goes_on_over_lines_that_cannot_be_read(folder: Path) -> None:
    lines = (
        "form.json\tresponse.json",
        f"{folder}/form.json\t{folder}/response.json",
        "form.json",
        "",
        "form.json\tnowhere.json",
        "broken.json\tresponse.json",
        "binary.json\tresponse.json",
        "response.json\tform.json",
        "form.json\tresponse.json",
    )
    (folder / "pairs.tsv").write_text("\n".join(lines), "utf-8")
    shown = Terminal().done("instrument", "evaluate", "--batch", f"{folder}/pairs.tsv")
    found: list[dict[str, Any]] = [json.loads(line) for line in shown.splitlines()]
    assert [row == STATE for row in found] == [True, True, *[False] * 6, True]
    errors = [row["error"] for row in found[2:-1]]
    assert errors[:2] == ["A line holds the questionnaire's file, a tab, and the response's file."] * 2
    for error, words in zip(
        errors[2:], ("No such file", "malformed", "not UTF-8", "is no Questionnaire."), strict=True
    ):
        assert words in error


@pytest.mark.parametrize("words", [(), ("one.json",), ("a", "b", "--batch", "c")])
def test_without_a_pair_or_a_list_it_says_what_to_give(words: tuple[str, ...]) -> None:
    assert "or --batch" in Terminal().refused("instrument", "evaluate", *words)


def test_a_list_that_is_not_there_is_refused() -> None:
    assert "cannot be read" in Terminal().refused("instrument", "evaluate", "--batch", "/nowhere.tsv")
