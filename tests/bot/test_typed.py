"""Typed words: an answer where one is asked for, counted once, and otherwise never passed over in silence."""

from datetime import datetime, timedelta

from domain import Assessment, Limb
from storage import responses
from storage.database import Database
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]


def _log(database: Database, assessment_id: int) -> list[tuple[str, object]]:
    """Kind and first value of every entry of the assessment."""
    with database.read() as tx:
        return [
            (str(entry.kind), entry.values[0] if entry.values else None)
            for response in responses.of_assessment(tx, assessment_id)
            for entry in responses.log(tx, response.id)
        ]


async def test_a_number_and_words_may_be_typed(database: Database, as_of: datetime, core: Assessment) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        card = house.last(CHAT)
        await house.say(CHAT, "7")
        assert _log(database, core.id) == [("answered", 7)]
        shown = next(m for m in house.people.messages(CHAT) if m.message_id == card.message_id)
        assert "Question 2 of" in shown.text
        await house.say(CHAT, "11")
        assert "outside the range" in house.last(CHAT).text
        await house.say(CHAT, "it bleeds a lot")
        assert "nobody else reads them" in house.last(CHAT).text
        assert "999" in house.last(CHAT).text
        assert "020 7946 0000" in house.last(CHAT).text
    assert _log(database, core.id) == [("answered", 7)]


async def test_a_number_that_is_not_clear_is_asked_again_with_whom_to_call(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        await house.say(CHAT, "7 or 8")
        told = house.last(CHAT).text
        assert "nothing was saved" in told
        assert "from 0 to 10" in told
        assert "999" in told
        await house.say(CHAT, "Eight out of ten.")
    assert _log(database, core.id) == [("answered", 8)]


async def test_the_same_message_counts_once_however_often_it_is_handled(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        house.people.say(CHAT, "7")
        (update,) = await house.application.bot.get_updates(offset=house.polling._offset, timeout=0)
        for _ in range(3):
            await house.application.process_update(update)
    assert _log(database, core.id) == [("answered", 7)]


async def test_words_go_to_the_newest_card_of_somebody_with_two_operations(
    database: Database, as_of: datetime
) -> None:
    chat = cast.CHATS["Fay"]
    with database.write() as tx:
        fay = cast.person(tx, as_of, cast.team(tx, as_of), "Fay", tmr_on=as_of.date() - timedelta(days=42))
        other = cast.operated(tx, as_of, fay.patient.id, tmr_on=as_of.date() - timedelta(30), limb=Limb.UPPER)
        left = opened(tx, as_of, fay)
        right = opened(tx, as_of, fay, episode_id=other.id)
    async with House(database, as_of) as house:
        await house.say(chat, "/start")
        for card in house.people.cards(chat):
            await house.press(chat, card.message_id, card.data_of("Go on"))
        await house.say(chat, "8")
    assert (_log(database, left.id), _log(database, right.id)) == ([], [("answered", 8)])


async def test_a_number_written_before_the_next_question_was_shown_is_no_answer_to_it(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        house.people.say(CHAT, "7")
        house.people.say(CHAT, "7")  # nothing moved on the screen, so they send it again
        house.clock.advance(timedelta(seconds=4))
        await house.step()
        assert _log(database, core.id) == [("answered", 7)]
        assert "this did not count" in house.last(CHAT).text
        await house.say(CHAT, "5")
    assert _log(database, core.id) == [("answered", 7), ("answered", 5)]
