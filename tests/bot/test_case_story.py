"""What staff are told of a case and of the rota on Telegram: the story, page by page, and who is on call."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from storage import alerts, rota
from storage.database import Database
from tests import cast
from tests.bot.caseload import DEPUTY, OWNER, Ward, open_ward


@pytest.fixture
async def ward(database: Database, as_of: datetime) -> AsyncIterator[Ward]:
    async with open_ward(database, as_of) as ward:
        yield ward


async def test_the_story_shows_answers_only_where_the_site_allows_them(ward: Ward) -> None:
    await ward.open(OWNER, ward.amber)
    await ward.tap(OWNER, "Acknowledge", "Open the case", "Its story")
    text = ward.house.last(OWNER).text
    assert text.splitlines()[2:4] == [
        "Wednesday 15 January, 10:00: AMBER AMB-2, rise in pain, confirmed, was found (rule version 1.0.0).",
        "Wednesday 15 January, 10:00: OWNER acknowledged it.",
    ]
    assert "Answers are not shown here" in text
    with ward.house.database.write() as tx:
        cast.allow_answers(tx, ward.house.clock.now(), ward.team)
    await ward.tap(OWNER, "Back", "Its story")
    usual = "Pain of the residual limb: 8. The usual value R was 3, the value before surgery."
    assert f"{usual} The re-check said 7. Answers: day 90." in ward.house.last(OWNER).text


async def test_a_long_story_is_paged(ward: Ward) -> None:
    with ward.house.database.write() as tx:
        for number in range(20):
            alerts.join(tx, cast.by(ward.house.clock.now()), ward.red, f"k{number}", {"rule": "RED-1"})
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Its story")
    assert ward.house.labels(OWNER) == ["More", "Back"]
    await ward.tap(OWNER, "More")
    assert "(page 2 of 2)" in ward.house.last(OWNER).text
    assert ward.house.labels(OWNER) == ["Earlier ones", "Back"]


async def test_who_is_on_call_now_and_next(ward: Ward) -> None:
    now = ward.house.clock.now()
    with ward.house.database.write() as tx:
        times = {"starts_at": now + timedelta(hours=8), "ends_at": now + timedelta(hours=20)}
        rota.add(tx, cast.by(now), site_id=ward.team.site.id, staff_id=ward.team.lead.id, **times)
    await ward.house.say(DEPUTY, "/oncall")
    assert ward.house.last(DEPUTY).text.splitlines() == [
        "Now, until Wednesday 15 January, 17:00: OWNER (owner)",
        "From Wednesday 15 January, 17:00 until Wednesday 15 January, 18:00: nobody is told",
        "From Wednesday 15 January, 18:00 until Thursday 16 January, 06:00: LEAD (rota)",
        "From Thursday 16 January, 06:00 until Thursday 16 January, 09:00: nobody is told",
        "",
        "Staffed hours: Mon-Fri 09:00-17:00.",
    ]
