"""Fetching updates by long polling: stored and committed first, and only then is the next offset asked for.

Polling begins without an offset, because after a quiet week Telegram starts its numbers anew; what comes a
second time is dropped by the inbox's key. Updates are fetched raw: one the library cannot read is kept all
the same, and cannot stop those behind it.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot import intake
from bot.backoff import pause
from bot.faults import refused_token
from bot.request import told_to_wait
from clock import Clock
from storage.database import Database, StorageFault

_LOG = logging.getLogger(__name__)
_LONG_POLL = 25
_FIRST, _LONGEST = timedelta(seconds=1), timedelta(seconds=30)


class Polling:
    """The only poller of one bot. `wake` is set whenever something new is in the inbox."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        wake: asyncio.Event,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database, self._bot, self._clock, self._wake, self._sleep = database, bot, clock, wake, sleep
        self._offset: int | None = None
        self._failures = 0

    async def step(self, wait: int = 0) -> int:
        """Fetch once, waiting so many seconds for news, and store; tells how many came, new or not."""
        told = await self._fetch(wait)
        at, bot_id = self._clock.now(), self._bot.id
        new = await self._database.within(lambda tx: intake.keep(tx, bot_id, told, at))
        if told:
            self._offset = 1 + max(update.update_id for update in told)
        if new:
            self._wake.set()
        return len(told)

    async def run(self) -> None:
        """Poll until cancelled, which is safe at any moment. Ends by itself only if the token is refused."""
        webhook_gone = False
        while True:
            try:
                if not webhook_gone:
                    webhook_gone = await self._bot.delete_webhook(drop_pending_updates=False)
                await self.step(_LONG_POLL)
                self._recovered()
            except InvalidToken:
                raise refused_token() from None
            except (TelegramError, StorageFault) as trouble:
                await self._sleep(self._after(trouble).total_seconds())

    async def _fetch(self, wait: int) -> tuple[intake.Told, ...]:
        """One getUpdates, confirming all that was stored before it."""
        asked = {"timeout": wait, "allowed_updates": json.dumps(intake.ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        # The library's own get_updates would log a body that it cannot read, and then never get past it.
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        payload = await self._bot.request.retrieve(url, read_timeout=wait + 10)
        return _updates_in(payload)

    def _after(self, trouble: Exception) -> timedelta:
        """How long to wait after this; said once, however long it lasts."""
        self._failures += 1
        if self._failures == 1:
            _LOG.warning("Updates cannot be taken in: %s Trying again.", _sentence(trouble))
        if isinstance(trouble, RetryAfter):
            return told_to_wait(trouble)
        return pause(self._failures, first=_FIRST, longest=_LONGEST)

    def _recovered(self) -> None:
        if self._failures:
            _LOG.warning("Updates are taken in again.")
        self._failures = 0


def _updates_in(payload: bytes) -> tuple[intake.Told, ...]:
    """The updates of an answer, in its order. Something between us and Telegram may have answered instead."""
    try:
        found = tuple(intake.read(update) for update in json.loads(payload)["result"])
    except (ValueError, LookupError, TypeError, AttributeError):
        raise NetworkError("What came back is no answer of Telegram's.") from None
    return tuple(told for told in found if told is not None)


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, Conflict):
        return "another program fetches updates with the same bot token."
    if isinstance(trouble, StorageFault):
        return str(trouble)
    return f"Telegram does not answer ({type(trouble).__name__})."
