"""Definition files are YAML 1.2 or JSON; a malformed one gives faults, never a traceback."""

import json

import pytest

from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from questionnaires.notation import load
from tests.questionnaires.talking import questionnaire


def test_no_and_a_time_of_day_stay_text() -> None:
    assert load("code: no\nat: 10:30\non: yes\n") == {"code": "no", "at": "10:30", "on": "yes"}


def test_true_is_a_truth_value_and_a_number_a_number() -> None:
    assert load("a: true\nb: 7\n") == {"a": True, "b": 7}


def test_plain_json_is_the_same_instrument() -> None:
    resource = questionnaire("  - {linkId: a, type: integer, text: A?}")
    written = json.dumps(resource, indent="\t")
    assert read(load(written), "checksum") == read(resource, "checksum")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: [1", "line 1"),
        ("a: 1\na: 2\n", "line 2"),
        ('{"a": 1,}', "line 1"),
        ("%YAML 1.1\n---\na: no\n", "line 1"),
        ("# A form\n%YAML 1.1\n---\na: no\n", "line 2"),
        ("- a\n- b\n", "the file"),
        ("", "the file"),
        ("a: !!python/object:os.system x\n", "line 1"),
        ("a: \x07\n", "the file"),
        ('{"a": ' + "[" * 100_000, "the file"),
    ],
)
def test_a_malformed_file_is_a_fault(text: str, path: str) -> None:
    with pytest.raises(InstrumentFaults) as caught:
        load(text)
    assert caught.value.faults[0][0] == path
