"""The webhook: 200 only after the commit, 403 without the secret, 503 while the database is down."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from app.demo.standin_chats import BOT_ID
from app.demo.standin_faults import Chances
from bot.webhook import PATH, check, webhook
from storage import heartbeats, inbox
from storage.crypto import KeyRing
from storage.database import Database
from tests.bot.rig import Rig, rigged
from tests.bot.test_intake import Mortal, held

SECRET = "a-secret_of-ours"
UPDATE = {"update_id": 11, "message": {"message_id": 1, "date": 0, "chat": {"id": 42, "type": "private"}}}


@pytest.fixture
def mortal(fresh_url: str, keys: KeyRing) -> Iterator[Mortal]:
    opened = Mortal(fresh_url, keys)
    yield opened
    opened.close()


@pytest.fixture
async def rig(as_of: datetime) -> AsyncIterator[Rig]:
    async with rigged(as_of) as made:
        yield made


class Served:
    """The webhook on a loopback port."""

    def __init__(self, application: web.Application) -> None:
        self._runner = web.AppRunner(application)

    async def __aenter__(self) -> str:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}{PATH}"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()


async def _post(url: str, secret: str | None, **content: Any) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers, **content) as answer:
        return answer.status


async def test_an_update_is_answered_200_once_it_is_stored(rig: Rig, mortal: Mortal) -> None:
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        assert await _post(url, SECRET, json=UPDATE) == 200
        assert held(mortal) == [11]
        assert rig.wake.is_set()
        assert await _post(url, SECRET, json=UPDATE) == 200
        assert held(mortal) == [11]


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET + "x", "ä"])
async def test_who_does_not_know_the_secret_is_refused(rig: Rig, mortal: Mortal, given: str | None) -> None:
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        assert await _post(url, given, json=UPDATE) == 403
    assert held(mortal) == []


@pytest.mark.parametrize("given", [None, "", "anything"])
async def test_an_empty_secret_lets_nobody_in(rig: Rig, mortal: Mortal, given: str | None) -> None:
    async with Served(webhook(mortal, BOT_ID, "", rig.clock, rig.wake)) as url:
        assert await _post(url, given, json=UPDATE) == 403


async def test_a_dead_database_is_answered_503_and_telegram_tries_again(rig: Rig, mortal: Mortal) -> None:
    mortal.dies = "before"
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        assert await _post(url, SECRET, json=UPDATE) == 503
        mortal.dies = None
        assert await _post(url, SECRET, json=UPDATE) == 200
    assert held(mortal) == [11]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"{}", b'{"update_id": "x"}'])
async def test_what_is_no_update_is_refused(rig: Rig, mortal: Mortal, body: bytes) -> None:
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        assert await _post(url, SECRET, data=body) == 400


async def test_a_body_beyond_all_reason_is_refused(rig: Rig, mortal: Mortal) -> None:
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        assert await _post(url, SECRET, data=io.BytesIO(b"x" * (1024 * 1024 + 1))) == 413


async def test_the_check_registers_once_and_keeps_the_heartbeat(rig: Rig, database: Database) -> None:
    async with Served(webhook(database, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        await check(rig.bot, database, url, SECRET, rig.clock)
        await check(rig.bot, database, url, SECRET, rig.clock)
        registered = [method for method, _ in rig.standin.calls if method == "setwebhook"]
        assert len(registered) == 1
        with database.read() as tx:
            assert heartbeats.last(tx, "intake") is not None


async def test_updates_that_come_through_the_webhook_lose_nothing(rig: Rig, mortal: Mortal) -> None:
    """Even if some come twice and the database is away for a while."""
    rig.standin.faults.by_chance(Chances(repeated=0.3), seed=3)
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        await check(rig.bot, mortal, url, SECRET, rig.clock)
        for n in range(20):
            mortal.dies = "before" if n in (5, 6) else None
            rig.standin.say(42, str(n))
            await asyncio.sleep(0.005)
        mortal.dies = None
        for _ in range(500):
            if not rig.standin.unconfirmed:
                break
            await asyncio.sleep(0.01)
        assert len(held(mortal)) == 20
        await rig.bot.delete_webhook()
    with mortal.read() as tx:
        assert all(waiting.attempts == 0 for waiting in inbox.waiting(tx, BOT_ID))


async def test_while_telegram_holds_updates_back_the_intake_gives_no_sign_of_life(
    rig: Rig, mortal: Mortal
) -> None:
    async with Served(webhook(mortal, BOT_ID, SECRET, rig.clock, rig.wake)) as url:
        await check(rig.bot, mortal, url, SECRET, rig.clock)
        with mortal.read() as tx:
            before = heartbeats.last(tx, "intake")
        mortal.dies = "before"
        rig.standin.say(42, "a tap that is refused")
        rig.clock.advance(timedelta(minutes=10))
        await check(rig.bot, mortal, url, SECRET, rig.clock)
        mortal.dies = None
        with mortal.read() as tx:
            assert heartbeats.last(tx, "intake") == before
        await rig.bot.delete_webhook()
