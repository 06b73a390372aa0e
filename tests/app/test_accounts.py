"""What the `account` commands do, and refuse."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from storage.crypto import KeyRing
from storage.database import Database
from storage.key_check import require_key
from storage.migrate import upgrade
from tests import cast
from tests.terminal import Terminal


@pytest.fixture
def at(tmp_path: Path, key: str, as_of: datetime) -> Terminal:
    url = f"sqlite:///{tmp_path}/accounts.sqlite3"
    upgrade(url)
    database = Database(url, KeyRing.load(key))
    require_key(database)
    with database.write() as tx:
        cast.team(tx, as_of)
    database.close()
    return Terminal({"TMR_DATABASE_URL": url, "TMR_KEY": key})


def test_accounts_are_made_listed_set_up_anew_and_removed(at: Terminal) -> None:
    assert "Nobody may sign in yet" in at.done("account", "list")
    assert "Set-up code: " in at.done("account", "add", "OWNER")
    assert "(analyst)" in at.done("account", "add", "AN1", "--post", "analyst", "--site", "NORTH")
    assert "Set-up code: " in at.done("account", "reset", "OWNER")
    assert "signed out everywhere" in at.done("account", "remove", "AN1")
    rows = json.loads(at.done("account", "list", "--json"))
    assert [(row["account"], row["post"], row["active"]) for row in rows] == [
        ("OWNER", "clinician", True),
        ("AN1", "analyst", False),
    ]
    assert {row["hospital_since"] for row in rows} == {row["last_signed_in"] for row in rows} == {None}
    assert "is not linked" in at.refused("account", "unlink", "OWNER")
    assert "was removed before" in at.refused("account", "remove", "AN1")
    assert "was removed" in at.refused("account", "reset", "AN1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("DR9",), "is not staff"),
        (("DR9", "--post", "clinician", "--site", "NORTH"), "is not staff"),
        (("AN1", "--post", "analyst"), "Say which hospital"),
        (("AN1", "--post", "analyst", "--site", "EAST"), "EAST"),
        (("OWNER", "--post", "analyst"), "give neither"),
        (("OWNER", "--site", "NORTH"), "give neither"),
    ],
)
def test_what_is_no_account_is_refused_with_what_to_do(
    at: Terminal, words: tuple[str, ...], said: str
) -> None:
    assert said in at.refused("account", "add", *words)


def test_nobody_has_two_accounts_and_who_left_has_none(at: Terminal) -> None:
    at.done("account", "add", "OWNER")
    assert "There is an account OWNER already" in at.refused("account", "add", "OWNER")
    at.done("staff", "remove", "COORD")
    assert "has left the hospital" in at.refused("account", "add", "COORD")
    assert "There is no account 'X'" in at.refused("account", "reset", "X")
