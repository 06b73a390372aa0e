"""E-mail is the second channel of staff: what one cannot deliver goes by the other, or is told."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.mail.courier import switch_off
from domain import Channel
from storage import alerts, contacts, episodes, mailboxes, outbox, staff
from storage.database import Database, StorageFault, Tx
from storage.words import ChannelState, MailState, OutboxState, Owner
from tests import cast
from tests.bot.mailing import Mailing, mailing
from tests.bot.office import COORD, MINUTE, OWNER, Office
from tests.bot.postroom import BREAKS

NO_MAILBOX = "550 5.1.1 No such mailbox"
LATER = "450 4.2.2 Mailbox full"


@pytest.fixture
async def post(office: Office) -> AsyncIterator[Mailing]:
    async with mailing(office) as at_work:
        yield at_work


def lost(office: Office) -> frozenset[int]:
    with office.database.read() as tx:
        return staff.out_of_reach(tx, office.team.site.id)


async def test_a_blocked_chat_sends_the_notice_by_mail_instead(office: Office, post: Mailing) -> None:
    await post.deliver()
    row = office.queue_notice()
    office.rig.standin.block(OWNER)
    await office.deliver()
    assert (office.row(row).channel, office.row(row).state) == (Channel.EMAIL, OutboxState.QUEUED)
    await post.deliver()
    sent = office.row(row)
    assert (sent.state, sent.channel, sent.instead_of) == (OutboxState.SENT, Channel.EMAIL, Channel.TELEGRAM)
    assert [to for to, _ in post.room.taken] == ["owner@canary-mail.example"]
    assert office.waiting() == []
    assert office.shown(COORD) == []


async def test_whoever_never_linked_a_chat_is_told_by_mail(office: Office, post: Mailing) -> None:
    await post.deliver()
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.STAFF, office.team.owner.id, ChannelState.UNLINKED
        )
    assert office.team.owner.id not in lost(office)
    row = office.queue_notice()
    await office.deliver()
    await post.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_a_refused_mailbox_sends_it_by_telegram_instead(office: Office, post: Mailing) -> None:
    row, post.room.rcpt = post.queue(detail={"what": "backup"}), [NO_MAILBOX]
    await post.deliver()
    assert (office.row(row).channel, office.row(row).state) == (Channel.TELEGRAM, OutboxState.QUEUED)
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT
    assert office.shown(OWNER) == ["operations"]
    with office.database.read() as tx:
        assert mailboxes.refused_at(tx, office.team.owner.id) == office.now
        assert mailboxes.working_address(tx, office.team.owner.id) is None


async def test_what_neither_takes_fails_is_told_and_has_the_case_looked_at_at_once(
    office: Office, post: Mailing
) -> None:
    await post.deliver()
    row, post.room.rcpt = office.queue_notice(), [NO_MAILBOX]
    with office.database.write() as tx:
        episodes.look_at(tx, office.ann.episode.id, None)
    office.rig.standin.block(OWNER)
    await office.deliver()
    await post.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.FAILED, "mailbox-refused")
    assert office.team.owner.id in lost(office)
    with office.database.read() as tx:
        assert episodes.get(tx, office.ann.episode.id).next_look_at == office.now
        assert alerts.failed_notices(tx) == 1
    await office.deliver()
    assert office.shown(COORD) == ["operations"]


@pytest.mark.parametrize(
    ("data", "state"), [("554 5.6.0 No", OutboxState.FAILED), (BREAKS, OutboxState.UNSURE)]
)
async def test_a_refused_text_fails_and_a_broken_line_leaves_doubt(
    office: Office, post: Mailing, data: str, state: OutboxState
) -> None:
    """The owner has no chat, so nothing stands in for the mail."""
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.STAFF, office.team.owner.id, ChannelState.UNLINKED
        )
    row, post.room.data = post.queue(detail={"what": "backup"}), [data]
    await post.deliver()
    assert office.row(row).state is state


async def test_a_notice_in_doubt_is_repeated_and_marked(office: Office, post: Mailing) -> None:
    await post.deliver()
    row, post.room.data = office.queue_notice(), [BREAKS]
    office.rig.standin.block(OWNER)
    await office.deliver()
    await post.deliver()
    assert office.row(row).state is OutboxState.UNSURE
    office.rig.clock.advance(MINUTE)
    await post.deliver()
    assert "may be a repeat" not in post.text(0)
    assert "may be a repeat" in post.text(1)
    assert post.mail(0)["Message-ID"] != post.mail(1)["Message-ID"]
    office.rig.clock.advance(timedelta(hours=1))
    assert await post.deliver() == 0


async def test_what_was_being_sent_when_the_process_died_is_unsure(office: Office, post: Mailing) -> None:
    row, chat = post.queue(detail={"what": "backup"}), office.queue()
    with office.database.write() as tx:
        assert outbox.claim(tx, row, Channel.EMAIL)
        assert outbox.claim(tx, chat)
    await post.deliver()
    assert office.row(row).state is OutboxState.UNSURE
    assert office.row(chat).state is OutboxState.SENDING  # that is for the other courier to say


async def test_a_mailbox_that_is_full_is_tried_again_for_a_day(office: Office, post: Mailing) -> None:
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.STAFF, office.team.owner.id, ChannelState.UNLINKED
        )
    row, post.room.rcpt = post.queue(detail={"what": "backup"}), [LATER] * 3
    await post.deliver()
    assert office.row(row).not_before_at == office.now + MINUTE
    assert post.stands() is MailState.ON
    office.rig.clock.advance(MINUTE)
    await post.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(timedelta(days=1))
    await post.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.FAILED, "put-off-too-long")


async def test_a_case_that_somebody_took_meanwhile_is_not_mailed(office: Office, post: Mailing) -> None:
    await post.deliver()
    row = office.queue_notice()
    office.rig.standin.block(OWNER)
    await office.deliver()
    with office.database.write() as tx:
        alerts.acknowledge(tx, cast.by(office.now), office.alert.id, office.team.deputy.id)
    await post.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, "alert-acknowledged")
    assert post.room.taken == []


async def test_an_address_taken_away_meanwhile_sends_it_another_way(office: Office, post: Mailing) -> None:
    row = post.queue(detail={"what": "backup"})
    with office.database.write() as tx:
        mailboxes.set_address(tx, cast.by(office.now), office.team.owner.id, None)
    await post.deliver()
    assert (office.row(row).channel, office.row(row).reason) == (Channel.TELEGRAM, "no-working-address")


async def test_a_row_that_cannot_be_written_fails_alone(office: Office, post: Mailing) -> None:
    bad, good = post.queue("bug"), post.queue(key="operations:2", detail={"what": "backup"})
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.STAFF, office.team.owner.id, ChannelState.UNLINKED
        )
    await post.deliver()
    assert (office.row(bad).state, office.row(bad).reason) == (OutboxState.FAILED, "bug: KeyError")
    assert office.row(good).state is OutboxState.SENT


class _Away(Database):
    """A database that goes away once: when the end of the first mail is to be written."""

    settles = False

    @contextmanager
    def write(self) -> Iterator[Tx]:
        if self.settles:
            self.settles = False
            raise StorageFault("The database does not answer.")
        with super().write() as tx:
            yield tx


async def test_a_mail_whose_end_could_not_be_written_is_in_doubt(office: Office, post: Mailing) -> None:
    row, away = post.queue(detail={"what": "backup"}), _Away(office.database.url, office.database.keys)
    courier = post.another_courier(away)

    async def handed_over() -> None:
        await post.room.came.wait()
        away.settles = True

    with pytest.raises(StorageFault):
        await asyncio.gather(courier.drain(office.now), handed_over())
    assert office.row(row).state is OutboxState.SENDING
    await courier.drain(office.now)
    assert office.row(row).state is OutboxState.UNSURE
    away.close()


async def test_without_a_mail_server_nobody_is_reached_by_mail(office: Office, post: Mailing) -> None:
    await post.deliver()
    row = post.queue(detail={"what": "backup"})
    with office.database.write() as tx:
        act = cast.by(office.now)
        contacts.set_channel(tx, act, Owner.STAFF, office.team.deputy.id, ChannelState.UNLINKED)
        assert office.team.deputy.id not in staff.out_of_reach(tx, office.team.site.id)
        switch_off(tx, act)
        assert office.team.deputy.id in staff.out_of_reach(tx, office.team.site.id)
        switch_off(tx, act)
    assert post.stands() is MailState.OFF
    assert office.row(row).channel is Channel.TELEGRAM
