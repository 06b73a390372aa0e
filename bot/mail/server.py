"""The mail server that takes what we send: its address, how the line is kept secret, who we say we are."""

import re
from dataclasses import dataclass, field
from ssl import SSLContext
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from domain import Fault

_LIKE = "write it like smtp://name:password@mail.example.nhs.uk:587"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MOST_ADDRESS = 254
_PORTS = {"smtp": 587, "smtps": 465}
_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


class MailFault(Fault):
    """E-mail cannot be sent as it is set up."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """`smtps` is secret from the first byte; otherwise STARTTLS is required, unless `plain` is allowed.

    Name and password never show. `trust` replaces the certificates that the machine trusts.
    """

    host: str
    port: int
    sender: str
    smtps: bool = False
    plain: bool = False
    name: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    trust: SSLContext | None = field(default=None, repr=False)

    @property
    def domain(self) -> str:
        """What stands after the @ of the sender."""
        return self.sender.rpartition("@")[2]


def server_of(url: str, sender: str | None) -> MailServer:
    """The server that TMR_SMTP_URL names, with TMR_MAIL_FROM. Raises MailFault, without the address in it.

    `smtp://` asks for STARTTLS, `smtps://` for TLS at once. `?starttls=no` sends in the clear; with a
    password that is refused except on the same machine.
    """
    if not sender or not is_address(sender):
        raise MailFault("TMR_MAIL_FROM must be set to the address that mail comes from.")
    parts = _parts(url)
    told = parse_qs(parts.query)
    plain = told == {"starttls": ["no"]} and parts.scheme == "smtp"
    if told and not plain:
        raise MailFault("TMR_SMTP_URL cannot be used: after the question mark only starttls=no is known.")
    host = parts.hostname or ""
    if plain and parts.password and host not in _OWN_MACHINE:
        raise MailFault("TMR_SMTP_URL cannot be used: a password is not sent without STARTTLS.")
    return MailServer(
        host=host,
        port=parts.port or _PORTS[parts.scheme],
        sender=sender,
        smtps=parts.scheme == "smtps",
        plain=plain,
        name=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def is_address(text: str) -> bool:
    """Whether mail can be sent there: one plain address in ASCII."""
    return len(text) <= _MOST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.path in ("", "/")
        usable = usable and parts.port != 0 and bool(parts.username) == bool(parts.password)
    except ValueError:
        usable = False
    if not usable:
        raise MailFault(f"TMR_SMTP_URL cannot be used: {_LIKE}.")
    return parts
