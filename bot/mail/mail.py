"""One mail: text, the same as HTML, and charts inside it; and its bytes as they travel."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.screen import Picture

_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture inside the HTML, under the name it is shown by there, with whose it is (a pseudonym); `said`
    is all it shows, in words."""

    name: str
    whose: str
    picture: Picture = field(repr=False)
    said: str = field(repr=False)


def by_name(chart: Chart) -> str:
    """Where the HTML of a mail finds a chart: inside the same mail."""
    return f"cid:{chart.name}"


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject may show on a locked telephone: it tells nothing. `html` shows charts as `cid:<name>`."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom and when; `key` is the row's own: a copy of this very mail bears the same id."""

    sender: str
    to: str = field(repr=False)
    key: str
    at: datetime


def composed(mail: Mail, envelope: Envelope, pictures: tuple[bytes, ...]) -> bytes:
    """The bytes of a mail; `pictures` are its charts, drawn as PNG."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = mail.subject
    message["From"] = envelope.sender
    message["To"] = envelope.to
    message["Date"] = format_datetime(envelope.at)
    digest = hashlib.sha256(envelope.key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{envelope.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    _, html = message.iter_parts()
    for chart, png in zip(mail.charts, pictures, strict=True):
        html.add_related(
            png, "image", "png", cid=f"<{chart.name}>", filename=f"{chart.name}.png", disposition="inline"
        )
    return message.as_bytes()
