"""The stand-in's HTTP side: `/bot<token>/<method>`, real status codes, and the mishaps that were planned."""

import asyncio
import json

from aiohttp import web

from app.demo.standin_chats import Chat, Json, Refused
from app.demo.standin_delivery import Delivery
from app.demo.standin_faults import Babble, Faults, Late, LostReply, Rejected, TooMany, Trouble
from app.demo.standin_methods import METHODS, Params
from clock import Clock


class Server:
    """Answers the bot. `calls` lists (method, chat id) as carried out; `toasts` the answers to taps."""

    def __init__(
        self, token: str, clock: Clock, chats: dict[int, Chat], delivery: Delivery, faults: Faults
    ) -> None:
        self.calls: list[tuple[str, int | None]] = []
        self.toasts: list[tuple[str, str]] = []
        self.queries: set[str] = set()
        self._path, self._clock, self._chats = f"/bot{token}/", clock, chats
        self._delivery, self._faults = delivery, faults
        self._runner: web.ServerRunner | None = None
        self._port = 0

    async def start(self) -> str:
        """Listen on a loopback port, the same one every time; gives the address."""
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if not request.path.startswith(self._path):
            return _refusal(Refused(401, "Unauthorized"))
        method = request.path.removeprefix(self._path).lower()
        params = {**request.query, **{name: _told(value) for name, value in (await request.post()).items()}}
        mishap = self._faults.draw(method)
        if isinstance(mishap, Babble):
            return web.Response(text=mishap.body)
        try:
            _refuse(mishap)
            result = await self._result(method, params)
        except Refused as no:
            return _refusal(no)
        if isinstance(mishap, Late):
            await asyncio.sleep(mishap.seconds)
        if isinstance(mishap, LostReply) and request.transport is not None:
            request.transport.abort()
        return _json(200, {"ok": True, "result": result})

    async def _result(self, method: str, params: Params) -> object:
        """Carry one call out."""
        self.calls.append((method, int(params["chat_id"]) if "chat_id" in params else None))
        match method:
            case "getupdates":
                return await self._delivery.get_updates(params)
            case "setwebhook" | "deletewebhook":
                return await self._delivery.set_webhook(params)
            case "getwebhookinfo":
                return self._delivery.webhook_info()
            case "answercallbackquery":
                return self._answer_tap(params)
        if method not in METHODS:
            raise Refused(404, "Not Found: method not found")
        return METHODS[method](self._chats, params, self._clock.now())

    def _answer_tap(self, params: Params) -> bool:
        query = params.get("callback_query_id", "")
        if query not in self.queries:
            raise Refused(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self.toasts.append((query, params.get("text", "")))
        return True


def _told(value: object) -> str:
    """A parameter as text; of a file its bytes, one character each."""
    if isinstance(value, web.FileField):
        return value.file.read().decode("latin-1")
    return str(value)


def _refuse(mishap: object) -> None:
    """Raise what a mishap that does nothing answers with."""
    match mishap:
        case TooMany(seconds):
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        case Trouble(status):
            raise Refused(status, "Internal Server Error")
        case Rejected(status, description):
            raise Refused(status, description)


def _refusal(no: Refused) -> web.Response:
    body: Json = {"ok": False, "error_code": no.status, "description": no.description}
    return _json(no.status, {**body, "parameters": no.parameters} if no.parameters else body)


def _json(status: int, body: Json) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")
