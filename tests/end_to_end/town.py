"""A hospital's service that comes and goes, minute by minute, with Telegram between it and the people; the
time is a value."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from app.demo.standin import StandIn
from app.demo.standin_chats import Shown
from app.service import Address, Service, open_service
from clock import MovingClock
from storage.database import Database


class Town:
    """Telegram and the service on one clock, over one database."""

    def __init__(self, database: Database, clock: MovingClock) -> None:
        self.clock, self.database = clock, database
        self.telegram = StandIn(self.clock)
        self.url = ""

    async def __aenter__(self) -> "Town":
        self.url = await self.telegram.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.telegram.stop()

    def service(self) -> AbstractAsyncContextManager[Service]:
        """The service while it runs, to be called step by step."""
        address = Address(self.telegram.token, self.url)
        return open_service(self.database, self.clock, address, sleep=self._sleep, at_once=1)

    async def service_works_for(self, minutes: int, *, tick_first: bool = False) -> None:
        """It starts, lives on its metronome, and is gone again."""
        async with self.service() as service:
            if tick_first:
                await service.beat(self.clock.now())
            for _ in range(minutes):
                await service.take_updates()
                await service.beat(self.clock.now())
                self.clock.advance(timedelta(minutes=1))

    def heard(self, chat_id: int) -> tuple[Shown, ...]:
        """What the bot has sent to somebody, oldest first."""
        return tuple(each for each in self.telegram.messages(chat_id) if each.by_bot)

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
