"""A site's own instruments at the terminal: added, renewed, listed, refused with a sentence."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clock import SystemClock
from questionnaires.licences import licence_template
from scheduler.protocol import default_text
from tests import own
from tests.app.clinic import open_site
from tests.terminal import Terminal, publish

TODAY = SystemClock().now().date()
LONG, SOON, OVER = (str(TODAY + timedelta(days=days)) for days in (400, 30, -2))


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    terminal = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(terminal)
    return terminal


def licence(folder: Path, **changes: str) -> str:
    values = {"holder": own.HOLDER, "text": "Asked with leave.", "valid_until_on": LONG, **changes}
    file = folder / "licence.yaml"
    file.write_text(json.dumps({key: value for key, value in values.items() if value}), "utf-8")
    return str(file)


def form(folder: Path, *, text: str | None = None, version: str = "1.0.0") -> str:
    file = folder / "goal.yaml"
    file.write_text(own.definition(version) if text is None else text, "utf-8")
    return str(file)


def add(at: Terminal, folder: Path, **changes: str) -> str:
    return at.done("instrument", "add", form(folder), "--licence", licence(folder, **changes))


def listed(at: Terminal) -> Mapping[str, Mapping[str, Any]]:
    rows = json.loads(at.done("instrument", "list", "--json"))
    return {row["instrument"]: row for row in rows}


def _rows(at: Terminal) -> int:
    return int(json.loads(at.done("trail", "verify", "--json"))["rows"])


def test_an_instrument_is_added_listed_and_named_by_a_protocol(at: Terminal, tmp_path: Path) -> None:
    assert add(at, tmp_path).startswith("Added goal 1.0.0 (SHA-256 ")
    goal, core = listed(at)["goal"], listed(at)["core"]
    assert (goal["version"], goal["title"], goal["from"]) == ("1.0.0", "My goal", "the site")
    assert (goal["licence"], goal["holder"], goal["valid_until_on"]) == ("valid", own.HOLDER, LONG)
    assert (core["from"], core["licence"], core["holder"]) == ("bundled", "", "")
    file = tmp_path / "protocol.yaml"
    file.write_text(default_text().replace("1.0.0", "1.0.1").replace("[core]", "[core, goal]"), "utf-8")
    assert "Published tmr-followup 1.0.1" in publish(at, str(file))
    assert "How much progress" in at.done("instrument", "play", "goal", typed="")


def test_the_same_file_again_changes_nothing(at: Terminal, tmp_path: Path) -> None:
    add(at, tmp_path)
    before = _rows(at)
    assert add(at, tmp_path) == "goal 1.0.0 is there already, under this licence. Nothing was changed.\n"
    told = at.done("instrument", "renew", "goal", "--licence", licence(tmp_path))
    assert told == "goal 1.0.0 is under this licence already. Nothing was changed.\n"
    assert _rows(at) == before


def test_a_newer_version_takes_its_place(at: Terminal, tmp_path: Path) -> None:
    add(at, tmp_path)
    at.done("instrument", "add", form(tmp_path, version="1.1.0"), "--licence", licence(tmp_path))
    assert listed(at)["goal"]["version"] == "1.1.0"


def test_a_licence_that_runs_out_is_warned_about_and_renewed(at: Terminal, tmp_path: Path) -> None:
    add(at, tmp_path, valid_until_on=SOON)
    assert listed(at)["goal"]["licence"] == "expiring"
    warning = f"The licence of goal runs until {SOON}: renew it."
    assert warning in at.run("status").out.splitlines()
    assert json.loads(at.run("status", "--json").out)["warnings"] == [warning]
    told = at.done("instrument", "renew", "goal", "--licence", licence(tmp_path))
    assert told == f"goal 1.0.0 is licensed by {own.HOLDER} until {LONG}.\n"
    assert (listed(at)["goal"]["licence"], listed(at)["goal"]["valid_until_on"]) == ("valid", LONG)
    assert json.loads(at.run("status", "--json").out)["warnings"] == []


def test_the_template_names_every_key(at: Terminal) -> None:
    assert at.done("instrument", "licence-template") == licence_template()


FILES: Mapping[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "no holder": ({}, {"holder": ""}, "holder: Text is wanted here"),
    "no licence text": ({}, {"text": ""}, "text: Text is wanted here"),
    "no expiry": ({}, {"valid_until_on": ""}, "valid_until_on: A date such as"),
    "an expiry that is past": ({}, {"valid_until_on": OVER}, "it is over already."),
    "a bundled id": ({"text": own.definition(own_id="core")}, {}, "core is the id of a bundled instrument"),
    "an id that is too long": ({"text": own.definition(own_id="x" * 81)}, {}, "An id has 80 characters"),
    "no questionnaire": (
        {"text": "resourceType: Patient\n"},
        {},
        "goal.yaml: the form: This is no FHIR",
    ),
    "changed under its version": (
        {"text": own.definition(questions=own.QUESTIONS)},
        {},
        "goal 1.0.0 is there already and never changes: raise the version in the file.",
    ),
    "another licence": ({}, {"holder": "Others"}, "Use `instrument renew goal`."),
    "an earlier version": ({"version": "0.9.9"}, {}, "goal 1.0.0 is asked already, and 0.9.9 is an earlier"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_may_not_be_added_is_refused_with_a_sentence(at: Terminal, tmp_path: Path, name: str) -> None:
    add(at, tmp_path)
    before = _rows(at)
    file, changes, sentence = FILES[name]
    told = at.refused("instrument", "add", form(tmp_path, **file), "--licence", licence(tmp_path, **changes))
    assert sentence in told
    assert _rows(at) == before


def test_every_fault_of_a_licence_is_named_at_once(at: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "empty.yaml"
    file.write_text("reference: L-7\n", "utf-8")
    told = at.refused("instrument", "add", form(tmp_path), "--licence", str(file))
    assert f"{file} cannot be used as a licence:" in told
    for key in ("holder", "text", "valid_until_on"):
        assert f"\n{key}: " in told


def test_files_that_cannot_be_read_and_ids_that_are_not_there_are_refused(
    at: Terminal, tmp_path: Path
) -> None:
    words = ("--licence", licence(tmp_path))
    assert "cannot be read: No such file" in at.refused("instrument", "add", "nowhere.yaml", *words)
    assert "there are: none." in at.refused("instrument", "renew", "goal", *words)
    assert "'core' of the site's own" in at.refused("instrument", "renew", "core", *words)
    (tmp_path / "letter.doc").write_bytes(b"\xff\xfe")
    told = at.refused("instrument", "add", form(tmp_path), "--licence", str(tmp_path / "letter.doc"))
    assert "cannot be read as text." in told
