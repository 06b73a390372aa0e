"""What is no text and no button, groups, and the menu: each has its answer too."""

from datetime import datetime
from typing import Any

import pytest
from telegram import Update

from bot.application import announce_commands
from storage import contacts
from storage.database import Database
from storage.words import ChannelState, Owner
from tests import cast
from tests.bot.house import House

CHAT, GROUP = cast.CHATS["Ann"], -100500
ANN = {"id": CHAT, "is_bot": False, "first_name": "Ann"}


@pytest.fixture
def ann(database: Database, as_of: datetime) -> cast.Person:
    with database.write() as tx:
        return cast.person(tx, as_of, cast.team(tx, as_of), "Ann")


def _message(chat_id: int, **content: Any) -> dict[str, Any]:
    kind = "private" if chat_id > 0 else "group"
    return {"message_id": 5, "date": 0, "chat": {"id": chat_id, "type": kind}, "from": ANN, **content}


async def _handle(house: House, **update: Any) -> None:
    read = Update.de_json({"update_id": 77, **update}, house.application.bot)
    await house.application.process_update(read)


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
        {
            "sticker": {
                "file_id": "f",
                "file_unique_id": "u",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
    ],
)
async def test_a_picture_a_voice_and_a_sticker_get_the_emergency_words(
    database: Database, as_of: datetime, ann: cast.Person, content: dict[str, Any]
) -> None:
    async with House(database, as_of) as house:
        house.people.join(CHAT)
        await _handle(house, message=_message(CHAT, **content))
        assert "nobody else reads them" in house.last(CHAT).text
        assert "999" in house.last(CHAT).text


async def test_in_a_group_nobody_is_known_and_nothing_can_be_linked(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        house.people.join(GROUP)
        await _handle(house, message=_message(GROUP, text="/start a-token-of-thirty-two-characters"))
        assert "ask your clinic" in house.last(GROUP).text
        tap = {"id": "q1", "from": ANN, "chat_instance": "1", "data": "stop:follow-up"}
        await _handle(house, callback_query={**tap, "message": _message(GROUP, text="x")})
        assert [call for call in house.people.calls if call[0] == "editmessagetext"] == []
        gone = {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "left"}
        change = {"chat": {"id": GROUP, "type": "group"}, "from": ANN, "date": 0}
        await _handle(house, my_chat_member={**change, "old_chat_member": gone, "new_chat_member": gone})
    with database.read() as tx:
        assert contacts.channel(tx, Owner.PATIENT, ann.patient.id).state is ChannelState.LINKED


async def test_a_tap_without_its_message_is_answered_and_an_edited_message_does_no_harm(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        tap = {
            "id": "q1",
            "from": ANN,
            "chat_instance": "1",
            "data": "stop:follow-up",
            "inline_message_id": "i",
        }
        await _handle(house, callback_query=tap)
        await _handle(house, edited_message=_message(CHAT, text="changed"))
        assert {method for method, _ in house.people.calls} == {"getme", "answercallbackquery"}
    with database.read() as tx:
        assert contacts.channel(tx, Owner.PATIENT, ann.patient.id).state is ChannelState.LINKED


async def test_the_menu_of_patients_is_announced(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await announce_commands(house.desk, house.application)
        assert ("setmycommands", None) in house.people.calls
