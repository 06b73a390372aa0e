"""The whole service brings a digest, by Telegram and by e-mail, once each; and says it again when asked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest

from app.demo.standin import StandIn
from app.service import Address, Service, build_service
from clock import MovingClock
from domain import Cadence, DigestWish, WhenEmpty
from scheduler.protocol import default_text
from storage import digest_wishes, mailboxes
from storage.database import Database
from tests import cast
from tests.bot.desk import Morning
from tests.bot.postroom import PostRoom, plain

OWNER = cast.STAFF_CHATS["OWNER"]
SLOT = datetime(2025, 1, 16, 8, tzinfo=UTC)


class Whole:
    def __init__(self, service: Service, people: StandIn, clock: MovingClock, room: PostRoom) -> None:
        self.service, self.people, self.clock, self.room = service, people, clock, room

    async def beat(self) -> None:
        await self.service.beat(self.clock.now())

    def messages(self) -> list[str]:
        return [shown.text for shown in self.people.messages(OWNER)]

    def digests(self) -> list[str]:
        return [text for text in self.messages() if text.startswith("Digest of NORTH")]


@pytest.fixture
async def whole(database: Database, as_of: datetime) -> AsyncIterator[Whole]:
    with database.write() as tx:
        cast.protocol(tx, as_of, default_text())
    morning = Morning(database, as_of)
    morning.busy()
    owner = morning.team.owner.id
    with database.write() as tx:
        mailboxes.set_address(tx, cast.by(as_of), owner, "owner@canary-mail.example")
        wish = DigestWish(owner, Cadence.DAILY, None, time(8), WhenEmpty.NOTHING, SLOT)
        digest_wishes.put(tx, cast.by(as_of), wish)
    clock, room = MovingClock(as_of), PostRoom()
    people = StandIn(clock)
    for chat_id in (*cast.CHATS.values(), *cast.STAFF_CHATS.values()):
        people.join(chat_id)
    address = Address(people.token, await people.start())

    async def at_once(_seconds: float) -> None:
        return

    async with room.open() as port:
        service = build_service(database, clock, address, sleep=at_once, at_once=1, mail=plain(port))
        async with service.application:
            yield Whole(service, people, clock, room)
    await people.stop()


async def test_a_digest_comes_once_by_each_channel_and_then_not_before_the_next_slot(whole: Whole) -> None:
    await whole.beat()
    whole.clock.move_to(SLOT)
    for _ in range(3):
        await whole.beat()
        whole.clock.advance(timedelta(minutes=1))
    assert len(whole.digests()) == 1
    mails = [message for _, message in whole.room.taken if message["Subject"] == "Your digest"]
    assert len(mails) == 1
    body = mails[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == whole.digests()[0].splitlines()
    whole.clock.move_to(SLOT + timedelta(days=1))
    await whole.beat()
    assert len(whole.digests()) == 2


async def test_digest_now_is_said_in_the_chat_and_counts_for_none(whole: Whole) -> None:
    whole.people.say(OWNER, "/digest now")
    await whole.service.take_updates()
    assert whole.messages()[-1].startswith("Digest of NORTH for OWNER, Wednesday 15 January, 10:00")
    whole.clock.move_to(SLOT)
    await whole.beat()
    assert "Since Wednesday 15 January, 08:00" in whole.digests()[-1]
    assert len(whole.digests()) == 2
