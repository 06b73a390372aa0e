"""Puts the pace between the bot and Telegram, at the library's own place for it: every call keeps it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.pace import Pace
from bot.request import told_to_wait
from clock import Clock
from domain import Lane


class Limiter(BaseRateLimiter[Lane]):
    """Calls that name a chat wait for their turn; a call made while its chat is held fails at once as a 429.

    Failing rather than waiting, because whoever replies holds up the chat behind it, and the outbox can wait.
    Handlers give no lane: theirs is the lane of replies. `sleep` takes seconds.
    """

    def __init__(
        self, pace: Pace, clock: Clock, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.pace = pace
        self._clock, self._sleep = clock, sleep

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,  # noqa: ARG002 - the library's signature
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:
        """Make one call in its turn."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int):
            return await callback(*args, **kwargs)
        await self._turn(chat_id, rate_limit_args or Lane.REPLY)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as told:
            self.pace.refused(chat_id, self._clock.now(), told_to_wait(told))
            raise

    async def _turn(self, chat_id: int, lane: Lane) -> None:
        at = self._clock.now()
        held = self.pace.held_until(chat_id, at)
        if held is not None:
            raise RetryAfter(held - at)
        wait = self.pace.admit(chat_id, lane, at)
        if wait:
            await self._sleep(wait.total_seconds())
