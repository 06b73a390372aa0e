"""A bot on the stand-in over real HTTP: the library's real application, with no handlers but a test's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.ext import Application, ApplicationBuilder, ExtBot

from app.demo.standin import StandIn
from bot.limiter import Limiter
from bot.pace import Pace
from bot.request import AiohttpRequest
from clock import MovingClock
from domain import Lane


@dataclass(slots=True)
class Rig:
    """The stand-in and a bot that talks to it; `slept` lists the waits the pace asked for."""

    standin: StandIn
    clock: MovingClock
    application: Application[Any, Any, Any, Any, Any, Any]
    pace: Pace
    wake: asyncio.Event
    slept: list[float] = field(default_factory=list)

    @property
    def bot(self) -> ExtBot[Lane]:
        bot: ExtBot[Lane] = self.application.bot
        return bot

    async def sleep(self, seconds: float) -> None:
        """A sleep that only notes how long it would have been."""
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def gone(self) -> None:
        """Telegram cannot be reached, and idle connections have noticed."""
        await self.standin.stop()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def rigged(
    at: datetime, *, token: str | None = None, read_timeout: float = 5.0, ready: bool = True
) -> AsyncIterator[Rig]:
    """Everything started; `token` may be a wrong one, and then the bot must not be made `ready`."""
    clock = MovingClock(at)
    standin = StandIn(clock)
    url = await standin.start()
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    pace = Pace()
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
    request = AiohttpRequest(read_timeout=read_timeout)
    application = (
        builder.token(token or standin.token)
        .base_url(f"{url}/bot")
        .updater(None)
        .job_queue(None)
        .request(request)
        .get_updates_request(AiohttpRequest())
        .rate_limiter(Limiter(pace, clock, sleep))
        .build()
    )
    try:
        if ready:
            await application.initialize()
        else:
            await request.initialize()
        yield Rig(standin, clock, application, pace, asyncio.Event(), slept)
    finally:
        await (application.shutdown() if ready else request.shutdown())
        await standin.stop()
