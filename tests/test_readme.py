"""Holds the README and its companions to what the product is: commands, variables, paths and links exist."""

import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli import app
from app.enrolment_form import read_file, read_form
from audit.gates import check_arrangements, check_operation, shut_gates
from settings import Settings
from tests.floors import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
DEMO = "pip install uv && uv run tmr-followup demo"
TESTS = "uv run pytest"


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.M | re.S)


def _blocks(text: str) -> Iterator[list[str]]:
    for block in BLOCK.findall(text):
        yield [line.strip() for line in block.splitlines()]


def _commands() -> list[str]:
    """Every `tmr-followup` line that a page shows, in a block or between backticks."""
    found: list[str] = []
    for page in PAGES:
        text = page.read_text("utf-8")
        found += [line for block in _blocks(text) for line in block]
        found += [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", BLOCK.sub("", text))]
    return sorted({line[line.index("tmr-followup ") :] for line in found if "tmr-followup " in line})


def test_the_readme_shows_the_two_commands_each_in_a_block_of_its_own() -> None:
    blocks = list(_blocks(README))
    assert [DEMO] in blocks
    assert [TESTS] in blocks


def test_the_pipeline_runs_the_readmes_test_command_first() -> None:
    script = ROOT / ".ci/run"
    lines = [line for line in script.read_text("utf-8").splitlines() if line.startswith("uv ")]
    assert lines[0] == TESTS
    assert script.stat().st_mode & 0o111
    assert "set -euo pipefail" in script.read_text("utf-8")


@pytest.mark.parametrize("shown", _commands())
def test_every_command_shown_exists_with_its_flags(shown: str) -> None:
    words = shlex.split(shown.split(" > ", maxsplit=1)[0])[1:]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    known = {flag for parameter in command.params for flag in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert set(re.findall(r"`(TMR_\w+)`", README)) == {
        f"TMR_{field.upper()}" for field in Settings.model_fields
    }


def test_the_patient_file_shown_enrols_somebody_with_nothing_missing(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^   ```yaml\n(.*?)^   ```$", README, re.M | re.S)
    file = tmp_path / "patient.yaml"
    file.write_text(textwrap.dedent(shown), "utf-8")
    form = read_form(read_file(file))
    operation, governance = form.operation.value(), form.governance.value()
    assert not shut_gates(operation, governance)
    assert not (*check_operation(operation), *check_arrangements(operation, governance))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_and_path_on_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    rooms = r"`((?:alerts|app|audit|bot|charts|docs|questionnaires|scheduler|storage|tests)/[\w./*-]*)`"
    paths = re.findall(rooms, text)
    missing = [link for link in links if not (page.parent / link).exists()]
    missing += [path for path in paths if not list(ROOT.glob(path.rstrip("/")))]
    assert not missing


def test_the_index_of_decisions_lists_every_page() -> None:
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text("utf-8")
    assert re.findall(r"\((\d{4}[^)]+)\)", index) == sorted(page.name for page in folder.glob("0*.md"))
