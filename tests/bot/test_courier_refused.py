"""What certainly did not go out is tried again as told, or fails with its reason and is told to staff."""

from datetime import timedelta

import pytest

from app.demo.standin_faults import Rejected, TooMany
from bot.courier import HOLD
from bot.faults import TelegramFault
from domain import (
    Lane,
)
from storage import heartbeats
from storage.words import ChannelState, OutboxState, Owner
from tests.bot.office import ANN, COORD, MINUTE, OWNER, Office


async def test_a_refused_connection_is_tried_again_until_it_works(office: Office) -> None:
    row = office.queue()
    await office.rig.gone()
    for _ in range(3):
        await office.deliver()
        assert office.row(row).state is OutboxState.QUEUED
        office.rig.clock.advance(MINUTE)
    await office.rig.standin.start()
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT
    assert office.shown(ANN) == ["prompt"]


async def test_while_telegram_is_away_the_courier_rests_longer_each_time(office: Office) -> None:
    office.queue()
    await office.rig.gone()
    rests = []
    for _ in range(5):
        await office.deliver()
        until = office.courier.rests_until(office.now)
        assert until is not None
        assert await office.deliver() == 0
        rests.append((until - office.now).total_seconds())
        office.rig.clock.move_to(until)
    assert rests == [5, 10, 20, 40, 60]


async def test_a_429_is_put_back_for_as_long_as_told(office: Office) -> None:
    row = office.queue()
    await office.met(TooMany(30))
    assert office.row(row).state is OutboxState.QUEUED
    assert office.row(row).not_before_at == office.now + timedelta(seconds=30)
    office.rig.clock.advance(timedelta(seconds=30))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_a_hold_for_everybody_outlives_a_restart(office: Office) -> None:
    office.queue()
    office.queue_notice()
    office.rig.standin.faults.next_answers("sendMessage", TooMany(600), TooMany(600))
    await office.deliver()
    assert await office.deliver() == 0
    with office.database.read() as tx:
        assert heartbeats.last(tx, HOLD) is not None
    office.rig.pace.everybody = None
    restarted = office.another_courier()
    await restarted.recover(office.now)
    assert restarted.rests_until(office.now) == office.now + timedelta(seconds=600)


async def test_a_blocked_bot_marks_the_channel_and_tells_the_coordinator_once(office: Office) -> None:
    first = office.queue()
    second = office.queue("say", Lane.REPLY, assessment_id=None, detail={})
    office.rig.standin.block(ANN)
    await office.deliver()
    await office.deliver()
    assert [office.row(row).state for row in (first, second)] == [OutboxState.FAILED, OutboxState.FAILED]
    assert office.channel(Owner.PATIENT, office.ann.patient.id) is ChannelState.BLOCKED
    assert office.shown(COORD) == ["blocked"]


async def test_staff_who_block_the_bot_are_reported_too(office: Office) -> None:
    row = office.queue_notice()
    office.rig.standin.block(OWNER)
    await office.deliver()
    await office.deliver()
    assert office.row(row).state is OutboxState.FAILED
    assert office.channel(Owner.STAFF, office.team.owner.id) is ChannelState.BLOCKED
    assert office.shown(COORD) == ["operations"]


async def test_a_coordinator_out_of_reach_ends_in_no_endless_loop(office: Office) -> None:
    office.rig.standin.block(COORD)
    office.rig.standin.block(ANN)
    office.queue()
    for _ in range(10):
        await office.deliver()
    assert office.waiting() == []


async def test_any_other_refusal_fails_with_its_reason_and_is_told(office: Office) -> None:
    row = office.queue()
    await office.met(Rejected(400, "Bad Request: message is too long"))
    assert (office.row(row).state, office.row(row).reason) == (
        OutboxState.FAILED,
        "refused: message is too long",
    )
    await office.deliver()
    assert office.shown(COORD) == ["operations"]
    assert office.shown(ANN) == []


async def test_a_refused_token_keeps_every_row_and_says_what_to_do(office: Office) -> None:
    row = office.queue()
    office.rig.standin.faults.next_answers("sendMessage", Rejected(401, "Unauthorized"))
    with pytest.raises(TelegramFault, match="TMR_TELEGRAM_TOKEN"):
        await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(MINUTE)
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_a_row_that_cannot_be_written_fails_alone(office: Office) -> None:
    bad = office.queue("bug", Lane.REPLY, assessment_id=None, detail={})
    good = office.queue()
    await office.deliver()
    assert (office.row(bad).state, office.row(bad).reason) == (OutboxState.FAILED, "bug: KeyError")
    assert office.row(good).state is OutboxState.SENT
