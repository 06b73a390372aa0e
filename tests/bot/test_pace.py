"""The pace: about 30 a second over all chats, one a second in a chat, prompts behind, holds after a 429."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import RetryAfter

from app.demo.standin_faults import TooMany
from bot.pace import CHAT, Hold, Pace, booked, wait_of
from domain import Lane
from tests.bot.rig import Rig, rigged

AT = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def sent_within(pace: Pace, lane: Lane, span: timedelta, *, one_chat: bool = False) -> int:
    """How many messages a patient sender gets out in this span, waiting each time as told."""
    at, count = AT, 0
    while True:
        at += pace.admit(1 if one_chat else count, lane, at)
        if at >= AT + span:
            return count
        count += 1


def test_about_thirty_a_second_go_out_over_all_chats() -> None:
    assert 300 <= sent_within(Pace(), Lane.NOTICE, 10 * SECOND) <= 310


def test_prompts_keep_to_twenty_a_second() -> None:
    assert 200 <= sent_within(Pace(), Lane.PROMPT, 10 * SECOND) <= 201


def test_one_a_second_goes_to_a_chat_after_a_short_burst() -> None:
    assert sent_within(Pace(), Lane.REPLY, SECOND, one_chat=True) == CHAT.burst
    assert sent_within(Pace(), Lane.REPLY, 10 * SECOND, one_chat=True) == CHAT.burst + 9


def test_a_reply_finds_room_among_prompts() -> None:
    pace, at = Pace(), AT
    for chat in range(200):
        at += pace.admit(chat, Lane.PROMPT, at)
        if chat % 3 == 0:
            assert pace.admit(10_000 + chat, Lane.REPLY, at) == timedelta(0)


def test_a_clock_set_back_two_hours_stops_nobody() -> None:
    pace = Pace()
    for _ in range(10):
        pace.admit(1, Lane.PROMPT, AT)
    assert pace.admit(1, Lane.PROMPT, AT - timedelta(hours=2)) == timedelta(0)
    assert pace.admit(2, Lane.REPLY, AT + timedelta(hours=2)) == timedelta(0)


def test_a_bucket_booked_too_far_ahead_counts_as_empty() -> None:
    far = AT + timedelta(hours=1)
    assert wait_of(far, CHAT, AT) == timedelta(0)
    assert booked(far, CHAT, AT) == AT + CHAT.every
    assert booked(None, CHAT, AT) == AT + CHAT.every
    assert booked(AT + SECOND, CHAT, AT) == AT + 2 * SECOND
    assert booked(AT - SECOND, CHAT, AT) == AT + SECOND


def test_a_429_holds_its_chat_and_no_other() -> None:
    pace = Pace()
    pace.refused(1, AT, 30 * SECOND)
    assert pace.held_until(1, AT) == AT + 30 * SECOND
    assert pace.held_until(2, AT) is None
    assert not pace.everybody_held(AT)
    assert pace.held_until(1, AT + 30 * SECOND) is None


def test_a_second_chat_refused_meanwhile_holds_everybody() -> None:
    pace = Pace()
    pace.refused(1, AT, 30 * SECOND)
    pace.refused(2, AT + SECOND, 40 * SECOND)
    assert pace.everybody_held(AT + 2 * SECOND)
    assert pace.held_until(3, AT + 2 * SECOND) == AT + 41 * SECOND
    assert not pace.everybody_held(AT + 41 * SECOND)


def test_refusals_one_after_the_other_hold_only_their_chats() -> None:
    pace = Pace()
    pace.refused(1, AT, SECOND)
    pace.refused(2, AT + 2 * SECOND, SECOND)
    assert not pace.everybody_held(AT + 2 * SECOND)


def test_the_same_chat_refused_again_is_still_only_that_chat() -> None:
    pace = Pace()
    pace.refused(1, AT, 30 * SECOND)
    pace.refused(1, AT + SECOND, 30 * SECOND)
    assert not pace.everybody_held(AT + SECOND)


def test_while_everybody_is_held_a_further_refusal_lengthens_it() -> None:
    pace = Pace()
    pace.everybody = Hold(AT, AT + 10 * SECOND)
    pace.refused(1, AT + SECOND, 60 * SECOND)
    assert pace.everybody == Hold(AT + SECOND, AT + 61 * SECOND)


def test_a_hold_from_before_the_clock_was_set_back_no_longer_binds() -> None:
    assert not Hold(AT, AT + SECOND).binds(AT - timedelta(hours=2))


def test_what_no_longer_matters_is_forgotten() -> None:
    pace = Pace()
    pace.refused(-1, AT, SECOND)
    for chat in range(1100):
        pace.admit(chat, Lane.REPLY, AT + chat * SECOND)
    assert len(pace._full) < 1000
    assert not pace._held


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with rigged(AT) as made:
        made.standin.join(1)
        made.standin.join(2)
        yield made


async def test_calls_through_the_bot_wait_for_their_turn(rig: Rig) -> None:
    for n in range(CHAT.burst + 2):
        await rig.bot.send_message(1, str(n))
    assert [round(wait, 2) for wait in rig.slept] == [1.0, 2.0]


async def test_calls_without_a_chat_never_wait(rig: Rig) -> None:
    for _ in range(40):
        await rig.bot.get_me()
    assert rig.slept == []


async def test_a_chat_held_by_telegram_is_not_called_at_all(rig: Rig) -> None:
    rig.standin.faults.next_answers("sendMessage", TooMany(30))
    with pytest.raises(RetryAfter):
        await rig.bot.send_message(1, "one")
    calls = len(rig.standin.calls)
    with pytest.raises(RetryAfter):
        await rig.bot.send_message(1, "two")
    assert len(rig.standin.calls) == calls
    await rig.bot.send_message(2, "others go on")
    rig.clock.advance(timedelta(seconds=30))
    await rig.bot.send_message(1, "three")
    assert [shown.text for shown in rig.standin.messages(1)] == ["three"]
