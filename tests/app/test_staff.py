"""What the command `staff remove` does, and for whom it is refused."""

from datetime import datetime

import pytest

from storage import contacts, staff, trail
from storage.database import Database
from storage.words import ChannelState, Owner
from tests import cast
from tests.terminal import Terminal


@pytest.fixture
def at(database: Database, key: str, as_of: datetime) -> Terminal:
    with database.write() as tx:
        cast.team(tx, as_of)
    return Terminal({"TMR_DATABASE_URL": database.url, "TMR_KEY": key})


def test_whoever_has_left_gets_no_message_and_no_new_link(at: Terminal, database: Database) -> None:
    assert "gets no more messages" in at.done("staff", "remove", "COORD")
    with database.read() as tx:
        gone = staff.by_code(tx, "COORD")
        assert gone is not None
        assert not gone.active
        assert contacts.channel(tx, Owner.STAFF, gone.id).state is ChannelState.UNLINKED
        assert "staff.leave" in [row.verb for row in trail.read(tx, f"staff:{gone.id}")]
    assert "has left already" in at.refused("staff", "remove", "COORD")
    assert "has left the hospital" in at.refused("staff", "link", "COORD")
    assert "no longer" in at.refused("site", "set", "NORTH", "--lead", "COORD")


@pytest.mark.parametrize(
    ("code", "post"),
    [("OWNER", "owner"), ("DEPUTY", "deputy"), ("LEAD", "lead"), ("SAFETY", "clinical safety officer")],
)
def test_whoever_holds_a_post_is_replaced_first(at: Terminal, code: str, post: str) -> None:
    assert f"{code} is {post} of NORTH." in at.refused("staff", "remove", code)


def test_nobody_is_removed_who_is_not_there(at: Terminal) -> None:
    assert at.refused("staff", "remove", "DR9") == "There is no staff 'DR9'."
