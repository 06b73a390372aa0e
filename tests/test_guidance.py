"""Every section of the guidance stands on its page, and each row is shown by tests that exist."""

import ast
import re

from tests.floors import ROOT

PAGE = (ROOT / "docs" / "guidance.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| Section")
]
SECTIONS = {"front", *(f"1.{n}" for n in range(1, 8)), *(f"2.{n}" for n in (1, 2, 3, 4, 6, 7))}
SECTIONS |= {f"3.{n}" for n in (2, 3, 5, 6, 7)}


def test_every_section_with_a_duty_has_a_row() -> None:
    told = {section.strip() for row in ROWS for section in row[0].removeprefix("| ").split(",")}
    assert told == SECTIONS


def test_every_row_is_shown_by_tests_that_exist() -> None:
    for row in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[-1])
        assert named, row[0]
        for path, name in named:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
            assert name in {node.name for node in tree.body if isinstance(node, kinds)}, f"{path}::{name}"
