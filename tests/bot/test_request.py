"""The HTTP client: what certainly never left, what may have arrived; and no token in any error."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.request import RequestData

from app.demo.standin import TOKEN
from app.demo.standin_faults import Late, LostReply, Rejected, TooMany, Trouble
from bot.request import AiohttpRequest, NotSent, told_to_wait
from tests.bot.rig import Rig, rigged

AT = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
CHAT = 42


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with rigged(AT, read_timeout=0.2) as made:
        made.standin.join(CHAT)
        yield made


async def test_a_message_arrives_with_its_text(rig: Rig) -> None:
    message = await rig.bot.send_message(CHAT, "Grüße & 100 % ✓")
    assert rig.standin.messages(CHAT)[0].text == "Grüße & 100 % ✓"
    assert message.message_id == rig.standin.messages(CHAT)[0].message_id


async def test_a_picture_arrives_whole_with_its_caption_and_its_buttons(rig: Rig) -> None:
    png = b"\x89PNG" + bytes(range(256)) * 40
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Wörter ✓", callback_data="words:1:1")]])
    await rig.bot.send_photo(
        CHAT, InputFile(png, filename="chart.png"), caption="Grüße", has_spoiler=True, reply_markup=keys
    )
    (shown,) = rig.standin.messages(CHAT)
    assert (shown.photo, shown.text, shown.hidden) == (png, "Grüße", True)
    assert shown.data_of("Wörter ✓") == "words:1:1"
    await rig.bot.edit_message_caption(CHAT, shown.message_id, caption="in words")
    assert rig.standin.messages(CHAT)[0].text == "in words"
    with pytest.raises(BadRequest, match="no text in the message"):
        await rig.bot.edit_message_text("words", chat_id=CHAT, message_id=shown.message_id)


async def test_a_picture_to_a_server_that_is_not_there_is_certainly_not_sent(rig: Rig) -> None:
    await rig.gone()
    with pytest.raises(NotSent):
        await rig.bot.send_photo(CHAT, InputFile(b"\x89PNG", filename="chart.png"))


async def test_a_refused_connection_is_certainly_not_sent(rig: Rig) -> None:
    await rig.gone()
    with pytest.raises(NotSent):
        await rig.bot.send_message(CHAT, "hello")


async def test_an_unknown_host_is_certainly_not_sent() -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(NotSent):
            await request.post("http://no-such-host.invalid/bot1:secret/getMe", RequestData())


async def test_a_read_time_out_leaves_doubt(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", Late(0.5))
    with pytest.raises(TimedOut) as caught:
        await rig.bot.send_message(CHAT, "hello")
    assert not isinstance(caught.value, NotSent)
    assert len(rig.standin.messages(CHAT)) == 1


async def test_a_lost_reply_leaves_doubt(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", LostReply())
    with pytest.raises(NetworkError) as caught:
        await rig.bot.send_message(CHAT, "hello")
    assert not isinstance(caught.value, NotSent | BadRequest)
    assert len(rig.standin.messages(CHAT)) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 408])
async def test_trouble_at_the_server_leaves_doubt(rig: Rig, status: int) -> None:
    rig.standin.faults.next_answers("sendMessage", Trouble(status))
    with pytest.raises(NetworkError) as caught:
        await rig.bot.send_message(CHAT, "hello")
    assert type(caught.value) is NetworkError


async def test_a_refusal_the_library_does_not_know_is_a_refusal(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", Rejected(413, "Request Entity Too Large"))
    with pytest.raises(BadRequest):
        await rig.bot.send_message(CHAT, "hello")


async def test_a_429_carries_its_wait(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", TooMany(17))
    with pytest.raises(RetryAfter) as caught:
        await rig.bot.send_message(CHAT, "hello")
    assert told_to_wait(caught.value) == timedelta(seconds=17)


async def test_a_429_without_a_wait_waits_a_little(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", Rejected(429, "Too Many Requests"))
    with pytest.raises(RetryAfter) as caught:
        await rig.bot.send_message(CHAT, "hello")
    assert told_to_wait(caught.value) == timedelta(seconds=5)


async def test_a_blocked_bot_is_forbidden(rig: Rig) -> None:
    rig.standin.block(CHAT)
    with pytest.raises(Forbidden):
        await rig.bot.send_message(CHAT, "hello")


async def test_a_wrong_token_is_told_as_such() -> None:
    async with rigged(AT, token="123:wrong", ready=False) as rig:
        with pytest.raises(InvalidToken):
            await rig.bot.get_me()


async def test_a_server_that_never_takes_the_connection_is_certainly_not_sent() -> None:
    """192.0.2.0/24 is set aside for documentation: nothing answers there."""
    async with AiohttpRequest(connect_timeout=0.05) as request:
        with pytest.raises(NotSent):
            await request.retrieve("http://192.0.2.1/bot1:secret/getMe")


async def test_the_token_and_the_words_are_in_no_log_and_no_error(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = TOKEN.split(":")[1]
    said: list[str] = []
    for mishap in (None, LostReply(), Trouble(), TooMany(1)):
        rig.standin.faults.next_answers("sendMessage", mishap)
        try:
            await rig.bot.send_message(CHAT, "canary words")
        except (NetworkError, RetryAfter) as error:
            said.append(f"{error!r} {error.__cause__!r}")
        rig.pace.everybody = None
    await rig.gone()
    try:
        await rig.bot.send_message(CHAT + 1, "canary words")
    except NetworkError as error:
        said.append(f"{error!r} {error.__cause__!r}")
    assert len(said) >= 3
    everything = caplog.text + "".join(said)
    assert secret not in everything
    assert "canary" not in everything


async def test_an_answer_that_is_not_json_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def page(_request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=502, text="<html>canary page of a proxy</html>")

    runner = web.ServerRunner(web.Server(page))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    caplog.set_level(logging.DEBUG)
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError):
            await request.post(f"http://127.0.0.1:{runner.addresses[0][1]}/bot1:secret/getMe")
    await runner.cleanup()
    assert "canary" not in caplog.text
    await asyncio.sleep(0)
