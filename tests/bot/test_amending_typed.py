"""Words typed for an answer that is being changed, and what the courier shows when we cannot."""

from datetime import datetime, timedelta

from app.demo.standin_faults import TooMany
from bot.rendering import render
from domain import Assessment
from storage import outbox, responses
from storage.database import Database
from tests import cast
from tests.bot.changing import after_sending, pick, response_of, send_all, tap
from tests.bot.house import House, opened, speech

CHAT = cast.CHATS["Ann"]


async def test_words_may_be_typed_for_an_answer_that_is_being_changed(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        card = house.last(CHAT)
        await pick(house, "11. ")
        await house.say(CHAT, "The stump itches.")
        shown = next(m for m in house.people.messages(CHAT) if m.message_id == card.message_id)
        assert "Now: The stump itches." in shown.text
        assert "may not be read before the next working day" in shown.text
        await _pick_on(house, card.message_id, "1. ")
        await house.say(CHAT, "seven")
        assert after_sending(database, response_of(database, core.id))[-1] == ("amended", "rlp-average", 7)
        await house.say(CHAT, "hello?")
        assert "nobody else reads them" in house.last(CHAT).text


async def _pick_on(house: House, message_id: int, question: str) -> None:
    for label in ("Change an answer", question):
        shown = next(m for m in house.people.messages(CHAT) if m.message_id == message_id)
        data = next(key.data for row in shown.buttons for key in row if key.text.startswith(label))
        await house.press(CHAT, message_id, data)


async def test_words_go_to_newer_questions_and_not_to_an_answer_left_half_changed(
    database: Database, as_of: datetime, ann: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "11. ")
        with database.write() as tx:
            newer = opened(tx, as_of, ann, time_point="W06")
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        await house.say(CHAT, "some words")
        assert "nobody else reads them" in house.last(CHAT).text
        await house.say(CHAT, "4")
    assert after_sending(database, response_of(database, core.id)) == [("went-back", "comments", None)]
    with database.read() as tx:
        (response,) = responses.of_assessment(tx, newer.id)
        assert [entry.values for entry in responses.log(tx, response.id)] == [(4,)]


async def test_the_courier_shows_what_could_not_be_shown(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "1. ")
        asked = house.last(CHAT)
        house.people.faults.next_answers("editMessageText", TooMany(30))
        await tap(house, "7")
        assert house.last(CHAT).text == asked.text
        with database.read() as tx:
            (outgoing,) = outbox.due(tx, as_of, 10)
            for at, words in ((as_of, "Now: 7"), (as_of + timedelta(days=9), "have been sent")):
                shown = render(tx, speech(), outgoing, at)
                assert shown is not None
                assert words in shown.text
                assert bool(shown.rows) is (at == as_of)
