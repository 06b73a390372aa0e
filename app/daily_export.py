"""The daily export into the hospital's own database: when it is due, how it went, what health says of it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from app.shelf import Shelf
from audit.database_export import Place, export_to_database
from clock import Clock
from domain import Act, Fault
from settings import Settings
from storage import heartbeats
from storage.database import Database, Tx
from storage.heartbeats import Heartbeat

HEARTBEAT = "export"
TRY_AGAIN = timedelta(minutes=15)
LATE = timedelta(hours=26)
ON, OFF, TROUBLE = "on", "off", "trouble"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DailyExport:
    """One try a day from the hour (UTC) on, and again every quarter of an hour until it goes well."""

    database: Database
    clock: Clock
    place: Place | None
    hour: int

    async def step(self) -> None:
        """Export if it is due."""
        as_of = self.clock.now()
        last = await self.database.seeing(lambda tx: heartbeats.last(tx, HEARTBEAT))
        if self.place is None:
            if last is not None and last.detail["state"] != OFF:
                await self.database.within(lambda tx: _note(tx, as_of, OFF))
        elif is_due(last, as_of, self.hour):
            await asyncio.to_thread(self.run, self.place, as_of)

    def run(self, place: Place, as_of: datetime) -> None:
        """Export now; what went wrong is kept for health, without the address."""
        try:
            with self.database.read() as tx:
                library = Shelf().library(tx)
            changes = export_to_database(self.database, library, place, Act("system:export", as_of))
        except Fault as fault:
            log.warning("export.failed", kind=type(fault).__name__)
            told = without(str(fault), place)
            with self.database.write() as tx:
                _note(tx, as_of, TROUBLE, fault=told)
            return
        written = sum(change.written for change in changes.values())
        log.info("export.done", written=written)
        with self.database.write() as tx:
            _note(tx, as_of, ON, done_at=as_of.isoformat())


def is_due(last: Heartbeat | None, as_of: datetime, hour: int) -> bool:
    """Whether the day's export has not been done, nor tried a short while ago."""
    slot = as_of.replace(hour=hour, minute=0, second=0, microsecond=0)
    slot = slot if slot <= as_of else slot - timedelta(days=1)
    if last is None or last.detail["state"] == OFF:
        return True
    done_at = last.detail.get("done_at")
    if done_at is not None and datetime.fromisoformat(done_at) >= slot:
        return False
    return as_of - last.at >= TRY_AGAIN


def _note(tx: Tx, as_of: datetime, state: str, **more: Any) -> None:
    """`done_at` is kept from before when nothing was done now."""
    before = heartbeats.last(tx, HEARTBEAT)
    kept = {} if before is None else {"done_at": before.detail.get("done_at")}
    heartbeats.beat(tx, HEARTBEAT, as_of, {**kept, "state": state, **more})


def without(text: str, place: Place) -> str:
    """A sentence without the password, should a driver ever say it."""
    secret = _password(place.url)
    return text.replace(secret, "***") if secret else text


def _password(url: str) -> str:
    rest = url.partition("://")[2].rpartition("@")[0]
    return rest.partition(":")[2]


def export_fault(tx: Tx, as_of: datetime) -> str | None:
    """What health says: nothing where no export is set, or the last one went well and not long ago."""
    beat = heartbeats.last(tx, HEARTBEAT)
    if beat is None or beat.detail["state"] == OFF:
        return None
    done_at = beat.detail.get("done_at")
    last = "never" if done_at is None else f"last done {datetime.fromisoformat(done_at):%Y-%m-%d %H:%M} UTC"
    if beat.detail["state"] == TROUBLE:
        return f"The daily export to the hospital's database fails ({last}): {beat.detail['fault']}"
    if done_at is None or as_of - datetime.fromisoformat(done_at) > LATE:
        return f"The daily export to the hospital's database has stopped ({last})."
    return None


def place_of(settings: Settings) -> Place | None:
    """The hospital's database of the settings, if there is one."""
    if settings.export_to is None or not settings.export_to.get_secret_value():
        return None
    return Place(settings.export_to.get_secret_value(), settings.export_schema, settings.export_reader)
