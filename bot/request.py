"""How the bot library reaches Telegram: over aiohttp, which costs a ninth of its default client.

Three outcomes are told apart, because delivery depends on it: Telegram answered (its real status code goes
to the library), the request certainly never left (`NotSent`), and nobody knows (any other `NetworkError`).
An address holds the bot's token, so no error raised here carries one, nor the cause that might.
"""

import json
import logging
import os
from datetime import timedelta

import aiohttp
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

# The library gives `retry_after` as a timedelta from its next version on; this asks for that now.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_TOO_MANY = 429
_REFUSALS = range(400, 500)
_LIBRARY_READS = {400, 401, 403, 404, 409}
_TIMED_OUT = 408
_AGENT = {"User-Agent": BaseRequest.USER_AGENT}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotSent(NetworkError):
    """The request certainly did not reach Telegram: it may be tried again without fear of a double."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API server."""

    def __init__(self, *, read_timeout: float = 10.0, connect_timeout: float = 5.0, pool: int = 64) -> None:
        hush()
        self._read, self._connect, self._pool = read_timeout, connect_timeout, pool
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read

    async def initialize(self) -> None:
        """Nothing yet: the pool is opened by the first call, so that one never used need not be closed."""

    def _opened(self) -> aiohttp.ClientSession:
        """The pool. Idle connections are dropped before a server would, for a stale one leaves doubt."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=15)
            self._session = aiohttp.ClientSession(connector=connector, headers=_AGENT)
        return self._session

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - reading and connecting decide
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """One call, and the status and body of its answer."""
        limit = aiohttp.ClientTimeout(
            sock_read=_seconds(read_timeout, self._read),
            sock_connect=_seconds(connect_timeout, self._connect),
        )
        return _checked(*await _ask(self._opened(), method, url, request_data, limit))


def _body(told: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """The body of a call and its headers: a form, or in parts where there are files in it."""
    if told is None or not told.contains_files:
        return told.url_encoded_parameters().encode() if told else None, _FORM
    parts = aiohttp.FormData()
    for name, value in told.json_parameters.items():
        parts.add_field(name, value)
    for name, (filename, content, kind) in told.multipart_data.items():
        parts.add_field(name, content, filename=filename, content_type=kind)
    return parts, {}


async def _ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    told: RequestData | None,
    limit: aiohttp.ClientTimeout,
) -> tuple[int, bytes]:
    """The call itself. Order matters: a connection that was never made is also a time-out by its class."""
    body, headers = _body(told)
    try:
        async with session.request(method, url, data=body, headers=headers, timeout=limit) as answer:
            return answer.status, await answer.read()
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise NotSent(f"Telegram could not be reached ({type(error).__name__}).") from None
    except TimeoutError:
        raise TimedOut("Telegram did not answer in time.") from None
    except aiohttp.ClientError as error:
        raise NetworkError(f"The connection broke ({type(error).__name__}).") from None


def hush() -> None:
    """Silence what the libraries would say of addresses (they hold the token) and of people's words."""
    for name in ("telegram", "aiohttp", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def told_to_wait(error: RetryAfter) -> timedelta:
    """How long a 429 asks to wait, however the library words it."""
    told = error.retry_after
    return told if isinstance(told, timedelta) else timedelta(seconds=told)


def _asked_wait(payload: bytes) -> int:
    """The seconds a 429 asks for; 5 if it does not say."""
    try:
        return max(1, int(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, LookupError, TypeError):
        return 5


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """Pass on what the library words well; the rest it would misread, or quote with the body in it."""
    if status < _REFUSALS.start or status in _LIBRARY_READS:
        return status, payload
    if status == _TOO_MANY:
        raise RetryAfter(_asked_wait(payload))
    if status in _REFUSALS and status != _TIMED_OUT:
        raise BadRequest(f"Telegram answered {status}.")
    raise NetworkError(f"Telegram answered {status}.")


def _seconds(given: object, default: float) -> float | None:
    """A time limit as given, or the pool's own where the caller left it open."""
    if given is None or isinstance(given, int | float):
        return given
    return default
