"""Where nobody knows: patients are never asked twice, clinicians rather twice than not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.demo.standin_faults import Late, LostReply, Mishap, Trouble
from bot.settling import repeat_of
from storage import outbox
from storage.database import Database, StorageFault, Tx
from storage.words import OutboxState
from tests.bot.office import ANN, MINUTE, OWNER, Office


@pytest.mark.parametrize("mishap", [Trouble(), Trouble(502), LostReply(), Late(0.6)])
async def test_an_unsure_prompt_is_never_repeated(office: Office, mishap: Mishap) -> None:
    row = office.queue()
    await office.met(mishap)
    assert office.row(row).state is OutboxState.UNSURE
    for _ in range(5):
        office.rig.clock.advance(timedelta(hours=1))
        await office.deliver()
    assert [method for method, _ in office.rig.standin.calls].count("sendmessage") <= 1
    assert office.waiting() == []


@pytest.mark.parametrize("mishap", [Trouble(), LostReply()])
async def test_an_unsure_notice_is_repeated_once_and_marked(office: Office, mishap: Mishap) -> None:
    row = office.queue_notice()
    await office.met(mishap)
    assert office.row(row).state is OutboxState.UNSURE
    (again,) = office.waiting()
    assert again.repeat
    assert again.not_before_at == office.now + MINUTE
    assert not again.key.startswith("notice:")
    assert repeat_of(again.key) == (1, office.row(row).key)
    office.rig.clock.advance(MINUTE)
    await office.deliver()
    assert office.shown(OWNER)[-1] == "again notice"
    office.rig.clock.advance(timedelta(hours=3))
    assert await office.deliver() == 0


async def test_a_notice_always_in_doubt_is_not_repeated_for_ever(office: Office) -> None:
    office.queue_notice()
    office.rig.standin.faults.next_answers("sendMessage", *[Trouble()] * 20)
    for _ in range(20):
        await office.deliver()
        office.rig.clock.advance(timedelta(minutes=16))
    assert office.waiting() == []
    with office.database.read() as tx:
        assert len(outbox.of_episode(tx, office.ann.episode.id)) == 6


async def test_an_outage_leaves_one_prompt_in_doubt_not_all(office: Office) -> None:
    with office.database.write() as tx:
        other = office.opened(tx, "WC14")
    first = office.queue()
    second = office.queue("reminder", detail={"sitting": str(other.id)})
    assert await office.met(Trouble()) == 1
    assert office.row(first).state is OutboxState.UNSURE
    assert office.row(second).state is OutboxState.QUEUED


async def test_what_was_being_sent_when_the_process_died_is_unsure(office: Office) -> None:
    prompt, notice = office.queue(), office.queue_notice()
    with office.database.write() as tx:
        outbox.claim(tx, prompt)
        outbox.claim(tx, notice)
    assert await office.another_courier().recover(office.now) == 2
    assert office.row(prompt).state is OutboxState.UNSURE
    assert office.row(notice).state is OutboxState.UNSURE
    assert [(again.repeat, again.staff_id) for again in office.waiting()] == [(True, office.team.owner.id)]


class _Away(Database):
    """A database that goes away for one transaction: the second, which settles what was sent."""

    writes = 0

    @contextmanager
    def write(self) -> Iterator[Tx]:
        self.writes += 1
        if self.writes == 2:
            raise StorageFault("The database does not answer.")
        with super().write() as tx:
            yield tx


async def test_a_row_whose_end_could_not_be_written_is_in_doubt_at_the_next_pass(office: Office) -> None:
    notice = office.queue_notice()
    calm, office.database = office.database, _Away(office.database.url, office.database.keys)
    courier = office.another_courier()
    with pytest.raises(StorageFault):
        await courier.drain(office.now)
    assert office.row(notice).state is OutboxState.SENDING
    await courier.drain(office.now)
    assert office.row(notice).state is OutboxState.UNSURE
    assert [(again.repeat, again.staff_id) for again in office.waiting()] == [(True, office.team.owner.id)]
    office.database.close()
    office.database = calm


async def test_two_couriers_send_a_row_once(office: Office) -> None:
    office.queue()
    with office.database.read() as tx:
        (row,) = outbox.due(tx, office.now, 5)
    await office.deliver()
    await office.another_courier()._deal_with(row, office.now)
    assert office.shown(ANN) == ["prompt"]
