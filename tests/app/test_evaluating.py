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


DIRTY = {
    "bom.json": b"\xef\xbb\xbf" + json.dumps(RESPONSE).encode(),
    "bundle.json": json.dumps({"resourceType": "Bundle", "entry": [{}, {"resource": RESPONSE}]}).encode(),
    "response.yaml": b"item:\n  - linkId: a\n    answer: [{valueBoolean: false}]\n",
    "twice.json": b'{"item": 1, "item": [{"linkId": "a", "answer": [{"valueBoolean": false}]}]}',
    "one.json": b'{"item": {"linkId": "a", "answer": {"valueBoolean": false}}}',
    "nan.json": b'{"item": [{"linkId": "a", "answer": [{"valueBoolean": false}, {"valueDecimal": NaN}]}]}',
    "long.json": json.dumps({"item": [*RESPONSE["item"]] * 5000}).encode(),
    "alias.yaml": b"x: &x [1]\ny: &y [*x, *x]\nitem: [{linkId: a, answer: [{valueBoolean: false, z: *y}]}]",
}
UNREADABLE = {
    "deep.json": b'{"item":' * 5000,
    "digits.json": b'{"item": ' + b"9" * 5000 + b"}",
    "list.json": b"[]",
    "null.json": b"null",
    "empty.json": b"",
    "tag.yaml": b'item: !!python/object/apply:os.system ["true"]',
    "long.yaml": b"item:\n" + b"  - linkId: a\n" * 80_000,
    "bundle.json": b'{"resourceType": "Bundle", "entry": {"resource": {"resourceType": "Patient"}}}',
}


def test_a_response_may_be_wrapped_marked_or_written_oddly(folder: Path) -> None:
    for name, text in DIRTY.items():
        (folder / name).write_bytes(text)
    (folder / "pairs.tsv").write_text("\r\n".join(f"form.json\t{name}" for name in DIRTY), "utf-8-sig")
    shown = Terminal().done("instrument", "evaluate", "--batch", f"{folder}/pairs.tsv")
    found = [json.loads(line) for line in shown.splitlines()]
    assert dict(zip(DIRTY, found, strict=True)) == dict.fromkeys(DIRTY, STATE)


def test_what_nobody_could_read_is_an_error_in_its_place(folder: Path) -> None:
    for name, text in UNREADABLE.items():
        (folder / name).write_bytes(text)
    names = [*UNREADABLE, ".", "\0"]
    (folder / "pairs.tsv").write_text("\n".join(f"form.json\t{name}" for name in names), "utf-8")
    shown = Terminal().done("instrument", "evaluate", "--batch", f"{folder}/pairs.tsv")
    assert [list(json.loads(line)) for line in shown.splitlines()] == [["error"]] * len(names)


def test_whatever_letters_a_form_uses_a_line_stays_a_line(folder: Path) -> None:
    odd = "a\u2028\u0085\ud800é"
    form = {"item": [{"linkId": odd, "type": "boolean"}]}
    (folder / "odd.json").write_text(json.dumps(form), "utf-8")
    (folder / "pairs.tsv").write_text("odd.json\tresponse.json\n" * 2, "utf-8")
    shown = Terminal().done("instrument", "evaluate", "--batch", f"{folder}/pairs.tsv")
    assert [json.loads(line)["enabled"] for line in shown.splitlines()] == [[odd], [odd]]
