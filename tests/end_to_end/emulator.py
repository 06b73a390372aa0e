"""A Bot API server that nobody here wrote, with what it lacks: the bot's name, GET, and what a chat shows.

`lo-bot-api-emulator` checks every request strictly, keeps updates until they are confirmed and calls webhooks
with their secret. Like Telegram, it takes any token. People's side of the chats is ours.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator
from lo_bot_api_emulator.journal import verdict

from app.demo.standin_chats import Key, Shown
from clock import SystemClock

TOKEN = "7:synthetic-token-for-tests"
BOT = {"id": 7, "is_bot": True, "first_name": "Fixture", "username": "fixture_bot"}
_SHOWS = ("sendMessage", "editMessageText", "editMessageReplyMarkup")
_PATIENCE = 40.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Emulator:
    """The server, what it shows in each chat, and the people. Chats are private."""

    def __init__(self, journal: Path) -> None:
        self.server: Any = LoBotApiEmulator(journal=journal, allow_insecure_loopback_webhooks=True)
        self.toasts: list[str] = []
        self.url = ""
        self._journal = journal
        self._chats: dict[int, dict[int, Shown]] = {}
        self._news = asyncio.Event()
        self._read = self.server.read_request
        self.server.read_request = self._fields

    async def __aenter__(self) -> "Emulator":
        app: web.Application = self.server.app()
        app.router.add_get("/bot{token}/{method}", self.server.handle)
        app.middlewares.append(self._beside)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def say(self, chat_id: int, text: str) -> None:
        """A person writes."""
        message = {
            **_place(chat_id),
            "message_id": self.server.next_id,
            "from": _person(chat_id),
            "text": text,
        }
        self.server.next_id += 1
        if text.startswith("/"):
            message["entities"] = [
                {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
            ]
        await self.server.enqueue_update({"message": message}, token=TOKEN)

    async def tap(self, chat_id: int, shown: Shown, label: str) -> None:
        """A person taps the button with these words."""
        assert offers(shown, label), f"There is no {label!r} on this card: {shown.text}"
        rows = [[{"text": key.text, "callback_data": key.data} for key in row] for row in shown.buttons]
        message = {**_place(chat_id), "message_id": shown.message_id, "from": BOT, "text": shown.text}
        query = {
            "id": f"query-{len(self.server.requests)}-{shown.message_id}",
            "from": _person(chat_id),
            "chat_instance": str(chat_id),
            "data": shown.data_of(label),
            "message": {**message, "reply_markup": {"inline_keyboard": rows}},
        }
        await self.server.enqueue_update({"callback_query": query}, token=TOKEN)

    def newest(self, chat_id: int) -> Shown | None:
        """The bot's newest message, as it stands now."""
        shown = self._chats.get(chat_id)
        return shown[max(shown)] if shown else None

    async def sees(self, chat_id: int, what: Callable[[Shown], bool]) -> Shown:
        """Wait until the newest message of the bot looks like this."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                self._news.clear()
                shown = self.newest(chat_id)
                if shown is not None and what(shown):
                    return shown
                await self._news.wait()

    def refusals(self, *required: str) -> list[Any]:
        """What the emulator refused of all that was asked of it; these methods must have been called."""
        told: dict[str, Any] = verdict(self._journal, require_response=True, require_methods=list(required))
        return [] if told["ok"] else [told]

    async def _fields(self, request: web.Request) -> tuple[dict[str, Any], Any]:
        """Telegram takes parameters from the address as well."""
        fields, uploads = await self._read(request)
        if request.match_info["method"] == "answerCallbackQuery":
            self.toasts.append(fields.get("text", ""))
        return {**request.query, **fields}, uploads

    @web.middleware
    async def _beside(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note what is shown; give the bot its name."""
        response = await handler(request)
        method = request.match_info.get("method", "")
        if not isinstance(response, web.Response) or response.status != 200 or not response.text:
            return response
        result = json.loads(response.text)["result"]
        if method == "getMe":
            return web.json_response({"ok": True, "result": {**result, **BOT}})
        if method in _SHOWS:
            self._show(result)
        return response

    def _show(self, message: dict[str, Any]) -> None:
        chat = self._chats.setdefault(message["chat"]["id"], {})
        before = chat.get(message["message_id"])
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        chat[message["message_id"]] = Shown(
            message["message_id"],
            message.get("text", before.text if before else ""),
            tuple(tuple(Key(key["text"], key["callback_data"]) for key in row) for row in rows),
            by_bot=True,
            at=SystemClock().now(),
            edits=before.edits + 1 if before else 0,
        )
        self._news.set()


def offers(shown: Shown, label: str) -> bool:
    """Whether a button with these words is there."""
    return any(key.text == label for row in shown.buttons for key in row)


def _place(chat_id: int) -> dict[str, Any]:
    return {
        "chat": {"id": chat_id, "type": "private", "first_name": "Person"},
        "date": int(SystemClock().now().timestamp()),
    }


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Person", "language_code": "en"}
