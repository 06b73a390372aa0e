"""Every route with every post and with nobody: who is let through is what the table says."""

import re

import pytest

from console.access.provider import Provider
from console.access.sessions import form_token
from console.web.table import Route
from storage import trail
from storage.access_words import Post, Stage
from storage.database import Database
from tests.console.browsing import EVERY_ROUTE, PEOPLE, Browser, Console
from tests.console.provider import GONE

_PART = re.compile(r"\{(\w+)(:\w+)?\}")
SAMPLES = {"code": "P0001", "episode": "E0001", "number": "1", "name": "report.html", "question": "who"}
OWN = [route for route in EVERY_ROUTE if route.stage is Stage.SIGNED_IN and route.path != "/sign-out"]


@pytest.fixture
def elsewhere() -> Provider:
    return GONE


def address(route: Route) -> str:
    return _PART.sub(lambda part: SAMPLES[part.group(1)], route.path)


async def asked(browser: Browser, route: Route) -> tuple[int, str]:
    """Ask as this browser, with the token its pages carry; the status and where it leads."""
    if route.method == "GET":
        got = await browser.get(address(route))
    else:
        got = await browser.post(address(route))
    return got.status_code, got.headers.get("location", "")


@pytest.mark.parametrize("post", Post)
async def test_a_post_reaches_its_routes_and_no_other(console: Console, house: Database, post: Post) -> None:
    browser = console.browser()
    await browser.sign_in(PEOPLE[post])
    for route in OWN:
        status, leads = await asked(browser, route)
        assert leads != "/sign-in", route.path
        assert (status == 403) == (post not in route.posts), route.path
        assert status < 500, route.path
    with house.read() as tx:
        refused = [row.detail["path"] for row in trail.read(tx) if row.verb == "console.refuse"]
    assert refused == [route.path for route in OWN if post not in route.posts]


@pytest.mark.parametrize("route", OWN, ids=lambda route: f"{route.method} {route.path}")
async def test_nobody_sees_anything_without_signing_in(browser: Browser, route: Route) -> None:
    await browser.get("/sign-in")
    assert await asked(browser, route) == (303, "/sign-in")


async def test_whoever_sets_up_reaches_nothing_else_and_the_signed_in_no_set_up(browser: Browser) -> None:
    await browser.sign_in("OWNER")
    for route in EVERY_ROUTE:
        if route.stage is Stage.SETTING_UP:
            assert await asked(browser, route) == (303, "/sign-in")


def test_every_route_that_changes_something_is_a_post_and_no_address_is_there_twice() -> None:
    assert {route.method for route in EVERY_ROUTE} == {"GET", "POST"}
    assert len({(route.method, route.path) for route in EVERY_ROUTE}) == len(EVERY_ROUTE)
    assert all(route.posts for route in EVERY_ROUTE if route.stage is Stage.SIGNED_IN)


@pytest.mark.parametrize(
    "route", [r for r in EVERY_ROUTE if r.method == "POST"], ids=lambda route: route.path
)
async def test_a_form_is_taken_from_our_own_page_in_this_browser_alone(
    console: Console, route: Route
) -> None:
    browser, other = console.browser(), console.browser()
    await browser.sign_in("OWNER")
    await other.get("/sign-in")
    wrong = (
        {"token": form_token(other.cookie)},
        {"token": ""},
        {"token": form_token(browser.cookie), "origin": "https://elsewhere.test"},
        {"token": form_token(browser.cookie), "origin": "null"},
    )
    for fields in wrong:
        assert (await browser.post(address(route), **fields)).status_code == 403
    without = await browser.web.post(address(route), data={"token": form_token(browser.cookie)})
    assert without.status_code == 403


async def test_a_form_that_is_too_large_or_no_form_is_not_taken(browser: Browser) -> None:
    await browser.get("/sign-in")
    token, headers = form_token(browser.cookie), {"origin": "https://console.test"}
    big = await browser.web.post("/sign-in", data={"token": token, "name": "x" * 70_000}, headers=headers)
    odd = await browser.web.post("/sign-in", content=b"\xff\xfe", headers=headers)
    assert (big.status_code, odd.status_code) == (403, 403)
