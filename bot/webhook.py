"""Telegram calls us: a route that answers 200 only once the update is committed."""

import asyncio
import hmac
import json
from http import HTTPStatus

from aiohttp import web
from telegram import Bot

from bot import intake
from clock import Clock
from storage.database import Database, StorageFault

PATH = "/telegram"
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_LARGEST = 1024 * 1024


def webhook(
    database: Database, bot_id: int, secret: str, clock: Clock, wake: asyncio.Event
) -> web.Application:
    """The web application with the one route. An empty secret lets nobody in."""

    async def take(request: web.Request) -> web.Response:
        if not _is_telegram(request, secret):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        told = _read(await request.read())
        if told is None:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            new = await database.within(lambda tx: intake.keep(tx, bot_id, (told,), clock.now()))
        except StorageFault:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if new:
            wake.set()
        return web.Response()

    application = web.Application(client_max_size=_LARGEST)
    application.router.add_post(PATH, take)
    return application


async def check(
    bot: Bot, database: Database, url: str, secret: str, clock: Clock, *, anew: bool = False
) -> None:
    """Make sure that Telegram calls this address, and note that the intake lives. To be repeated.

    `anew`: register even a known address, because Telegram may know it with another secret. While Telegram
    holds updates that we have not got, the intake has not heard everything: no sign of life then.
    """
    known = await bot.get_webhook_info()
    if anew or known.url != url:
        await bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=intake.ALLOWED_UPDATES,
            drop_pending_updates=False,
        )
    if known.pending_update_count:
        return
    at = clock.now()
    await database.within(lambda tx: intake.alive(tx, at))


def _is_telegram(request: web.Request, secret: str) -> bool:
    """Compare the secret in constant time."""
    given = request.headers.get(_SECRET, "")
    return bool(secret) and hmac.compare_digest(given.encode(errors="replace"), secret.encode())


def _read(body: bytes) -> intake.Told | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return intake.read(update) if isinstance(update, dict) else None
