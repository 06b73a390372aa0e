"""Polling into the durable inbox: nothing is confirmed before it is stored, and nothing is handled twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from app.demo.standin_chats import BOT_ID
from app.demo.standin_faults import Babble, Chances, Rejected, Trouble
from bot import intake
from bot.faults import TelegramFault
from bot.polling import Polling
from storage import heartbeats, inbox
from storage.crypto import KeyRing
from storage.database import Database, StorageFault, Tx
from tests.bot.rig import Rig, rigged

CHAT = 42


class Mortal(Database):
    """A database that can be made to die: before a commit, or just after it."""

    dies: str | None = None

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with super().write() as tx:
            yield tx
            if self.dies == "before":
                raise StorageFault("The database does not answer: gone.")
        if self.dies == "after":
            raise StorageFault("The database does not answer: gone.")


@pytest.fixture
async def rig(as_of: datetime) -> AsyncIterator[Rig]:
    async with rigged(as_of) as made:
        yield made


@pytest.fixture
def mortal(fresh_url: str, keys: KeyRing) -> Iterator[Mortal]:
    opened = Mortal(fresh_url, keys)
    yield opened
    opened.close()


def polling(rig: Rig, database: Database) -> Polling:
    return Polling(database, rig.bot, rig.clock, rig.wake, rig.sleep)


def held(database: Database) -> list[int]:
    with database.read() as tx:
        return [waiting.update_id for waiting in inbox.waiting(tx, BOT_ID)]


async def test_updates_are_stored_and_only_the_next_fetch_confirms_them(rig: Rig, database: Database) -> None:
    for text in ("one", "two"):
        rig.standin.say(CHAT, text)
    poller = polling(rig, database)
    assert await poller.step() == 2
    before = list(rig.standin.unconfirmed)
    assert held(database) == before
    assert len(before) == 2
    assert await poller.step() == 0
    assert not rig.standin.unconfirmed
    assert rig.wake.is_set()


async def test_the_heartbeat_shows_each_pass_even_an_empty_one(rig: Rig, database: Database) -> None:
    await polling(rig, database).step()
    with database.read() as tx:
        beat = heartbeats.last(tx, intake.HEARTBEAT)
    assert beat is not None
    assert beat.at == rig.clock.now()


async def test_nothing_is_confirmed_while_the_database_is_down(rig: Rig, mortal: Mortal) -> None:
    rig.standin.say(CHAT, "one")
    poller = polling(rig, mortal)
    mortal.dies = "before"
    for _ in range(3):
        with pytest.raises(StorageFault):
            await poller.step()
    assert len(rig.standin.unconfirmed) == 1
    assert held(mortal) == []
    mortal.dies = None
    await poller.step()
    assert held(mortal) == list(rig.standin.unconfirmed)


async def test_killed_between_commit_and_confirm_keeps_each_update_once(rig: Rig, mortal: Mortal) -> None:
    ids = [rig.standin.say(CHAT, str(n)) for n in range(5)]
    mortal.dies = "after"
    with pytest.raises(StorageFault):
        await polling(rig, mortal).step()
    mortal.dies = None
    assert len(held(mortal)) == len(ids)
    with mortal.write() as tx:
        inbox.done(tx, BOT_ID, held(mortal)[:2], rig.clock.now())
    assert await polling(rig, mortal).step() == 5
    assert len(held(mortal)) == 3


async def test_polling_starts_without_a_stored_offset(rig: Rig, database: Database) -> None:
    """After a quiet week Telegram's numbers begin anew, below any offset that was kept."""
    rig.standin.say(CHAT, "before")
    first = polling(rig, database)
    await first.step()
    await first.step()
    rig.standin._updates.last_id = 3
    rig.standin.say(CHAT, "after a quiet week")
    assert await polling(rig, database).step() == 1
    assert 4 in held(database)


async def test_batches_out_of_order_or_twice_lose_nothing(rig: Rig, database: Database) -> None:
    rig.standin.faults.by_chance(Chances(repeated=0.5, reordered=0.5), seed=7)
    poller, said = polling(rig, database), 0
    for _ in range(30):
        rig.standin.say(CHAT, "a")
        rig.standin.say(CHAT, "b")
        said += 2
        await poller.step()
    assert len(held(database)) == said


async def test_an_update_the_library_cannot_read_stops_nobody(rig: Rig, database: Database) -> None:
    rig.standin._updates.add("message", {"nonsense": True})
    rig.standin.say(CHAT, "after it")
    assert await polling(rig, database).step() == 2
    assert len(held(database)) == 2


async def test_only_the_kinds_we_handle_are_asked_for(rig: Rig, database: Database) -> None:
    await polling(rig, database).step()
    assert rig.standin._updates.allowed == intake.ALLOWED_UPDATES


async def _run_until_stored(rig: Rig, database: Database, count: int) -> None:
    """Run the polling loop until so many updates are held, then cancel it."""
    running = asyncio.create_task(polling(rig, database).run())
    for _ in range(500):
        await asyncio.sleep(0.01)
        if running.done() or len(held(database)) == count:
            break
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_loop_lives_through_trouble_and_says_it_once(
    rig: Rig, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rig.standin.say(CHAT, "one")
    rig.standin.faults.next_answers(
        "getUpdates",
        Trouble(),
        Trouble(502),
        Rejected(429, "Too Many Requests"),
        Rejected(409, "Conflict: terminated by other getUpdates request"),
    )
    await _run_until_stored(rig, database, 1)
    assert len(held(database)) == 1
    assert [record.message for record in caplog.records if "cannot be taken in" in record.message] == [
        "Updates cannot be taken in: Telegram does not answer (NetworkError). Trying again."
    ]
    assert rig.slept == [1.0, 2.0, 5.0, 8.0]


async def test_another_poller_is_named_as_the_cause(
    rig: Rig, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rig.standin.say(CHAT, "one")
    rig.standin.faults.next_answers("getUpdates", Rejected(409, "Conflict: terminated by other"))
    await _run_until_stored(rig, database, 1)
    assert "another program fetches updates with the same bot token" in caplog.text


async def test_the_loop_waits_for_a_dead_database(
    rig: Rig, mortal: Mortal, caplog: pytest.LogCaptureFixture
) -> None:
    rig.standin.say(CHAT, "one")
    mortal.dies = "before"
    running = asyncio.create_task(polling(rig, mortal).run())
    await asyncio.sleep(0.1)
    assert not running.done()
    assert len(rig.standin.unconfirmed) == 1
    mortal.dies = None
    for _ in range(200):
        await asyncio.sleep(0.01)
        if held(mortal):
            break
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(held(mortal)) == 1


@pytest.mark.parametrize("babble", ["<html>Sign in to the network</html>", "[]", '{"ok": true}'])
async def test_the_loop_survives_an_answer_that_is_not_telegrams(
    rig: Rig, database: Database, babble: str
) -> None:
    rig.standin.say(CHAT, "one")
    rig.standin.faults.next_answers("getUpdates", Babble(babble))
    await _run_until_stored(rig, database, 1)
    assert len(held(database)) == 1
    assert rig.slept == [1.0]


async def test_a_refused_token_ends_the_loop_with_a_sentence(as_of: datetime, database: Database) -> None:
    async with rigged(as_of, token="7000000001:wrong", ready=False) as rig:
        with pytest.raises(TelegramFault, match="TMR_TELEGRAM_TOKEN"):
            await polling(rig, database).run()


def test_the_chat_of_every_kind_of_update_is_found() -> None:
    def chat_of(update: dict[str, object]) -> int | None:
        told = intake.read({"update_id": 1, **update})
        assert told is not None
        return told.chat_id

    assert chat_of({"message": {"chat": {"id": 5}}}) == 5
    assert chat_of({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 6}}}}) == 6
    assert chat_of({"callback_query": {"from": {"id": 7}}}) == 7
    assert chat_of({"my_chat_member": {"chat": {"id": 8}}}) == 8
    assert chat_of({"poll": {"id": "9"}}) is None


def test_what_has_no_number_is_no_update() -> None:
    assert intake.read({"update_id": "x"}) is None
    assert intake.read({}) is None


def test_an_update_shows_neither_chat_nor_words() -> None:
    told = intake.read(json.loads('{"update_id": 1, "message": {"chat": {"id": 77}, "text": "canary"}}'))
    assert "77" not in repr(told)
    assert "canary" not in repr(told)
