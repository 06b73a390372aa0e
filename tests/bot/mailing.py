"""A mail courier at work beside Telegram's: the team of the office has addresses, the words are our own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from bot.mail.courier import MailCourier
from bot.mail.mail import Mail
from bot.mail.post import Post
from bot.mail.server import MailServer
from bot.mail.writing import write
from domain import Channel, Lane, Message
from storage import mailboxes, outbox
from storage.database import Database, Tx
from storage.words import MailState, Outgoing
from tests import cast
from tests.bot.house import speech
from tests.bot.office import Office
from tests.bot.postroom import SENDER, PostRoom, plain

SPEECH = speech()


class Mailing:
    """The office, a mail server that can be closed and opened again, and the courier that goes there."""

    def __init__(self, office: Office, room: PostRoom, port: int) -> None:
        self.office, self.room, self.port = office, room, port
        self.courier = self.another_courier(office.database)

    def another_courier(self, database: Database, server: MailServer | None = None) -> MailCourier:
        post = Post(server or plain(self.port), timedelta(seconds=0.5))
        return MailCourier(database, post, _write, SENDER)

    async def deliver(self) -> int:
        return await self.courier.drain(self.office.now)

    def works(self, *, now: MailState = MailState.ON) -> None:
        """E-mail stands so, before any courier has said so."""
        with self.office.database.write() as tx:
            mailboxes.note_state(tx, cast.by(self.office.now), now)

    def queue(self, kind: str = "operations", **more: Any) -> int:
        """Something to the owner that goes by e-mail from the start; gives the row's id."""
        told: dict[str, Any] = {"key": f"{kind}:1", "staff_id": self.office.team.owner.id, **more}
        at = self.office.now
        message = Message(
            kind=kind, lane=Lane.NOTICE, language="en", not_before_at=at, channel=Channel.EMAIL, **told
        )
        with self.office.database.write() as tx:
            assert outbox.queue(tx, cast.by(at), message)
            return max(row.id for row in outbox.waiting_for(tx, Channel.EMAIL))

    def stands(self) -> MailState:
        with self.office.database.read() as tx:
            return mailboxes.state(tx)

    def mail(self, number: int = -1) -> EmailMessage:
        return self.room.taken[number][1]

    def text(self, number: int = -1) -> str:
        body = self.mail(number).get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@asynccontextmanager
async def mailing(office: Office) -> AsyncIterator[Mailing]:
    """Everybody of the team but the safety officer has an address; the mail server listens."""
    with office.database.write() as tx:
        for member in (office.team.owner, office.team.deputy, office.team.coordinator):
            give_address(tx, office.now, member.id, member.code)
    room = PostRoom()
    async with room.open() as port:
        yield Mailing(office, room, port)


def give_address(tx: Tx, at: datetime, staff_id: int, code: str) -> None:
    mailboxes.set_address(tx, cast.by(at), staff_id, f"{code.lower()}@canary-mail.example")


def _write(tx: Tx, outgoing: Outgoing, as_of: datetime) -> Mail | None:
    if outgoing.kind == "bug":
        raise KeyError("canary words")
    return write(tx, SPEECH, outgoing, as_of)
