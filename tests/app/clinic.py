"""A hospital at the terminal, for the tests of the command line: a site with staff, files to enrol from."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clock import SystemClock
from storage import staff
from storage.crypto import KeyRing
from storage.database import Database
from storage.words import Owner
from tests import cast
from tests.terminal import Terminal

OPERATION: Mapping[str, str] = {
    "amputation_on": "2023-05-02",
    "tmr_on": "2025-01-15",
    "indication": "secondary",
    "limb": "lower",
    "side": "left",
    "level": "transtibial",
    "cause": "trauma",
}
GOVERNANCE: Mapping[str, object] = {
    "governance_lead": "Dr Lead",
    "governance_on": "2024-11-01",
    "procedure_consent_on": "2024-12-02",
    "procedure_information_version": "2.1",
    "audit_number": "CA-1432",
    "mdt_on": "2024-11-20",
    "mdt_roles": ["surgeon", "rehabilitation medicine"],
}


def open_site(at: Terminal) -> None:
    """A site in audit mode with an owner, a deputy, a safety officer and a coordinator."""
    at.done("site", "set", "NORTH", "--name", "North Hospital", "--team-phone", "020 7946 0000")
    for code in ("DR1", "DR2", "CSO"):
        at.done("staff", "add", code, "--site", "NORTH", "--role", "clinician")
    at.done("staff", "add", "CO1", "--site", "NORTH", "--role", "coordinator")


def monitor(at: Terminal) -> None:
    """Owner and deputy link their chats, and the site monitors."""
    link_staff(at, "DR1", "DR2")
    people = ("--owner", "DR1", "--deputy", "DR2", "--safety-officer", "CSO")
    at.done("site", "set", "NORTH", "--mode", "monitoring", *people)


def link_staff(at: Terminal, *codes: str) -> None:
    """These people open their links and enter their PINs."""
    with opened(at) as database, database.write() as tx:
        for code in codes:
            person = staff.by_code(tx, code)
            assert person is not None
            cast.link(tx, SystemClock().now(), Owner.STAFF, person.id, 800_000 + person.id)


@contextmanager
def opened(at: Terminal) -> Iterator[Database]:
    """The database of a terminal, for a look behind the command line."""
    database = Database(at.environment["TMR_DATABASE_URL"], KeyRing.load(at.environment["TMR_KEY"]))
    try:
        yield database
    finally:
        database.close()


def form(folder: Path, **given: Any) -> str:
    """A file to enrol from; JSON is YAML too."""
    values = {"site": "NORTH", "name": "Ann Canary-Surname", "operation": OPERATION, "governance": GOVERNANCE}
    file = folder / "patient.yaml"
    file.write_text(json.dumps({**values, **given}), "utf-8")
    return str(file)


def written(folder: Path, text: str) -> str:
    """A file with this text."""
    file = folder / "given.yaml"
    file.write_text(text, "utf-8")
    return str(file)
