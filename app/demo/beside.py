"""The service beside the demo's console: it looks at what is due and sends, to a stand-in for Telegram.

Nobody holds the telephones any more: what is sent is taken, and never answered.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from app.demo.standin import StandIn
from app.service import Address, open_service
from clock import Clock
from scheduler.loop import Metronome
from storage.database import Database

_EVERY = timedelta(seconds=15)


@asynccontextmanager
async def going_on(
    database: Database, clock: Clock, chats: Iterable[int], every: timedelta = _EVERY
) -> AsyncIterator[None]:
    """Look once, then again and again meanwhile. `chats`: those that there are."""
    standin = StandIn(clock)
    for chat_id in chats:
        standin.join(chat_id)
    address = Address(standin.token, await standin.start())
    try:
        async with open_service(database, clock, address) as service:

            async def look() -> None:
                await service.take_updates()
                await service.beat(clock.now())

            await look()
            metronome = Metronome(look, every)
            going = asyncio.create_task(metronome.run())
            try:
                yield
            finally:
                metronome.stop()
                await going
    finally:
        await standin.stop()
