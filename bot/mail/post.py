"""Hands one mail to the mail server, on a connection of its own."""

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from aiosmtplib import SMTP

from bot.mail.outcome import EDGE, after_text, before_text
from bot.mail.server import MailServer
from bot.outcome import Failure

_LOG = logging.getLogger(__name__)
_TIMEOUT = timedelta(seconds=30)


class Sends(Protocol):
    """Whatever hands mail on."""

    async def send(self, to: str, text: bytes) -> Failure | None:
        """Hand over one mail; None when the server took it."""

    async def check(self) -> Failure | None:
        """Knock without sending anything; None when the server would take mail from us."""


class Post:
    """The way to one mail server. What fails is told as a value; nothing is raised."""

    def __init__(self, server: MailServer, timeout: timedelta = _TIMEOUT) -> None:
        self._server, self._timeout = server, timeout.total_seconds()

    async def send(self, to: str, text: bytes) -> Failure | None:
        """Hand over one mail; None when the server took it."""
        client = self._client()
        try:
            await client.connect()
            await client.mail(self._server.sender)
            await client.rcpt(to)
        except EDGE as error:
            return _ended(client, before_text(error), error)
        try:
            await client.data(text)
        except EDGE as error:
            return _ended(client, after_text(error), error)
        await _leave(client)
        return None

    async def check(self) -> Failure | None:
        """Knock, sign in, say who writes, and leave."""
        client = self._client()
        try:
            await client.connect()
            await client.mail(self._server.sender)
        except EDGE as error:
            return _ended(client, before_text(error), error)
        await _leave(client)
        return None

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.name,
            password=server.password,
            local_hostname=server.domain,
            timeout=self._timeout,
            use_tls=server.smtps,
            start_tls=not (server.smtps or server.plain),
            tls_context=server.trust,
        )


def _ended(client: SMTP, failure: Failure, error: Exception) -> Failure:
    """Let the line go. The kind of error is logged and not its words, which may hold an address."""
    client.close()
    _LOG.info("A mail was not handed over (%s, %s)", type(failure).__name__, type(error).__name__)
    return failure


async def _leave(client: SMTP) -> None:
    """Say goodbye; the mail is the server's now, whatever becomes of that."""
    with suppress(*EDGE):
        await client.quit()
    client.close()
