"""Handles what the inbox holds: in order within a chat, chats side by side, and nothing forgotten.

An update is done once its handler has run. Whatever a crash leaves undone comes again at the next start, and
handlers count a repeated update once. A handler that fails is tried again; after three failures the update is
parked and staff are told, so that the rest of the chat goes on.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext

from bot.backoff import pause
from bot.telling import operations
from clock import Clock
from domain import Act
from storage import inbox
from storage.database import Database, StorageFault, Tx
from storage.inbox import Waiting

_LOG = logging.getLogger(__name__)
_BY = "system:intake"
_FIRST, _LONGEST = timedelta(seconds=1), timedelta(seconds=30)
_LOOK_AGAIN = 5.0

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Worker:
    """One bot's worker. `drain` handles all that waits; `run` goes on until `stop`.

    `at_once` is how many chats are served side by side; with 1 the order over all chats is always the same.
    """

    def __init__(
        self,
        database: Database,
        application: AnyApplication,
        clock: Clock,
        wake: asyncio.Event,
        *,
        at_once: int = 16,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database, self._application, self._clock = database, application, clock
        self._wake, self._sleep = wake, sleep
        self._room = asyncio.Semaphore(at_once)
        self._lines: dict[bytes | int, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        self._handled: list[int] = []
        self._noted: set[int] = set()
        self._noting = False
        self._errors: dict[int, Exception] = {}
        self._stopping = False
        application.add_error_handler(self._catch)

    async def drain(self) -> int:
        """Handle all that waits, and what comes meanwhile; tells how many. A dead database raises."""
        handled = 0
        try:
            while taken := await self._look():
                handled += taken
                await self._finish()
                if not self._wake.is_set():
                    break
        except BaseException:
            await self._let_go()
            raise
        return handled

    async def run(self) -> None:
        """Handle what comes until stopped; a dead database is waited for."""
        failures = 0
        while not self._stopping:
            try:
                await self._look()
                await self._news()
                self._reap()
                failures = 0
            except StorageFault as fault:
                failures += 1
                if failures == 1:
                    _LOG.warning("Updates wait to be handled: %s", fault)
                await self._sleep(pause(failures, first=_FIRST, longest=_LONGEST).total_seconds())
        await self._finish()

    def stop(self) -> None:
        """Take up nothing new; `run` ends when what is in hand is finished."""
        self._stopping = True
        self._wake.set()

    async def _look(self) -> int:
        """Line up what waits and is not in hand, each chat in its own line; tells how many were taken up.

        What was noted as done before this read began cannot be in it; what is noted meanwhile may be.
        """
        self._wake.clear()
        self._note_soon()
        noted, self._noted = self._noted, set()
        bot_id = self._application.bot.id
        waiting = await self._database.seeing(lambda tx: inbox.waiting(tx, bot_id))
        fresh = [u for u in waiting if u.update_id not in self._in_hand and u.attempts < inbox.MOST_ATTEMPTS]
        self._in_hand -= noted
        for update in fresh:
            self._line_up(update)
        return len(fresh)

    def _line_up(self, update: Waiting) -> None:
        self._in_hand.add(update.update_id)
        chat = update.chat_index or update.update_id
        if chat in self._lines:
            self._lines[chat].append(update)
        else:
            self._lines[chat] = deque([update])
            self._start(self._work(chat))

    async def _work(self, chat: bytes | int) -> None:
        """One chat's line, in order. If the database dies, what is left is looked up again later."""
        line = self._lines[chat]
        try:
            while line and not self._stopping:
                await self._handle(line[0])
                line.popleft()
        finally:
            del self._lines[chat]
            self._in_hand.difference_update(update.update_id for update in line)

    async def _handle(self, update: Waiting) -> None:
        """One update, with further attempts if its handler fails; the chat waits for them."""
        for attempt in range(update.attempts + 1, inbox.MOST_ATTEMPTS + 1):
            async with self._room:
                error = await self._attempt(update)
            if error is None:
                self._handled.append(update.update_id)
                self._note_soon()
                return
            await self._note_fault(update.update_id, attempt, error)
            if attempt < inbox.MOST_ATTEMPTS:
                await self._sleep(pause(attempt, first=_FIRST, longest=_LONGEST).total_seconds())
        self._noted.add(update.update_id)

    async def _attempt(self, update: Waiting) -> Exception | None:
        """Run the handlers; gives what went wrong in them."""
        try:
            read = Update.de_json(json.loads(update.body), self._application.bot)
            await self._application.process_update(read)
        except Exception as bug:  # noqa: BLE001 - one bad update must not stop the others
            self._errors[update.update_id] = bug
        error = self._errors.pop(update.update_id, None)
        if isinstance(error, StorageFault):
            raise error
        return error

    async def _catch(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """The library swallows what handlers raise, and calls this."""
        if isinstance(update, Update) and context.error is not None:
            self._errors[update.update_id] = context.error

    async def _note_fault(self, update_id: int, attempt: int, error: Exception) -> None:
        """Keep the kind of the error, never its words: they might quote a person."""
        kind = type(error).__name__
        _LOG.error("Handling an update failed (%s), attempt %d of %d", kind, attempt, inbox.MOST_ATTEMPTS)
        bot_id, act = self._application.bot.id, Act(_BY, self._clock.now())

        def note(tx: Tx) -> None:
            inbox.faulted(tx, bot_id, update_id, kind)
            if attempt == inbox.MOST_ATTEMPTS:
                operations(tx, act, "update-parked")

        await self._database.within(note)

    def _note_soon(self) -> None:
        """Have what was handled noted as done: one transaction for all that gathers while another runs."""
        if self._handled and not self._noting:
            self._noting = True
            self._start(self._note_done())

    async def _note_done(self) -> None:
        bot_id = self._application.bot.id
        try:
            while self._handled:
                batch, at = tuple(self._handled), self._clock.now()
                await self._database.within(lambda tx: inbox.done(tx, bot_id, batch, at))  # noqa: B023
                del self._handled[: len(batch)]
                self._noted.update(batch)
        finally:
            self._noting = False

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.add(asyncio.create_task(work))

    async def _finish(self) -> None:
        """Wait for all that is in hand."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks), return_when=asyncio.FIRST_COMPLETED)
            self._reap()

    def _reap(self) -> None:
        """Forget finished work; raises what went wrong in it."""
        over = {task for task in self._tasks if task.done()}
        self._tasks -= over
        for task in over:
            task.result()

    async def _let_go(self) -> None:
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _news(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), _LOOK_AGAIN)
        except TimeoutError:
            return
