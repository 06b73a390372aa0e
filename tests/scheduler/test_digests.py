"""A digest is queued once for its slot, whatever happens in between, and goes by each channel that works."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from domain import Cadence, Channel, DigestWish, WhenEmpty
from scheduler.digest_slots import latest_slot, next_slot
from scheduler.digests import queue_digests
from storage import contacts, digest_wishes, mailboxes, outbox, staff
from storage.database import Database, Tx
from storage.words import ChannelState, MailState, OutboxState, Outgoing, Owner
from tests import cast
from tests.scheduler.lives import new_tick

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TABLE = Path(__file__).parent.parent / "specs" / "digest_slots.txt"
EXAMPLES = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
LONDON = "Europe/London"


def wished(text: str, hour: str, next_at: datetime) -> DigestWish:
    weekday = None if text == "daily" else DAYS.index(text)
    cadence = Cadence.DAILY if weekday is None else Cadence.WEEKLY
    return DigestWish(1, cadence, weekday, time.fromisoformat(hour), WhenEmpty.ONE_LINE, next_at)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_next_slot_of_a_digest(example: str) -> None:
    text, hour, zone, *instants = example.split()
    after, slot = (
        datetime.fromisoformat(f"{day}T{clock}:00+00:00")
        for day, clock in zip(instants[::2], instants[1::2], strict=True)
    )
    assert next_slot(wished(text, hour, after), zone, after) == slot


def test_after_an_outage_only_the_last_slot_that_has_come_is_due() -> None:
    first = datetime(2025, 1, 15, 8, tzinfo=UTC)
    wish = wished("daily", "08:00", first)
    assert latest_slot(wish, LONDON, first) == first
    assert latest_slot(wish, LONDON, first + 5 * DAY - HOUR) == first + 4 * DAY
    assert latest_slot(wish, LONDON, first + 5 * DAY) == first + 5 * DAY


class Desk:
    """A team, whose owner wishes the digest daily at 08:00 from 16 January on."""

    def __init__(self, database: Database, at: datetime) -> None:
        self.database = database
        with database.write() as tx:
            self.team = cast.team(tx, at)
            self.owner = self.team.owner.id
            self.slot = datetime(2025, 1, 16, 8, tzinfo=UTC)
            wish = DigestWish(self.owner, Cadence.DAILY, None, time(8), WhenEmpty.ONE_LINE, self.slot)
            digest_wishes.put(tx, cast.by(at), wish)

    def queue(self, at: datetime) -> int:
        with self.database.write() as tx:
            return queue_digests(tx, cast.by(at))

    def waiting(self) -> list[Outgoing]:
        with self.database.read() as tx:
            rows = [*outbox.waiting_for(tx, Channel.TELEGRAM), *outbox.waiting_for(tx, Channel.EMAIL)]
        return [row for row in rows if row.kind == "digest"]

    def mailed(self, tx: Tx, at: datetime) -> None:
        mailboxes.set_address(tx, cast.by(at), self.owner, "owner@canary-mail.example")
        mailboxes.note_state(tx, cast.by(at), MailState.ON)


@pytest.fixture
def desk(database: Database, as_of: datetime) -> Desk:
    return Desk(database, as_of)


async def test_the_tick_queues_a_digest_at_its_hour_and_never_again_for_that_slot(desk: Desk) -> None:
    tick = new_tick(desk.database)
    await tick.run(desk.slot - timedelta(seconds=1))
    assert desk.waiting() == []
    for minutes in range(5):
        await tick.run(desk.slot + timedelta(minutes=minutes))
    (row,) = desk.waiting()
    assert (row.staff_id, row.channel) == (desk.owner, Channel.TELEGRAM)
    assert row.key == f"digest:{desk.owner}:20250116T080000:telegram"
    with desk.database.read() as tx:
        found = digest_wishes.get(tx, desk.owner)
    assert found is not None
    assert found.next_at == desk.slot + DAY


def _cut_off(desk: Desk) -> None:
    with desk.database.write() as tx:
        queue_digests(tx, cast.by(desk.slot))
        raise KeyboardInterrupt


def test_a_crash_between_the_row_and_the_next_slot_leaves_neither(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt):
        _cut_off(desk)
    assert desk.waiting() == []
    assert desk.queue(desk.slot + HOUR) == 1
    assert len(desk.waiting()) == 1


def test_an_outage_of_days_gives_one_digest(desk: Desk) -> None:
    assert desk.queue(desk.slot + 9 * DAY + HOUR) == 1
    (row,) = desk.waiting()
    assert row.key.endswith(":20250125T080000:telegram")
    assert desk.queue(desk.slot + 9 * DAY + 2 * HOUR) == 0


def test_one_that_still_waits_is_dropped_for_the_newer(desk: Desk) -> None:
    desk.queue(desk.slot)
    (first,) = desk.waiting()
    desk.queue(desk.slot + DAY)
    (second,) = desk.waiting()
    with desk.database.read() as tx:
        old = outbox.get(tx, first.id)
    assert (old.state, old.reason) == (OutboxState.DROPPED, "overtaken")
    assert second.id != first.id


def test_it_goes_by_each_channel_that_works(desk: Desk, as_of: datetime) -> None:
    with desk.database.write() as tx:
        desk.mailed(tx, as_of)
    desk.queue(desk.slot)
    assert [(row.channel, row.detail) for row in desk.waiting()] == [
        (Channel.TELEGRAM, {"ways": 2}),
        (Channel.EMAIL, {"ways": 2}),
    ]


def test_whoever_has_mail_alone_gets_it_by_mail(desk: Desk, as_of: datetime) -> None:
    with desk.database.write() as tx:
        desk.mailed(tx, as_of)
        contacts.set_channel(tx, cast.by(as_of), Owner.STAFF, desk.owner, ChannelState.UNLINKED)
    desk.queue(desk.slot)
    assert [row.channel for row in desk.waiting()] == [Channel.EMAIL]


def test_whoever_has_left_gets_none(desk: Desk, as_of: datetime) -> None:
    with desk.database.write() as tx:
        staff.leave(tx, cast.by(as_of), desk.owner)
    assert desk.queue(desk.slot) == 1
    assert desk.waiting() == []


def test_a_slot_that_somebody_else_dealt_with_is_let_be(desk: Desk, as_of: datetime) -> None:
    with desk.database.write() as tx:
        (wish,) = digest_wishes.every(tx)
        assert digest_wishes.move_on(tx, wish, wish.next_at + DAY)
        assert not digest_wishes.move_on(tx, wish, wish.next_at + DAY)
        assert digest_wishes.drop(tx, cast.by(as_of), desk.owner)
        assert not digest_wishes.drop(tx, cast.by(as_of), desk.owner)
