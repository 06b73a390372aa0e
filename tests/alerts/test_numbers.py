"""The file of numbers: every fault is told at once, with its path."""

from decimal import Decimal
from pathlib import Path

import pytest

from alerts.numbers_file import NumbersFaults, bundled, read

TEXT = (Path(__file__).parents[2] / "alerts" / "numbers.yaml").read_text("utf-8")


def _faults(text: str) -> dict[str, str]:
    with pytest.raises(NumbersFaults) as caught:
        read(text)
    return dict(caught.value.faults)


def test_the_bundled_numbers_are_those_of_the_clinical_page() -> None:
    numbers = bundled()
    assert numbers.rise.ratio == Decimal("1.3")
    assert (numbers.rise.points, numbers.rise.at_least, numbers.rise.at_least_few) == (2, 4, 5)
    assert (numbers.steep.points, numbers.steep.at_least, numbers.steep.at_least_few) == (4, 7, 8)
    assert numbers.working_days == {
        "AMB-1": 1,
        "AMB-2": 2,
        "AMB-3a": 1,
        "AMB-3b": 1,
        "AMB-4": 5,
        "AMB-5": 2,
        "AMB-6": 1,
        "AMB-7": 2,
        "AMB-8": 5,
    }
    assert (numbers.red.repeat, numbers.red.deputy, numbers.red.lead) == (15, 60, 120)


def test_all_faults_are_told_at_once_with_their_paths() -> None:
    text = (
        TEXT.replace("last_day: 90", "last_day: 0")
        .replace("ratio: 1.3", "ratio: yes")
        .replace("reports: 3", "reports: 2.5")
        .replace("  AMB-2: 2\n", "")
        .replace("join_days: 14", "join: 14")
        .replace('version: "1.1.0"', "version: 1.0")
    )
    assert _faults(text) == {
        "version": "A text in quotes is expected here.",
        "usual.reports": "A whole number is expected here.",
        "wound.last_day": "It must be 1 to 365.",
        "rise.ratio": "A number is expected here.",
        "amber.join_days": "This is missing.",
        "amber.join": "Nothing is known by this name.",
        "working_days.AMB-2": "This is missing.",
    }


def test_the_fault_reads_as_one_sentence_a_path() -> None:
    with pytest.raises(NumbersFaults, match=r"wound\.last_day: It must be 1 to 365\."):
        read(TEXT.replace("last_day: 90", "last_day: 900"))


def test_steps_out_of_order_are_refused() -> None:
    text = TEXT.replace("lead: 120", "lead: 30").replace("first_day: 3", "first_day: 28")
    assert _faults(text) == {
        "uncontrolled.first_day": "It may not be greater than uncontrolled.last_day.",
        "red.deputy": "It may not be greater than red.lead.",
    }


def test_a_limit_for_a_rule_that_does_not_exist_is_refused() -> None:
    assert _faults(TEXT + "  AMB-99: 1\n") == {"working_days.AMB-99": "Nothing is known by this name."}


def test_a_section_that_is_no_mapping_is_told() -> None:
    text = TEXT.replace("wound:\n  last_day: 90", "wound: 90")
    assert _faults(text) == {"wound": "Names and values are expected here."}


@pytest.mark.parametrize("text", ["", "- 1", "just words"])
def test_a_file_of_another_shape_is_told(text: str) -> None:
    assert _faults(text) == {"file": "Names and values are expected here."}


def test_text_that_is_not_yaml_is_told_with_its_line() -> None:
    assert _faults('version: "1"\nred: [1') == {"line 2": "This is not YAML."}


def test_a_name_given_twice_is_told() -> None:
    (sentence,) = _faults('version: "1"\nversion: "2"\n').values()
    assert sentence == "This is not YAML."


def test_a_character_that_yaml_forbids_is_told() -> None:
    assert _faults("version: \x00") == {"file": "This is not YAML."}
    for odd in ("2025-13-45", "9" * 5000, "[" * 600):
        assert _faults(f"version: {odd}") == {"file": "It holds a number or a date that cannot be read."}


def test_a_case_of_a_rule_that_is_gone_has_the_shortest_limit_of_all() -> None:
    numbers = bundled()
    assert numbers.limit("AMB-0") == min(numbers.working_days.values())
