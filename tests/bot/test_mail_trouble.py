"""While one of the two services is in trouble, staff are told by the other; and e-mail says how it stands."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.status import LATE_MAIL, health
from domain import Channel
from storage import contacts, heartbeats, staff
from storage.words import ChannelState, MailState, OutboxState, Owner
from tests import cast
from tests.bot.mailing import Mailing, mailing
from tests.bot.office import MINUTE, Office
from tests.bot.postroom import NAME, PostRoom, plain

SECOND = timedelta(seconds=1)
TROUBLE = "The mail server takes no mail. Staff are told by Telegram alone."


@pytest.fixture
async def post(office: Office) -> AsyncIterator[Mailing]:
    async with mailing(office) as at_work:
        yield at_work


@pytest.fixture
async def away(office: Office) -> Mailing:
    """Everybody has an address, and nobody listens where the mail server was."""
    async with mailing(office) as at_work:
        at_work.works()
    return at_work


async def passing(post: Mailing, time: timedelta, step: timedelta = 5 * SECOND) -> None:
    until = post.office.now + time
    while post.office.now < until:
        post.office.rig.clock.advance(step)
        await post.deliver()


def mail_faults(post: Mailing) -> list[str]:
    with post.office.database.read() as tx:
        return [fault for fault in health(tx, post.office.now).faults if "mail" in fault]


async def test_a_mail_waits_for_a_server_that_is_away_and_goes_when_it_is_back(away: Mailing) -> None:
    row = away.queue(detail={"what": "backup"})
    await passing(away, MINUTE)
    assert away.office.row(row).state is OutboxState.QUEUED
    async with away.room.open(port=away.port):
        await passing(away, 2 * MINUTE)
    assert away.office.row(row).state is OutboxState.SENT
    assert away.stands() is MailState.ON


async def test_a_server_away_for_five_minutes_is_trouble_and_what_waits_goes_by_telegram(
    away: Mailing,
) -> None:
    row = away.queue(detail={"what": "backup"})
    await passing(away, 4 * MINUTE)
    assert (away.stands(), away.office.row(row).channel) == (MailState.ON, Channel.EMAIL)
    assert mail_faults(away) == []
    await passing(away, 3 * MINUTE)
    assert (away.stands(), away.office.row(row).channel) == (MailState.TROUBLE, Channel.TELEGRAM)
    assert mail_faults(away) == [TROUBLE]
    async with away.room.open(port=away.port):
        await passing(away, 2 * MINUTE)
    assert away.stands() is MailState.ON
    assert mail_faults(away) == []


async def test_whoever_has_mail_alone_is_out_of_reach_while_it_is_in_trouble(away: Mailing) -> None:
    office = away.office
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.STAFF, office.team.owner.id, ChannelState.UNLINKED
        )
        assert office.team.owner.id not in staff.out_of_reach(tx, office.team.site.id)
    await passing(away, 7 * MINUTE)
    with office.database.read() as tx:
        assert office.team.owner.id in staff.out_of_reach(tx, office.team.site.id)


async def test_a_refused_password_is_trouble_at_once(office: Office) -> None:
    room = PostRoom()
    async with mailing(office) as post, room.open(sign_in=True) as port:
        wrong = replace(plain(port), name=NAME, password="wrong")
        await post.another_courier(office.database, wrong).drain(office.now)
        assert post.stands() is MailState.TROUBLE


async def test_a_case_that_telegram_in_trouble_keeps_waiting_goes_by_mail(
    office: Office, post: Mailing
) -> None:
    row, prompt = office.queue_notice(), office.queue()
    await office.rig.gone()
    await passing(post, timedelta(minutes=4, seconds=50))
    assert office.row(row).channel is Channel.TELEGRAM
    await passing(post, 20 * SECOND)
    assert (office.row(row).state, office.row(row).channel) == (OutboxState.SENT, Channel.EMAIL)
    assert post.mail()["Subject"] == "A case waits for you"
    assert office.row(prompt).channel is Channel.TELEGRAM  # a patient has no other channel
    await office.rig.standin.start()
    await office.deliver()
    assert office.shown(cast.STAFF_CHATS["OWNER"]) == []


async def test_a_mail_courier_that_stopped_turns_the_page_red(post: Mailing) -> None:
    await post.deliver()
    assert mail_faults(post) == []
    post.office.rig.clock.advance(LATE_MAIL + SECOND)
    assert len(mail_faults(post)) == 1


async def test_an_idle_courier_knocks_now_and_then_and_shows_that_it_lives(post: Mailing) -> None:
    await post.deliver()
    await passing(post, timedelta(minutes=9), MINUTE)
    assert post.room.knocks == 1
    await passing(post, timedelta(minutes=2), MINUTE)
    assert post.room.knocks == 2
    with post.office.database.read() as tx:
        beat = heartbeats.last(tx, "mail")
    assert beat is not None
    assert beat.at == post.office.now
