"""A patient's link in the console: a code to scan and a letter with the PIN, shown once; it links them."""

import re
from dataclasses import replace

import httpx
import pytest

from console.routes import ROUTES
from console.web.application import application
from domain import Act, PatientStatus
from storage import linking, patients, trail
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import ANN, mark
from tests.console.test_pages import as_one, seen

LINK = f"{ANN}/link"


async def named() -> str:
    return "follow_up_bot"


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    """At a console beside a bot whose name is known."""
    desk = replace(ward.desk, reach=replace(ward.desk.reach, bot_name=named))
    return await as_one(replace(ward, desk=desk, app=application(desk, ROUTES)), Post.COORDINATOR)


async def made(browser: Browser) -> httpx.Response:
    return await browser.post(LINK, mark=await mark(browser, LINK))


def token_of(text: str) -> str:
    found = re.search(r"start=([\w-]+)", text)
    assert found is not None
    return found.group(1)


async def test_the_link_is_scanned_and_the_letter_holds_the_pin_and_nothing_of_the_link(
    ward: Console, coordinator: Browser
) -> None:
    answer = await made(coordinator)
    screen, letter = answer.text.split('<section class="tmr-letter"')
    token, (pin,) = token_of(screen), re.findall(r"Your PIN: (\d{6})", letter)
    assert "<svg" in screen
    assert f"https://t.me/follow_up_bot?start={token}" in screen
    assert pin not in screen
    assert token not in letter
    assert answer.headers["cache-control"] == "no-store"
    with ward.desk.database.read() as tx:
        offered = linking.find_offer(tx, token)
        lines = trail.read(tx, "patient:1")
    assert offered is not None
    assert lines[-1].by == "staff:COORD"
    assert not any(secret in repr(lines) for secret in (token, pin))


async def test_a_second_link_ends_the_first(ward: Console, coordinator: Browser) -> None:
    first, second = [token_of((await made(coordinator)).text) for _ in range(2)]
    with ward.desk.database.read() as tx:
        assert linking.find_offer(tx, first) is None
        assert linking.find_offer(tx, second) is not None


async def test_without_the_bots_name_the_page_says_what_to_send(ward: Console) -> None:
    answer = await made(await as_one(ward, Post.COORDINATOR))
    assert "The name of the bot could not be read" in answer.text
    assert "/start " in answer.text


async def test_nobody_is_invited_who_has_left(ward: Console, coordinator: Browser) -> None:
    assert "Give a link to Telegram" in await seen(coordinator, ANN)
    with ward.desk.database.write() as tx:
        patients.set_status(tx, Act("cli", ward.clock.now()), 1, PatientStatus.WITHDRAWN)
    assert "Give a link to Telegram" not in await seen(coordinator, ANN)
    refused = await made(coordinator)
    assert (refused.status_code, "has left follow-up. No link was made" in refused.text) == (422, True)
