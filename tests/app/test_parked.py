"""What the inbox commands show of an update nobody could handle, and what they do with it."""

import json
from datetime import datetime

import pytest

from storage import inbox
from storage.database import Database, Tx
from tests import cast
from tests.terminal import Terminal

BOT = 7


@pytest.fixture
def at(database: Database, key: str, as_of: datetime) -> Terminal:
    """The terminal of a hospital where updates of Ann, of staff, of a stranger and of no shape are parked."""
    with database.write() as tx:
        team = cast.team(tx, as_of)
        cast.person(tx, as_of, team, "Ann")
        for number, chat in ((1, cast.CHATS["Ann"]), (2, cast.STAFF_CHATS["COORD"]), (3, 4242)):
            said = {"update_id": number, "message": {"chat": {"id": chat}, "text": "canary words"}}
            _park(tx, number, json.dumps(said).encode(), as_of)
        _park(tx, 4, b"no json", as_of)
    return Terminal({"TMR_DATABASE_URL": database.url, "TMR_KEY": key})


def _park(tx: Tx, number: int, body: bytes, at: datetime) -> None:
    inbox.put(tx, bot_id=BOT, update_id=number, chat_id=None, body=body, at=at)
    for _ in range(inbox.MOST_ATTEMPTS):
        inbox.faulted(tx, BOT, number, "ValueError")


def test_the_list_names_the_sender_by_code_and_never_says_what_was_said(at: Terminal) -> None:
    shown = at.done("inbox", "list", "--json")
    assert "canary" not in shown
    rows = {row["update"]: (row["from"], row["kind"], row["fault"]) for row in json.loads(shown)}
    assert rows == {
        1: ("P0001", "message", "ValueError"),
        2: ("COORD", "message", "ValueError"),
        3: (None, "message", "ValueError"),
        4: (None, "other", "ValueError"),
    }


def test_an_update_is_tried_again_or_given_up_and_no_other(at: Terminal, database: Database) -> None:
    assert "will be tried again" in at.done("inbox", "retry", "1")
    assert "given up" in at.done("inbox", "discard", "2")
    for verb, number in (("retry", "1"), ("discard", "2"), ("retry", "99")):
        assert "is not parked" in at.refused("inbox", verb, number)
    with database.read() as tx:
        assert {row.update_id: row.attempts for row in inbox.waiting(tx, BOT)} == {1: 0, 3: 3, 4: 3}
