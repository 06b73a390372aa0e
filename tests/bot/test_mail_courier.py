"""E-mail is the second channel of staff: what one cannot deliver goes by the other, and what neither can is told."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from app.status import LATE, health
from bot.mail.courier import switch_off
from domain import Channel, Lane
from storage import alerts, contacts, heartbeats, mailboxes, outbox, staff
from storage.database import Database, StorageFault, Tx
from storage.words import ChannelState, MailState, OutboxState, Owner
from tests import cast
from tests.bot.mailing import Mailing, mailing
from tests.bot.office import COORD, MINUTE, OWNER, Office
from tests.bot.postroom import BREAKS

REFUSED = "550 5.1.1 No such mailbox"


@pytest.fixture
async def post(office: Office) -> AsyncIterator[Mailing]:
    async with mailing(office) as at_work:
        yield at_work


def _mail(post: Mailing, kind: str = "operations", **more: Any) -> int:
    """Queue something to the owner that goes by e-mail from the start."""
    told: dict[str, Any] = {
        "key": f"{kind}:1", "channel": Channel.EMAIL, "patient_id": None, "episode_id": None,
        "assessment_id": None, "staff_id": post.office.team.owner.id, "detail": {"what": "backup"},
    }  # fmt: skip
    return _queued(post, kind, **{**told, **more})


def _queued(post: Mailing, kind: str, **told: Any) -> int:
    office = post.office
    with office.database.read() as tx:
        before = {row.id for row in outbox.waiting_for(tx, told["channel"])}
    office_row = dict(told)
    with office.database.write() as tx:
        from domain import Message

        assert outbox.queue(
            tx, cast.by(office.now), Message(kind=kind, lane=Lane.NOTICE, language="en", not_before_at=office.now, **office_row)
        )
        (row,) = [row.id for row in outbox.waiting_for(tx, told["channel"]) if row.id not in before]
    return row


async def test_a_blocked_chat_sends_the_notice_by_mail_instead(office: Office, post: Mailing) -> None:
    await post.deliver()
    row = office.queue_notice()
    office.rig.standin.block(OWNER)
    await office.deliver()
    assert (office.row(row).channel, office.row(row).state) == (Channel.EMAIL, OutboxState.QUEUED)
    await post.deliver()
    sent = office.row(row)
    assert (sent.state, sent.channel, sent.instead_of) == (OutboxState.SENT, Channel.EMAIL, Channel.TELEGRAM)
    assert post.room.taken[0][0] == "owner@canary-mail.example"
    assert office.shown(COORD) == []
