"""Closing a case without action asks for a reason, which is typed; chance words are none."""

from datetime import timedelta

import pytest

from domain import AlertState
from storage.words import ActionKind, CloseCode
from tests.bot.ward import DEPUTY, OWNER, Ward


async def test_no_action_asks_for_a_reason_and_takes_it_once(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Close", "No action")
    assert ward.alert(ward.red).state is AlertState.OPEN
    await ward.house.say(OWNER, "x" * 501)
    assert "make it shorter" in ward.house.last(OWNER).text
    await ward.house.say(OWNER, "a slip  of the finger")
    assert ward.house.last(OWNER).text.startswith("Closed: No action.")
    closed = ward.actions(ward.red)[-1]
    assert closed.detail == {
        "staff": ward.team.owner.id, "code": CloseCode.NO_ACTION, "reason": "a slip of the finger"
    }  # fmt: skip


async def test_the_same_message_again_is_the_same_reason(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Close", "No action")
    ward.house.people.say(OWNER, "a slip")
    (update,) = await ward.house.application.bot.get_updates(offset=ward.house.people.last_update, timeout=0)
    for _ in range(2):
        await ward.house.application.process_update(update)
    assert "Closed, Wednesday" in ward.house.last(OWNER).text
    assert ward.kinds(ward.red) == ["raised", "acknowledged", "closed"]


@pytest.mark.parametrize("turn", ["/cases", "Back", "late", "taken"])
async def test_chance_words_are_no_reason(ward: Ward, turn: str) -> None:
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Close", "No action")
    if turn == "Back":
        await ward.tap(OWNER, "Back")
    elif turn == "late":
        ward.house.clock.advance(timedelta(minutes=16))
    elif turn == "taken":
        await ward.open(DEPUTY, ward.red)
        await ward.tap(DEPUTY, "Acknowledge")
    else:
        await ward.house.say(OWNER, turn)
    await ward.house.say(OWNER, "on my way")
    said = "changed since" if turn == "taken" else "nothing was passed on"
    assert said in ward.house.last(OWNER).text
    assert ActionKind.CLOSED not in ward.kinds(ward.red)
