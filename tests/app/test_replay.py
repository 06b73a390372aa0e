"""`alerts replay`: answers in a file, and what the rules find in them."""

import json
from pathlib import Path
from typing import Any

from alerts.numbers_file import bundled
from tests.terminal import Terminal

HEAD = "patient,tmr_date,answered_at,link_id,value\n"
CALM = """A,2024-01-10,2024-02-21T09:30:00Z,rlp-average,3
A,2024-01-10,2024-04-11T09:30:00Z,rlp-average,3
A,2024-01-10,2024-07-11T09:30:00Z,rlp-average,3
"""
ROSE = CALM + "A,2024-01-10,2025-01-10T09:30:00Z,rlp-average,6\n"
CONFIRMED = ROSE + "A,2024-01-10,2025-01-12T09:30:00Z,rlp-average,6\n"


def _file(folder: Path, lines: str) -> str:
    path = folder / "answers.csv"
    path.write_text(lines, "utf-8")
    return str(path)


def _cases(printed: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in printed.splitlines()]
    return [each for each in found if each["severity"] in ("red", "amber")]


def test_a_confirmed_rise_is_one_finding_with_what_fired_it(tmp_path: Path) -> None:
    (found,) = _cases(Terminal().done("alerts", "replay", _file(tmp_path, HEAD + CONFIRMED)))
    inputs = found.pop("inputs")
    assert found == {
        "patient": "A",
        "rule": "AMB-2",
        "severity": "amber",
        "fired_at": "2025-01-12T09:30:00Z",
    }
    assert (inputs["usual"], inputs["value"], inputs["re-check"]) == (3, 6, 6)


def test_a_sitting_is_of_several_instruments_where_its_items_are(tmp_path: Path) -> None:
    lines = """B,2024-01-10,2024-01-20T09:30:00,wound-signs,redness+heat
B,2024-01-10,2024-01-20T09:31:00,unwell-signs,fever
B,2024-01-10,2024-01-20T09:32:00,plp-worst,4
B,2024-01-10,2024-01-20T09:32:30,safety,limb-cold
"""
    found = _cases(Terminal().done("alerts", "replay", _file(tmp_path, HEAD + lines)))
    assert [each["rule"] for each in found] == ["RED-3", "RED-2"]


def test_what_was_changed_within_the_hour_counts_as_it_stands(tmp_path: Path) -> None:
    changed = CONFIRMED + "A,2024-01-10,2025-01-12T10:00:00Z,rlp-average,3\n"
    assert _cases(Terminal().done("alerts", "replay", _file(tmp_path, HEAD + changed))) == []


def test_silence_is_judged_up_to_the_instant_asked_for(tmp_path: Path) -> None:
    path = _file(tmp_path, HEAD + ROSE.replace(",3\n", ",4\n").replace(",6\n", ",7\n"))
    before = Terminal().done("alerts", "replay", path, "--as-of", "2025-01-13T23:00:00")
    after = Terminal().done("alerts", "replay", path, "--as-of", "2025-01-14T00:00:00")
    assert _cases(before) == []
    assert [each["fired_at"] for each in _cases(after)] == ["2025-01-14T00:00:00Z"]


def test_other_numbers_find_otherwise(tmp_path: Path) -> None:
    text = Path("alerts/numbers.yaml").read_text("utf-8")
    rules = tmp_path / "numbers.yaml"
    rules.write_text(text.replace("  points: 2 ", "  points: 4 "), "utf-8")
    assert bundled().rise.points == 2
    path = _file(tmp_path, HEAD + CONFIRMED)
    assert _cases(Terminal().done("alerts", "replay", path, "--rules", str(rules))) == []
    assert "cannot be read" in Terminal().refused("alerts", "replay", path, "--rules", str(tmp_path))


def test_link_ids_that_nobody_knows_are_named_and_passed_over(tmp_path: Path) -> None:
    ran = Terminal().run("alerts", "replay", _file(tmp_path, HEAD + CALM + "A,2024-01-10,2024-07-12,foo,1\n"))
    assert (ran.code, ran.out, ran.err) == (0, "", "No rule looks at foo: passed over.\n")


def test_every_line_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    lines = """A,2024-01-10,yesterday,rlp-average,3
A,10/01/2024,2024-07-12,rlp-average,3
,2024-01-10,2024-07-12,rlp-average,3
A,2024-01-10,2024-07-12,rlp-average,11
A,2024-01-10,2024-07-12,rlp-average,bad
A,2024-01-10,2024-07-12,safety,sad
A,2024-01-10,2024-07-12,bleeding-heavy,maybe
A,2024-01-10,2024-07-12,rlp-average,3
A,2024-01-11,2024-07-12,rlp-average,3
"""
    told = Terminal().refused("alerts", "replay", _file(tmp_path, HEAD + lines)).splitlines()
    assert [line.split(":")[0] for line in told[:-1]] == [f"Line {number}" for number in range(2, 9)]
    assert told[-1] == "A has more than one tmr_date."


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    missing = Terminal().refused("alerts", "replay", _file(tmp_path, "patient,value\nA,1\n"))
    assert "tmr_date, answered_at, link_id are missing" in missing
    assert "cannot be read" in Terminal().refused("alerts", "replay", str(tmp_path / "nowhere.csv"))
    path = _file(tmp_path, HEAD + CALM)
    assert "zone" in Terminal().refused("alerts", "replay", path, "--zone", "Europe/Nowhere")
