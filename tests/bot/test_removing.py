"""A typed answer leaves the chat once it is stored: never before, whatever fails, and nothing else goes."""

import logging
from datetime import datetime, timedelta

import pytest

from app.demo.standin import TOKEN
from app.demo.standin_faults import LostReply, Rejected, Trouble
from bot.application import build_application
from bot.courier import Courier
from bot.limiter import Limiter
from bot.pace import Pace
from bot.rendering import render
from bot.screen import Screen
from domain import Assessment, Lane
from storage import assessments, outbox, responses
from storage.database import Database, Tx
from storage.words import OutboxState, Outgoing
from tests import cast
from tests.bot.house import House, speech

CHAT = cast.CHATS["Ann"]


async def _deliver(house: House, at: datetime) -> None:
    """One pass of a courier with a bot of its own."""
    pace = Pace()
    application = build_application(
        house.desk, token=TOKEN, url=house.url, limiter=Limiter(pace, house.clock)
    )

    def words(tx: Tx, outgoing: Outgoing, as_of: datetime) -> Screen | None:
        return render(tx, speech(), outgoing, as_of)

    async with application:
        courier = Courier(house.database, application.bot, pace, words, lambda _tx, _id, _zone, when: when)
        await courier.drain(at)


def _mine(house: House) -> list[str]:
    """What stands in the chat of Ann's own words."""
    return [shown.text for shown in house.people.messages(CHAT) if not shown.by_bot]


def _rows(database: Database, as_of: datetime) -> list[Outgoing]:
    with database.read() as tx:
        return list(outbox.due(tx, as_of + timedelta(hours=1), 10))


async def _begun(house: House) -> None:
    await house.say(CHAT, "/start")
    await house.tap(CHAT, "Go on")


async def test_a_typed_answer_is_taken_out_of_the_chat_by_the_courier_and_the_card_says_so(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begun(house)
        card = house.last(CHAT)
        await house.say(CHAT, "7")
        assert "Your answer is stored: 7." in house.last(CHAT).text
        assert "goes from this chat" in house.last(CHAT).text
        assert _mine(house) == ["/start", "7"]
        calls = [method for method, _ in house.people.calls].count("editmessagetext")
        await _deliver(house, as_of)
        assert _mine(house) == ["/start"]
        assert [method for method, _ in house.people.calls].count("editmessagetext") == calls
        await house.tap(CHAT, "5")
        assert "goes from this chat" not in house.last(CHAT).text
    with database.read() as tx:
        assert assessments.get(tx, core.id).card_message_id == card.message_id


async def test_words_that_were_not_stored_stay(database: Database, as_of: datetime, core: Assessment) -> None:
    async with House(database, as_of) as house:
        await _begun(house)
        for words in ("it bleeds", "7 or 8", "11"):
            await house.say(CHAT, words)
        await _deliver(house, as_of)
        assert _mine(house) == ["/start", "it bleeds", "7 or 8", "11"]
    assert _rows(database, as_of) == []


async def test_a_death_between_the_answer_and_the_reply_loses_neither(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begun(house)
        house.people.say(CHAT, "7")
        await house.polling.step()
        house.people.faults.next_answers("editMessageText", Trouble())
        await house.worker.drain()
        await house.restart()
        house.clock.advance(timedelta(minutes=1))
        await _deliver(house, house.clock.now())
        assert _mine(house) == ["/start"]
        assert "Question 2 of" in house.last(CHAT).text
    with database.read() as tx:
        (response,) = responses.of_assessment(tx, core.id)
        assert [entry.values for entry in responses.log(tx, response.id)] == [(7,)]


@pytest.mark.parametrize(
    "refusal",
    ["Bad Request: message to delete not found", "Bad Request: message can't be deleted for everyone"],
)
async def test_a_message_that_is_gone_or_too_old_is_let_be_and_its_words_reach_no_log(
    database: Database, as_of: datetime, core: Assessment, refusal: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with House(database, as_of) as house:
        await _begun(house)
        await house.say(CHAT, "seven")
        (row,) = _rows(database, as_of)
        house.people.faults.next_answers("deleteMessage", Rejected(400, refusal))
        await _deliver(house, as_of)
    with database.read() as tx:
        assert outbox.get(tx, row.id).state is OutboxState.SENT
    assert _rows(database, as_of) == []
    assert "seven" not in caplog.text
    assert str(CHAT) not in caplog.text


async def test_a_removal_in_doubt_is_done_again(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begun(house)
        await house.say(CHAT, "7")
        house.people.faults.next_answers("deleteMessage", LostReply())
        await _deliver(house, as_of)
        (row,) = _rows(database, as_of)
        await _deliver(house, as_of + timedelta(minutes=1))
    with database.read() as tx:
        assert outbox.get(tx, row.id).state is OutboxState.SENT


async def test_a_bug_in_the_request_is_told_to_staff(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begun(house)
        await house.say(CHAT, "7")
        (row,) = _rows(database, as_of)
        house.people.faults.next_answers("deleteMessage", Rejected(400, "Bad Request: something new"))
        await _deliver(house, as_of)
    with database.read() as tx:
        assert outbox.get(tx, row.id).state is OutboxState.FAILED


async def test_the_row_holds_no_words_and_belongs_to_no_card(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begun(house)
        await house.say(CHAT, "seven")
        message_id = [shown.message_id for shown in house.people.messages(CHAT) if not shown.by_bot][-1]
    (row,) = _rows(database, as_of)
    assert (row.kind, row.lane, row.assessment_id, row.episode_id) == ("remove", Lane.REPLY, None, None)
    assert row.detail == {"message": message_id}
