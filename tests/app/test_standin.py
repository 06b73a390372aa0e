"""The Bot API stand-in behaves as Telegram does where it matters: statuses, offsets, refusals, mishaps."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from app.demo.standin import StandIn
from app.demo.standin_faults import Chances, Faults, Late, Trouble
from clock import MovingClock
from tests.bot.rig import Rig, rigged

AT = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
CHAT = 42


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with rigged(AT) as made:
        made.standin.join(CHAT, "Ann")
        yield made


def keys(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=one)] for one in data])


async def test_what_the_bot_shows_is_seen_with_its_buttons_and_edits(rig: Rig) -> None:
    sent = await rig.bot.send_message(CHAT, "Question", reply_markup=keys("a", "b"))
    (card,) = rig.standin.cards(CHAT)
    assert [key.data for row in card.buttons for key in row] == ["a", "b"]
    assert card.data_of("b") == "b"
    assert card.at == AT
    await rig.bot.edit_message_text("Next", CHAT, sent.message_id, reply_markup=keys("c"))
    (card,) = rig.standin.cards(CHAT)
    assert (card.text, card.edits) == ("Next", 1)
    await rig.bot.edit_message_reply_markup(CHAT, sent.message_id)
    assert rig.standin.cards(CHAT) == ()


async def test_updates_stay_until_the_offset_passes_them(rig: Rig) -> None:
    rig.standin.say(CHAT, "/start token")
    rig.standin.say(CHAT, "hello")
    first = await rig.bot.get_updates()
    assert [update.message.text for update in first if update.message] == ["/start token", "hello"]
    assert first[0].message
    assert first[0].message.entities[0].length == len("/start")
    assert await rig.bot.get_updates() == first
    assert len(await rig.bot.get_updates(offset=first[1].update_id)) == 1
    assert await rig.bot.get_updates(offset=first[1].update_id + 1) == ()


async def test_a_tap_brings_its_data_and_its_message(rig: Rig) -> None:
    sent = await rig.bot.send_message(CHAT, "Question", reply_markup=keys("a"))
    tap = rig.standin.tap(CHAT, sent.message_id, "a")
    (update,) = await rig.bot.get_updates()
    assert update.callback_query
    assert (update.callback_query.id, update.callback_query.data) == (tap, "a")
    assert update.callback_query.message
    assert update.callback_query.message.message_id == sent.message_id
    await rig.bot.answer_callback_query(tap, "Saved")
    assert rig.standin.toasts == [(tap, "Saved")]
    with pytest.raises(BadRequest, match="Query is too old"):
        await rig.bot.answer_callback_query("unknown")


async def test_blocking_is_told_and_forbids(rig: Rig) -> None:
    rig.standin.block(CHAT)
    (update,) = await rig.bot.get_updates()
    assert update.my_chat_member
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden):
        await rig.bot.send_message(CHAT, "hello")
    rig.standin.unblock(CHAT)
    await rig.bot.send_message(CHAT, "hello again")
    assert (await rig.bot.get_updates())[1].my_chat_member


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": " "}, "text is empty"),
        ({"text": "x" * 4097}, "too long"),
        ({"text": "\U0001f600" * 2049}, "too long"),
        ({"text": "x", "chat_id": 99}, "hat not found"),
        ({"text": "x", "parse_mode": "HTML"}, "plain text only"),
        ({"text": "x", "reply_markup": keys("ä" * 33)}, "button_data_invalid"),
        (
            {
                "text": "x",
                "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton(" ", callback_data="a")]]),
            },
            "empty",
        ),
        (
            {"text": "x", "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("a", url="x")]])},
            "can't parse",
        ),
    ],
)
async def test_what_telegram_refuses_is_refused(rig: Rig, more: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await rig.bot.send_message(**{"chat_id": CHAT, **more})
    assert rig.standin.messages(CHAT) == ()


async def test_edits_that_change_nothing_or_find_nothing_are_refused(rig: Rig) -> None:
    sent = await rig.bot.send_message(CHAT, "Question", reply_markup=keys("a"))
    own = rig.standin.say(CHAT, "hello")
    with pytest.raises(BadRequest, match="not modified"):
        await rig.bot.edit_message_text("Question", CHAT, sent.message_id, reply_markup=keys("a"))
    with pytest.raises(BadRequest, match="edit not found"):
        await rig.bot.edit_message_text("Question", CHAT, 999)
    with pytest.raises(BadRequest, match="can't be edited"):
        await rig.bot.edit_message_text("Question", CHAT, own)
    await rig.bot.delete_message(CHAT, sent.message_id)
    with pytest.raises(BadRequest, match="delete not found"):
        await rig.bot.delete_message(CHAT, sent.message_id)


async def test_an_unknown_method_and_a_missing_number_are_refused(rig: Rig) -> None:
    with pytest.raises(InvalidToken, match="method not found"):
        await rig.bot.get_my_name()
    with pytest.raises(BadRequest, match="Message_id is not specified"):
        await rig.bot.edit_message_text("Question", CHAT)


async def test_a_wrong_token_is_unauthorised() -> None:
    standin = StandIn(MovingClock(AT))
    url = await standin.start()
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot1:wrong/getMe") as answer:
        assert answer.status == 401
        assert (await answer.json())["ok"] is False
    await standin.stop()


async def test_a_long_poll_is_woken_by_news(rig: Rig) -> None:
    poll = asyncio.create_task(rig.bot.get_updates(timeout=timedelta(seconds=5)))
    await asyncio.sleep(0.05)
    assert not poll.done()
    rig.standin.say(CHAT, "hello")
    assert len(await poll) == 1


async def test_a_long_poll_without_news_ends_empty(rig: Rig) -> None:
    assert await rig.bot.get_updates(timeout=timedelta(seconds=1)) == ()


async def test_a_second_poller_ends_the_first(rig: Rig) -> None:
    first = asyncio.create_task(rig.bot.get_updates(timeout=timedelta(seconds=5)))
    await asyncio.sleep(0.05)
    await rig.bot.get_updates()
    with pytest.raises(Conflict, match="other getUpdates"):
        await first


async def test_a_webhook_excludes_polling(rig: Rig) -> None:
    await rig.bot.set_webhook("http://127.0.0.1:1/", secret_token="x")
    assert (await rig.bot.get_webhook_info()).url == "http://127.0.0.1:1/"
    with pytest.raises(Conflict, match="webhook is active"):
        await rig.bot.get_updates()
    rig.standin.say(CHAT, "hello")
    await asyncio.sleep(0.1)
    await rig.bot.delete_webhook()
    assert len(await rig.bot.get_updates()) == 1


async def test_only_allowed_kinds_are_kept(rig: Rig) -> None:
    await rig.bot.get_updates(allowed_updates=["callback_query"])
    rig.standin.say(CHAT, "hello")
    assert await rig.bot.get_updates() == ()
    assert rig.standin.last_update == 1000


async def test_it_comes_back_on_the_same_port_with_what_waits(rig: Rig) -> None:
    rig.standin.say(CHAT, "hello")
    await rig.gone()
    await rig.standin.start()
    assert len(await rig.bot.get_updates()) == 1


async def test_a_late_answer_comes_after_the_deed(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", Late(0.1))
    sending = asyncio.create_task(rig.bot.send_message(CHAT, "hello"))
    await asyncio.sleep(0.05)
    assert len(rig.standin.messages(CHAT)) == 1
    assert not sending.done()
    await sending


def test_the_same_seed_plans_the_same_mishaps() -> None:
    def drawn(seed: int) -> list[object]:
        faults = Faults()
        faults.by_chance(Chances(too_many=0.1, trouble=0.1, lost_reply=0.1), seed)
        return [faults.draw("sendMessage") for _ in range(200)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert len(set(drawn(1))) == 4


def test_a_script_goes_ahead_of_chance_and_holds_for_its_method_only() -> None:
    faults = Faults()
    faults.next_answers("sendMessage", None, Trouble())
    assert faults.draw("getMe") is None
    assert [faults.draw("SENDMESSAGE") for _ in range(3)] == [None, Trouble(), None]
