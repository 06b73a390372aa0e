"""APScheduler as a metronome: it only says "look now"; what is due stands in our tables.

Whoever stores an answer may wake the loop early. Beats never overlap: a wake during a beat gives one more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from domain import Fault

log = structlog.get_logger()


class Metronome:
    """Calls `beat` every interval and whenever woken, one at a time, until stopped."""

    def __init__(self, beat: Callable[[], Awaitable[None]], every: timedelta) -> None:
        self._beat = beat
        self._every = every
        self._due = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Have a beat soon."""
        self._due.set()

    def stop(self) -> None:
        """End after the beat in hand."""
        self._stopping = True
        self._due.set()

    async def run(self) -> None:
        """Beat until stopped. A Fault (the database is away, say) is logged; the next beat tries again."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self._due.set,
            "interval",
            seconds=self._every.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        self._due.set()
        try:
            while await self._next():
                try:
                    await self._beat()
                except Fault as fault:
                    log.error("loop.fault", beat=getattr(self._beat, "__name__", "beat"), fault=str(fault))
        finally:
            scheduler.shutdown(wait=False)

    async def _next(self) -> bool:
        await self._due.wait()
        self._due.clear()
        return not self._stopping
