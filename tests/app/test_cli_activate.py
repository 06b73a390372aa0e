"""Arrangements come in one by one: each file adds to what is known, until the gates are open."""

import json
from pathlib import Path

import pytest

from storage import episodes
from tests.app.clinic import GOVERNANCE, form, open_site, opened, written
from tests.terminal import Terminal

LATE = ("audit_number", "mdt_roles")


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    terminal = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(terminal)
    return terminal


def test_a_file_of_what_was_missing_keeps_what_was_known(at: Terminal, tmp_path: Path) -> None:
    early = {name: value for name, value in GOVERNANCE.items() if name not in LATE}
    at.done("enrol", "--file", form(tmp_path, governance=early))
    late = {**{name: GOVERNANCE[name] for name in LATE}, "governance_lead": None}
    assert at.done("activate", "E0001", "--file", written(tmp_path, json.dumps(late))) == "E0001 is active.\n"
    with opened(at) as database, database.read() as tx:
        known = episodes.governance(tx, 1)
    assert (known.governance_lead, known.audit_number) == ("Dr Lead", "CA-1432")
    assert known.mdt_roles == ("surgeon", "rehabilitation medicine")


def test_a_later_file_corrects_what_it_names_and_nothing_else(at: Terminal, tmp_path: Path) -> None:
    at.done("enrol", "--file", form(tmp_path))
    at.done("activate", "E0001", "--file", written(tmp_path, '{"audit_number": "CA-1433"}'))
    with opened(at) as database, database.read() as tx:
        known = episodes.governance(tx, 1)
    assert (known.governance_lead, known.audit_number) == ("Dr Lead", "CA-1433")
