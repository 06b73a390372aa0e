"""The worker: order within a chat, chats side by side, failures tried again and parked, nothing forgotten."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from telegram import Update
from telegram.ext import ContextTypes, MessageHandler, filters

from app.demo.standin_chats import BOT_ID
from bot.polling import Polling
from bot.worker import Worker
from storage import inbox, outbox
from storage.database import Database, StorageFault
from tests import cast
from tests.bot.rig import Rig, rigged
from tests.bot.test_intake import held


class Handler:
    """Notes what it is given per chat; fails as often as told for a text; can be made to wait."""

    def __init__(self) -> None:
        self.heard: dict[int, list[str]] = defaultdict(list)
        self.tries: dict[str, int] = defaultdict(int)
        self.failures: dict[str, int] = {}
        self.error: Exception = ValueError("canary words")
        self.gates: dict[int, asyncio.Event] = {}
        self.at_once = self.most_at_once = 0

    async def __call__(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        chat_id, text = update.message.chat.id, update.message.text or ""
        self.tries[text] += 1
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(0)
            if chat_id in self.gates:
                await self.gates[chat_id].wait()
            if self.tries[text] <= self.failures.get(text, 0):
                raise self.error
            self.heard[chat_id].append(text)
        finally:
            self.at_once -= 1


class Bench:
    """A rig with a handler, a worker and a poller, on a database."""

    def __init__(self, rig: Rig, database: Database, at_once: int = 16) -> None:
        self.rig, self.database, self.handler = rig, database, Handler()
        rig.application.add_handler(MessageHandler(filters.ALL, self.handler))
        self.worker = Worker(database, rig.application, rig.clock, rig.wake, at_once=at_once, sleep=rig.sleep)
        self.poller = Polling(database, rig.bot, rig.clock, rig.wake, rig.sleep)

    async def take_in(self, *said: tuple[int, str]) -> None:
        for chat_id, text in said:
            self.rig.standin.say(chat_id, text)
        await self.poller.step()


@pytest.fixture
async def bench(as_of: datetime, database: Database) -> AsyncIterator[Bench]:
    async with rigged(as_of) as rig:
        yield Bench(rig, database)


async def test_what_waits_is_handled_in_order_per_chat_and_done(bench: Bench) -> None:
    for n in range(20):
        bench.rig.standin.say(1, f"a{n}")
        bench.rig.standin.say(2, f"b{n}")
    await bench.poller.step()
    assert await bench.worker.drain() == 40
    assert bench.handler.heard[1] == [f"a{n}" for n in range(20)]
    assert bench.handler.heard[2] == [f"b{n}" for n in range(20)]
    assert held(bench.database) == []
    assert await bench.worker.drain() == 0


async def test_chats_are_served_side_by_side_but_not_without_bound(
    as_of: datetime, database: Database
) -> None:
    async with rigged(as_of) as rig:
        bench = Bench(rig, database, at_once=3)
        await bench.take_in(*((chat, "hello") for chat in range(1, 11)))
        await bench.worker.drain()
        assert bench.handler.most_at_once == 3


async def test_one_at_a_time_keeps_the_same_order_over_all_chats(as_of: datetime, database: Database) -> None:
    async with rigged(as_of) as rig:
        bench = Bench(rig, database, at_once=1)
        await bench.take_in(*((chat, f"{chat}") for chat in range(1, 11)))
        await bench.worker.drain()
        assert bench.handler.most_at_once == 1
        assert list(bench.handler.heard) == list(range(1, 11))


async def test_a_chat_that_hangs_does_not_stop_the_others(bench: Bench) -> None:
    bench.handler.gates[1] = asyncio.Event()
    running = asyncio.create_task(bench.worker.run())
    await bench.take_in((1, "stuck"), (2, "free"))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if bench.handler.heard[2]:
            break
    await bench.take_in((2, "free again"), (1, "behind"))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if len(bench.handler.heard[2]) == 2:
            break
    assert not bench.handler.heard[1]
    assert bench.handler.heard[2] == ["free", "free again"]
    bench.handler.gates[1].set()
    for _ in range(200):
        await asyncio.sleep(0.01)
        if len(bench.handler.heard[1]) == 2:
            break
    bench.worker.stop()
    await running
    assert bench.handler.heard[1] == ["stuck", "behind"]
    assert held(bench.database) == []


async def test_stopping_finishes_what_is_in_hand_and_leaves_the_rest(bench: Bench) -> None:
    bench.handler.gates[1] = asyncio.Event()
    running = asyncio.create_task(bench.worker.run())
    await bench.take_in((1, "in hand"), (1, "not yet"))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if bench.handler.at_once:
            break
    bench.worker.stop()
    await asyncio.sleep(0.05)
    assert not running.done()
    bench.handler.gates[1].set()
    await running
    assert bench.handler.heard[1] == ["in hand"]
    assert len(held(bench.database)) == 1


async def test_a_backlog_left_by_a_crash_is_drained_at_start(bench: Bench) -> None:
    await bench.take_in((1, "before the crash"))
    restarted = Worker(
        bench.database, bench.rig.application, bench.rig.clock, asyncio.Event(), sleep=bench.rig.sleep
    )
    assert await restarted.drain() == 1
    assert bench.handler.heard[1] == ["before the crash"]


async def test_a_failing_handler_is_tried_again_before_the_chat_goes_on(bench: Bench) -> None:
    bench.handler.failures = {"bad": 2}
    await bench.take_in((1, "bad"), (1, "next"), (2, "other"))
    await bench.worker.drain()
    assert bench.handler.heard[1] == ["bad", "next"]
    assert bench.handler.tries["bad"] == 3
    assert bench.rig.slept == [1.0, 2.0]
    assert held(bench.database) == []


async def test_after_three_failures_it_is_parked_told_to_staff_and_the_chat_goes_on(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with bench.database.write() as tx:
        team = cast.team(tx, bench.rig.clock.now())
    bench.handler.failures = {"bad": 99}
    await bench.take_in((1, "bad"), (1, "next"))
    await bench.worker.drain()
    await bench.worker.drain()
    assert bench.handler.tries["bad"] == 3
    assert bench.handler.heard[1] == ["next"]
    with bench.database.read() as tx:
        (parked,) = inbox.waiting(tx, BOT_ID)
        told = outbox.due(tx, bench.rig.clock.now(), 10)
    assert parked.attempts == 3
    assert [(row.kind, row.staff_id, row.detail["what"]) for row in told] == [
        ("operations", team.coordinator.id, "update-parked")
    ]
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


async def test_a_parked_update_stays_parked_after_a_restart(bench: Bench) -> None:
    bench.handler.failures = {"bad": 99}
    await bench.take_in((1, "bad"))
    await bench.worker.drain()
    restarted = Worker(bench.database, bench.rig.application, bench.rig.clock, asyncio.Event())
    assert await restarted.drain() == 0
    assert bench.handler.tries["bad"] == 3


async def test_an_update_that_cannot_be_read_is_parked_and_stops_nobody(bench: Bench) -> None:
    with bench.database.write() as tx:
        inbox.put(tx, bot_id=BOT_ID, update_id=1, chat_id=1, body=b"no json", at=bench.rig.clock.now())
    await bench.take_in((1, "next"))
    await bench.worker.drain()
    assert bench.handler.heard[1] == ["next"]
    assert held(bench.database) == [1]


async def test_a_dead_database_is_no_fault_of_the_update(bench: Bench) -> None:
    bench.handler.failures = {"hello": 1}
    bench.handler.error = StorageFault("The database does not answer.")
    await bench.take_in((1, "hello"), (1, "then"))
    with pytest.raises(StorageFault):
        await bench.worker.drain()
    with bench.database.read() as tx:
        assert [waiting.attempts for waiting in inbox.waiting(tx, BOT_ID)] == [0, 0]
    await bench.worker.drain()
    assert bench.handler.heard[1] == ["hello", "then"]


async def test_the_loop_waits_for_a_dead_database(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.handler.failures = {"hello": 3}
    bench.handler.error = StorageFault("The database does not answer.")
    await bench.take_in((1, "hello"))
    running = asyncio.create_task(bench.worker.run())
    for _ in range(300):
        await asyncio.sleep(0.01)
        bench.rig.wake.set()
        if bench.handler.heard[1]:
            break
    bench.worker.stop()
    await running
    assert bench.handler.heard[1] == ["hello"]
    assert held(bench.database) == []
    assert caplog.text.count("Updates wait to be handled") >= 1


async def test_a_kill_in_the_middle_comes_through_and_leaves_the_update_for_next_time(bench: Bench) -> None:
    class Killed(BaseException):
        pass

    async def killed(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        raise Killed

    dying = MessageHandler(filters.Text(["die"]), killed)
    bench.rig.application.add_handler(dying, group=-1)
    await bench.take_in((1, "die"), (1, "then"))
    with pytest.raises(Killed):
        await bench.worker.drain()
    bench.rig.application.remove_handler(dying, group=-1)
    await bench.worker.drain()
    assert bench.handler.heard[1] == ["die", "then"]
