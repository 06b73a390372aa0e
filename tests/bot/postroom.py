"""A real mail server for tests: it keeps what it takes, and can be told to refuse or to drop the line."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.mail.server import MailServer
from clock import SystemClock

SENDER = "follow-up@north.example"
NAME, PASSWORD = "follow-up", "canary-password"
BREAKS = "breaks"


class PostRoom:
    """`rcpt` and `data` are the answers to come, one a mail: a code and words, or BREAKS."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.rcpt: list[str] = []
        self.data: list[str] = []
        self.signed_in = self.secret = 0
        self.knocks = 0
        self.came = asyncio.Event()

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.knocks += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address != SENDER:
            return "550 5.7.1 Not a sender of ours"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer == BREAKS:
            server.transport.abort()
        if answer.startswith("250") or answer == BREAKS:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append((envelope.rcpt_tos[0], message))
            self.secret += server.transport.get_extra_info("sslcontext") is not None
        self.came.set()
        return answer

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _how: str, told: Any) -> AuthResult:
        assert isinstance(told, LoginPassword)
        right = (told.login, told.password) == (NAME.encode(), PASSWORD.encode())
        self.signed_in += right
        return AuthResult(success=right, handled=right)

    @asynccontextmanager
    async def open(
        self, *, port: int = 0, tls: ssl.SSLContext | None = None, smtps: bool = False, sign_in: bool = False
    ) -> AsyncIterator[int]:
        """Listen; gives the port. With `tls` STARTTLS is required, or all of it is TLS (`smtps`)."""
        loop, lines = asyncio.get_running_loop(), list[SMTP]()

        def line() -> SMTP:
            with warnings.catch_warnings():  # with smtps the library does not see that the line is secret
                warnings.simplefilter("ignore")
                opened = SMTP(
                    self,
                    hostname="mail.example",
                    loop=loop,
                    tls_context=None if smtps else tls,
                    require_starttls=tls is not None and not smtps,
                    auth_required=sign_in,
                    auth_require_tls=tls is not None and not smtps,
                    authenticator=self.authenticate if sign_in else None,
                )
            lines.append(opened)
            return opened

        server = await loop.create_server(line, "127.0.0.1", port, ssl=tls if smtps else None)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await server.wait_closed()
            for one in lines:
                if one.transport is not None:
                    one.transport.close()
            await asyncio.sleep(0.01)


def plain(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, SENDER, plain=True)


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows, and what trusts it and nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = SystemClock().now()  # a certificate holds at the machine's own time
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    plain_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(plain_key + made.public_bytes(serialization.Encoding.PEM))
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(file)
    return shows, ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
