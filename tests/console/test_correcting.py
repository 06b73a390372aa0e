"""The date of an operation is corrected in the console: seen first, and then just that."""

import re
from datetime import date

import pytest

from scheduler.tick import look
from storage import assessments, episodes, trail
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark
from tests.console.test_pages import as_one, seen
from tests.scheduler.lives import DEFINITIONS

PAGE = "/patients/P0001/date"


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    """The windows of the follow-up that has begun stand."""
    tick(ward)
    return await as_one(ward, Post.COORDINATOR)


def tick(ward: Console) -> None:
    with ward.desk.database.write() as tx:
        look(tx, 1, ward.clock.now(), ward.desk.reach.protocols, DEFINITIONS)


async def asked(browser: Browser, on: str, **fields: str) -> str:
    told = {"mark": await mark(browser, PAGE), "episode": "E0001", "on": on, **fields}
    return (await browser.post(PAGE, **told)).text


def days(ward: Console) -> dict[str, date]:
    with ward.desk.database.read() as tx:
        return {
            each.time_point: each.opens_on for each in assessments.of_episode(tx, 1) if not each.opened_at
        }


async def test_what_would_move_is_seen_and_then_just_that_is_done(
    ward: Console, coordinator: Browser
) -> None:
    before = days(ward)
    shown = await asked(coordinator, "8 January 2025")
    assert "M12 moves from" in shown
    assert days(ward) == before
    plan = re.search(r'name="plan" value="(\w+)"', shown)
    assert plan is not None
    done = await coordinator.post(
        PAGE, mark=await mark(coordinator, PAGE), episode="E0001", on="2025-01-08", plan=plan.group(1)
    )
    assert "The date is corrected." in await seen(coordinator, done.headers["location"])
    tick(ward)
    told = set(re.findall(r"M12 moves from [0-9-]+\.\.[0-9-]+ \(asked [^)]*\) to ([0-9-]+)", shown))
    assert told == {days(ward)["M12"].isoformat()}
    with ward.desk.database.read() as tx:
        assert episodes.get(tx, 1).tmr_on == date(2025, 1, 8)
        assert [row.by for row in trail.read(tx, "episode:1") if row.verb == "episode.set-operation"] == [
            "staff:COORD"
        ]


@pytest.mark.parametrize(
    ("on", "said"),
    [("", "date"), ("1/1/1850", "date"), ("1/1/2001", "is before the amputation date"), ("x", "date")],
)
async def test_a_date_that_cannot_be_is_refused(coordinator: Browser, on: str, said: str) -> None:
    shown = await asked(coordinator, on)
    assert "There is a problem" in shown
    assert said in shown


async def test_another_plan_than_the_one_that_was_seen_is_not_done(
    ward: Console, coordinator: Browser
) -> None:
    assert "is not what this page showed" in await asked(coordinator, "8/1/2025", plan="0" * 16)
    assert "Choose the operation." in await asked(coordinator, "8/1/2025", episode="E0002")
    with ward.desk.database.read() as tx:
        same = episodes.get(tx, 1).tmr_on
    assert "already. Nothing was changed." in await asked(coordinator, same.isoformat())
