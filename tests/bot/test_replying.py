"""When Telegram fails while we reply: what is stored stays, and the courier shows it later."""

from datetime import datetime

import pytest

from app.demo.standin_faults import LostReply, Mishap, Rejected, TooMany, Trouble
from domain import Assessment
from storage import contacts, outbox, responses
from storage.database import Database
from storage.words import ChannelState, Outgoing, Owner
from tests import cast
from tests.bot.house import House

CHAT = cast.CHATS["Ann"]


def _queued(database: Database, at: datetime) -> list[Outgoing]:
    with database.read() as tx:
        return list(outbox.due(tx, at, 50))


def _count(database: Database, assessment_id: int) -> int:
    with database.read() as tx:
        return sum(len(responses.log(tx, one.id)) for one in responses.of_assessment(tx, assessment_id))


@pytest.mark.parametrize("mishap", [TooMany(7), Trouble(502), LostReply()])
async def test_a_card_that_cannot_be_shown_now_is_left_to_the_courier_and_the_answer_stays(
    database: Database, as_of: datetime, core: Assessment, mishap: Mishap
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        card = house.last(CHAT)
        house.people.faults.next_answers("editMessageText", mishap)
        await house.tap(CHAT, "6")
    (left,) = _queued(database, as_of)
    assert (left.kind, left.key) == ("card", "card:1:1")
    assert dict(left.detail) == {"response": 1, "message": card.message_id}
    assert _count(database, core.id) == 1


@pytest.mark.parametrize(
    "mishap",
    [
        Rejected(400, "Bad Request: message is not modified"),
        Rejected(400, "Bad Request: Message is NOT MODIFIED: exactly the same"),
    ],
)
async def test_a_card_that_shows_it_already_is_fine(
    database: Database, as_of: datetime, core: Assessment, mishap: Mishap
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        house.people.faults.next_answers("editMessageText", mishap)
        await house.tap(CHAT, "Go on")
    assert _queued(database, as_of) == []


async def test_a_card_that_was_deleted_comes_back_as_a_new_message(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        card = house.last(CHAT)
        house.people.faults.next_answers(
            "editMessageText", Rejected(400, "Bad Request: message to edit not found")
        )
        await house.tap(CHAT, "Go on")
        assert house.last(CHAT).message_id > card.message_id
        await house.tap(CHAT, "6")
    assert _count(database, core.id) == 1


@pytest.mark.parametrize(
    "mishap",
    [
        Rejected(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
        Trouble(500),
        TooMany(3),
    ],
)
async def test_a_tap_that_is_too_old_to_be_answered_still_counts(
    database: Database, as_of: datetime, core: Assessment, mishap: Mishap
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        house.people.faults.next_answers("answerCallbackQuery", mishap)
        assert await house.tap(CHAT, "6") == "(not answered)"
        assert "Question 2 of" in house.last(CHAT).text
    assert _count(database, core.id) == 1


async def test_a_reply_to_words_that_cannot_be_sent_now_is_left_to_the_courier(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        house.people.faults.next_answers("sendMessage", TooMany(7), Trouble(500))
        await house.say(CHAT, "it hurts")
        await house.say(cast.STAFF_CHATS["OWNER"], "/cases")
    assert [(row.kind, dict(row.detail)) for row in _queued(database, as_of)] == [
        ("say", {"what": "unasked"}),
        ("say", {"what": "cases"}),
    ]


async def test_a_reply_to_a_stranger_is_tried_again(database: Database, as_of: datetime) -> None:
    async with House(database, as_of) as house:
        house.people.faults.next_answers("sendMessage", Trouble(500))
        await house.say(4711, "hello")
        assert "ask your clinic" in house.last(4711).text


async def test_who_shut_the_bot_out_is_marked_when_a_reply_meets_it(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        house.people.faults.next_answers(
            "sendMessage", Rejected(403, "Forbidden: bot was blocked by the user")
        )
        await house.say(CHAT, "/help")
    with database.read() as tx:
        assert contacts.channel(tx, *(Owner.PATIENT, 1)).state is ChannelState.BLOCKED


async def test_an_old_card_that_cannot_be_closed_does_no_harm(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        old = house.last(CHAT)
        await house.say(CHAT, "/start")
        house.people.faults.next_answers("editMessageText", None, Trouble(500))
        await house.tap(CHAT, "Go on")
        assert "older message" in await house.press(CHAT, old.message_id, old.data_of("6"))
    assert _queued(database, as_of) == []
    assert _count(database, core.id) == 0
