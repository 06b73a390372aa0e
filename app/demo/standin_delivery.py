"""How the stand-in hands updates over: long polling with offsets, or a webhook with its secret."""

import asyncio
import json
from collections.abc import Mapping

import aiohttp

from app.demo.standin_chats import Json, Refused, Updates
from app.demo.standin_faults import Faults

_AGAIN_AFTER = 0.05
"""Real seconds before a webhook that did not answer 200 is tried again. Telegram waits longer."""


class Delivery:
    """One bot's way out for updates. A webhook and polling exclude each other, as do two pollers."""

    def __init__(self, updates: Updates, faults: Faults) -> None:
        self._updates, self._faults = updates, faults
        self._news = asyncio.Event()
        self._poll = 0
        self._hook: asyncio.Task[None] | None = None
        self._url = ""

    def wake(self) -> None:
        """Something was added."""
        self._news.set()

    async def get_updates(self, params: Mapping[str, str]) -> list[Json]:
        """Confirm what lies below the offset, then give what waits, or wait for it in real seconds."""
        if self._hook is not None:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._allow(params)
        mine = self._newest_poll()
        self._confirm(int(params.get("offset", 0)))
        if not self._updates.waiting and float(params.get("timeout", 0)) > 0:
            await self._wait(float(params["timeout"]))
        if mine != self._poll:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self._faults.ordered(self._updates.waiting[: int(params.get("limit", 100))])

    async def set_webhook(self, params: Mapping[str, str]) -> bool:
        """Deliver by POST from now on; an empty address goes back to polling."""
        await self.stop()
        self._allow(params)
        self._url = params.get("url", "")
        if self._url:
            headers = {"X-Telegram-Bot-Api-Secret-Token": params.get("secret_token", "")}
            self._hook = asyncio.create_task(self._post_all(self._url, headers))
        return True

    def webhook_info(self) -> Json:
        """Where updates are delivered to, and how many wait."""
        waiting = len(self._updates.waiting)
        return {"url": self._url, "has_custom_certificate": False, "pending_update_count": waiting}

    async def stop(self) -> None:
        """End delivery by webhook, and any poll that waits."""
        hook, self._hook = self._hook, None
        self._newest_poll()
        if hook is not None:
            hook.cancel()
            await asyncio.gather(hook, return_exceptions=True)

    def _allow(self, params: Mapping[str, str]) -> None:
        if "allowed_updates" in params:
            self._updates.allowed = tuple(json.loads(params["allowed_updates"]))

    def _newest_poll(self) -> int:
        """A new poll ends the one before it."""
        self._poll += 1
        self._news.set()
        self._news = asyncio.Event()
        return self._poll

    def _confirm(self, offset: int) -> None:
        """Forget what is confirmed, unless this time a batch is to come twice."""
        if offset and not self._faults.repeats():
            self._updates.confirm(offset)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    async def _post_all(self, url: str, headers: dict[str, str]) -> None:
        """Deliver in order, one at a time; whatever was not answered 200 comes again."""
        async with aiohttp.ClientSession(headers=headers) as session:
            while True:
                while self._updates.waiting:
                    await self._post_one(session, url, self._updates.waiting[0])
                self._news.clear()
                await self._news.wait()

    async def _post_one(self, session: aiohttp.ClientSession, url: str, update: Json) -> None:
        try:
            async with session.post(url, json=update) as answer:
                taken = answer.status == 200
        except aiohttp.ClientError:
            taken = False
        if not taken:
            await asyncio.sleep(_AGAIN_AFTER)
        elif not self._faults.repeats():
            self._updates.confirm(update["update_id"] + 1)
