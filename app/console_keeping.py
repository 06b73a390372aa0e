"""Keeps the console listening beside the follow-up, which goes on without it.

A server that ends by itself is told of: the log says so, health is red, and whoever each site names gets word
once a day. It is started anew until it listens again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from app.console_server import console, why_ended
from app.console_state import ENDED, OFF, ON, note
from app.turns import rest
from bot.telling import operations
from clock import Clock
from domain import Act, Fault
from settings import Settings
from storage.database import Database, Tx
from storage.faults import StorageFault

TRY_AGAIN = 5.0

log = structlog.get_logger()


@asynccontextmanager
async def kept_console(
    settings: Settings, database: Database, clock: Clock, *, again: float = TRY_AGAIN
) -> AsyncIterator[None]:
    """Listen for browsers meanwhile, if the settings want it. What hinders it at the start is raised."""
    keeper, over = _Keeper(settings, database, clock, again), asyncio.Event()
    if not settings.console:
        await keeper.remember(OFF)
        yield
        return
    running = await keeper.open()
    keeping = asyncio.create_task(keeper.keep(running, over))
    try:
        yield
    finally:
        over.set()
        await keeping


class _Keeper:
    def __init__(self, settings: Settings, database: Database, clock: Clock, again: float) -> None:
        self._settings, self._database, self._clock, self._again = settings, database, clock, again
        self._open = AsyncExitStack()

    async def open(self) -> asyncio.Task[None]:
        """Begin to listen; the server."""
        running = await self._open.enter_async_context(console(self._settings, self._database, self._clock))
        await self.remember(ON)
        return running

    async def keep(self, running: asyncio.Task[None] | None, over: asyncio.Event) -> None:
        """Until it is over; whenever the server ends before, tell of it and start it anew."""
        while not over.is_set():
            if running is not None:
                await _first(running, over)
            await self._open.aclose()
            if not over.is_set():
                log.error("run.console_ended", kind=running and why_ended(running), again_in=self._again)
                await self.remember(ENDED)
                await rest(over, self._again)
                running = await self._opened_again()
        await self._open.aclose()

    async def _opened_again(self) -> asyncio.Task[None] | None:
        try:
            return await self.open()
        except Fault as fault:
            log.error("run.console_not_opened", fault=str(fault))
            return None

    async def remember(self, state: str) -> None:
        """Note how it stands; a database that is away turns health red by itself."""
        at = self._clock.now()
        try:
            await self._database.within(lambda tx: _remember(tx, Act("system:run", at), state))
        except StorageFault as fault:
            log.warning("run.console_unnoted", fault=str(fault))


def _remember(tx: Tx, act: Act, state: str) -> None:
    note(tx, act.at, state)
    if state == ENDED:
        operations(tx, act, "console-ended")


async def _first(running: asyncio.Task[None], over: asyncio.Event) -> None:
    told = asyncio.create_task(over.wait())
    await asyncio.wait({running, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
