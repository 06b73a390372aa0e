"""'Why do we ask?': a button where the instrument has a reason, which stores nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from domain import Assessment
from questionnaires.fhir import read
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from storage import responses
from storage.database import Database
from tests import cast
from tests.bot.changing import pick, send_all
from tests.bot.house import House

CHAT = cast.CHATS["Ann"]
WHY = "urn:tmr-followup:why"
REASON = "The average says more than one bad hour. Your team is on {team_phone}."


@cache
def _explained() -> Instrument:
    """The core questions, of which the first alone says why it is asked."""
    library = Library.bundled()
    current = library.current("core")
    items = [_without_why(item) for item in library.definition(current)["item"]]
    first = next(item for item in items if item["linkId"] == "rlp-average")
    first["extension"].append({"url": WHY, "valueString": REASON})
    return read({**library.definition(current), "item": items}, current.checksum)


def _without_why(item: Mapping[str, Any]) -> dict[str, Any]:
    rows = [row for row in item.get("extension", ()) if row["url"] != WHY]
    inside = [_without_why(each) for each in item.get("item", ())]
    return {**item, **({"extension": rows} if rows else {}), **({"item": inside} if inside else {})}


@pytest.fixture
def house(database: Database, as_of: datetime, core: Assessment) -> House:
    house = House(database, as_of)
    house.desk = replace(
        house.desk, speech=replace(house.desk.speech, pinned=lambda _tx, _response, _language: _explained())
    )
    return house


def _stored(database: Database, core: Assessment) -> int:
    with database.read() as tx:
        return sum(len(responses.log(tx, each.id)) for each in responses.of_assessment(tx, core.id))


async def test_the_reason_stands_with_the_same_question_whose_buttons_work_as_before(
    database: Database, core: Assessment, house: House
) -> None:
    async with house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        asked = house.last(CHAT)
        assert house.labels(CHAT)[-1] == "Why do we ask?"
        calls = len(house.people.calls)
        assert await house.tap(CHAT, "Why do we ask?") == ""
        made = [method for method, _ in house.people.calls[calls:] if method != "getupdates"]
        assert made == ["answercallbackquery", "editmessagetext"]
        told = house.last(CHAT)
        assert told.message_id == asked.message_id
        assert "The average says more than one bad hour. Your team is on 020 7946 0000." in told.text
        assert "how bad was the pain in your remaining limb on average?" in told.text
        assert told.buttons == asked.buttons[:-1]
        assert _stored(database, core) == 0
        await house.tap(CHAT, "6")
        assert "Question 2 of" in house.last(CHAT).text
        assert "Why do we ask?" not in house.labels(CHAT)
        assert "earlier question" in await house.press(CHAT, asked.message_id, asked.buttons[-1][0].data)
        current = house.last(CHAT).buttons[0][0].data.split(":")
        assert "earlier question" not in await house.press(
            CHAT, asked.message_id, f"w:{current[1]}:{current[2]}"
        )
    assert _stored(database, core) == 1


async def test_on_a_review_there_is_nothing_to_explain(
    database: Database, as_of: datetime, core: Assessment, house: House
) -> None:
    async with house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        while "Send" not in house.labels(CHAT):
            await house.tap(CHAT, "Prefer not to say")
        review = house.last(CHAT)
        data = review.data_of("Change an answer").removesuffix(":0").replace("l:", "w:")
        assert "earlier question" in await house.press(CHAT, review.message_id, data)


async def test_an_answer_being_changed_can_be_explained_too(
    database: Database, core: Assessment, house: House
) -> None:
    async with house:
        await send_all(house)
        await pick(house, "1. ")
        assert house.labels(CHAT)[-2:] == ["Why do we ask?", "Keep the answer I sent"]
        await house.tap(CHAT, "Why do we ask?")
        assert "more than one bad hour" in house.last(CHAT).text
        await house.tap(CHAT, "7")
        assert "Now: 7" in house.last(CHAT).text
