"""What `run` does once a day by itself: when it is due, how it went, what health says of it.

Its heartbeat holds all of it, so another process that takes over, or a start anew, knows what was done.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from clock import Clock
from domain import Fault
from storage import heartbeats
from storage.database import Database, Tx
from storage.heartbeats import Heartbeat

TRY_AGAIN = timedelta(minutes=15)
LATE = timedelta(hours=26)
ON, OFF, TROUBLE = "on", "off", "trouble"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Daily:
    """One try a day from the hour (UTC) on, and again every quarter of an hour until it goes well.

    `name`: of its heartbeat, and in the log. `work`: what is done, in a thread of its own, with figures for
    the log; a Fault of it is kept for health, so it must hold no secret. None where it is not set up.
    """

    database: Database
    clock: Clock
    name: str
    hour: int
    work: Callable[[datetime], Mapping[str, int]] | None

    async def step(self) -> None:
        """Do it if it is due."""
        as_of = self.clock.now()
        last = await self.database.seeing(lambda tx: heartbeats.last(tx, self.name))
        if self.work is None:
            if last is not None and last.detail["state"] != OFF:
                await self.database.within(lambda tx: self._note(tx, as_of, OFF))
        elif is_due(last, as_of, self.hour):
            await asyncio.to_thread(self._do, self.work, as_of)

    def _do(self, work: Callable[[datetime], Mapping[str, int]], as_of: datetime) -> None:
        try:
            figures = work(as_of)
        except Fault as fault:
            log.warning("daily.failed", what=self.name, kind=type(fault).__name__)
            told = str(fault)
            with self.database.write() as tx:
                self._note(tx, as_of, TROUBLE, fault=told)
            return
        log.info("daily.done", what=self.name, **figures)
        with self.database.write() as tx:
            self._note(tx, as_of, ON, done_at=as_of.isoformat())

    def _note(self, tx: Tx, as_of: datetime, state: str, **more: Any) -> None:
        """`done_at` is kept from before when nothing was done now."""
        before = heartbeats.last(tx, self.name)
        kept = {} if before is None else {"done_at": before.detail.get("done_at")}
        heartbeats.beat(tx, self.name, as_of, {**kept, "state": state, **more})


def is_due(last: Heartbeat | None, as_of: datetime, hour: int) -> bool:
    """Whether the day's work has not been done, nor tried a short while ago."""
    slot = as_of.replace(hour=hour, minute=0, second=0, microsecond=0)
    slot = slot if slot <= as_of else slot - timedelta(days=1)
    if last is None or last.detail["state"] == OFF:
        return True
    done = done_at(last)
    if done is not None and done >= slot:
        return False
    return as_of - last.at >= TRY_AGAIN


def done_at(beat: Heartbeat | None) -> datetime | None:
    """When it last went well, if ever."""
    told = None if beat is None else beat.detail.get("done_at")
    return None if told is None else datetime.fromisoformat(told)


def daily_fault(tx: Tx, name: str, what: str, as_of: datetime) -> str | None:
    """What health says: nothing where it is not set up, or where it last went well and not long ago."""
    beat = heartbeats.last(tx, name)
    if beat is None or beat.detail["state"] == OFF:
        return None
    done = done_at(beat)
    last = "never" if done is None else f"last done {done:%Y-%m-%d %H:%M} UTC"
    if beat.detail["state"] == TROUBLE:
        return f"{what} fails ({last}): {beat.detail['fault']}"
    if done is None or as_of - done > LATE:
        return f"{what} has stopped ({last})."
    return None
