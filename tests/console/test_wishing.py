"""How a patient is asked is changed in the console: what moves is seen first, and then just that is done."""

import re

import pytest

from domain import Patient
from storage import assessments, patients, trail
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_correcting import tick
from tests.console.test_leaving import mark
from tests.console.test_pages import as_one, seen

PAGE = "/patients/P0001/wishes"
SAME = {"zone": "Europe/London", "send_time": "09:30", "language": "en", "large_buttons": "no"}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    tick(ward)
    return await as_one(ward, Post.COORDINATOR)


async def asked(browser: Browser, **fields: str) -> str:
    return (await browser.post(PAGE, mark=await mark(browser, PAGE), **{**SAME, **fields})).text


def ann(ward: Console) -> Patient:
    with ward.desk.database.read() as tx:
        return patients.get(tx, 1)


async def test_what_would_move_is_seen_and_then_just_that_is_done(
    ward: Console, coordinator: Browser
) -> None:
    away = {"zone": "America/New_York", "send_time": "18:00", "language": "cy", "large_buttons": "yes"}
    shown = await asked(coordinator, **away)
    assert "Time zone: Europe/London becomes America/New_York." in shown
    assert "Buttons: usual becomes large, at most two in a row." in shown
    moved = re.findall(r"(\w+) is asked on [^,]+, 18:00 \(America/New_York\), instead of", shown)
    assert ann(ward).zone == "Europe/London"
    plan = re.search(r'name="plan" value="(\w+)"', shown)
    assert plan is not None
    before = opened(ward)
    done = await coordinator.post(
        PAGE, mark=await mark(coordinator, PAGE), plan=plan.group(1), **{**SAME, **away}
    )
    assert "It is noted." in await seen(coordinator, done.headers["location"])
    tick(ward)
    assert opened(ward) == before
    with ward.desk.database.read() as tx:
        hours = {each.time_point: each.send_at.hour for each in assessments.of_episode(tx, 1)}
        assert "staff:COORD" in {
            row.by for row in trail.read(tx, "patient:1") if row.verb == "patient.prefer"
        }
    assert moved
    assert {hours[name] for name in moved} <= {22, 23}
    assert (ann(ward).zone, ann(ward).language, ann(ward).large_buttons) == ("America/New_York", "cy", True)


def opened(ward: Console) -> list[object]:
    with ward.desk.database.read() as tx:
        return [each for each in assessments.of_episode(tx, 1) if each.opened_at]


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ({"zone": "Mars/Olympus"}, "zone", "is not known; write it like Europe/London"),
        ({"zone": ""}, "zone", "Enter a time zone such as Europe/London."),
        ({"send_time": "23:00"}, "send_time", "Questions are sent from 08:00"),
        ({"send_time": "09:30Z"}, "send_time", "Write it like 09:30."),
        ({"language": "xx"}, "language", "There is"),
        ({}, "form", "P0001 is asked so already. Nothing was changed."),
        ({"zone": "Asia/Tokyo", "plan": "0" * 16}, "form", "is not what this page showed"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    ward: Console, coordinator: Browser, wrong: dict[str, str], at: str, said: str
) -> None:
    before = ann(ward)
    shown = await asked(coordinator, **wrong)
    assert f'href="#{at}"' in shown
    assert said in shown
    assert ann(ward) == before
