"""Somebody's own account: what it tells, and how whoever has a password goes over to a hospital account."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import httpx
import pytest

from clock import SystemClock
from console.access.provider import Provider
from console.pages.entry import TOO_OFTEN, WRONG
from console.pages.hospital import WHY
from domain import Act
from storage import accounts, sessions, trail
from storage import hospital as links
from storage.database import Database
from tests.console.browsing import ORIGIN, PASSWORD, Browser, Console, let_everybody_in, serving
from tests.console.provider import GONE, Hospital, known_to, signed_in_there
from tests.console.test_hospital_sign_in import came_back


@contextmanager
def opened(house: Database, elsewhere: Provider | None) -> Iterator[Console]:
    """The console with an account of each post, all by password. Each code that is typed takes half a minute;
    after some of them it is about now, by which the provider goes."""
    now = SystemClock().now() - timedelta(seconds=90)
    secrets = let_everybody_in(house, now)
    with serving(house, now, elsewhere) as console:
        console.secrets.update(secrets)
        yield console


async def shown(browser: Browser, name: str = "COORD", **wrong: str) -> httpx.Response:
    """Show once more who one is."""
    told = {"password": PASSWORD, "code": browser.code(name), **wrong}
    return await browser.post("/account/hospital", **told)


async def signed_in(console: Console, name: str = "COORD") -> Browser:
    browser = console.browser()
    await browser.sign_in(name)
    console.clock.advance(timedelta(seconds=30))
    return browser


def leads(page: httpx.Response) -> str:
    (address,) = re.findall(r'href="(http://127[^"]+)"', page.text)
    return unescape(address)


async def test_whoever_has_a_password_goes_over_to_their_hospital_account(
    house: Database, hospital: Hospital
) -> None:
    with opened(house, known_to(hospital.issuer, ORIGIN)) as console:
        browser, other = await signed_in(console), await signed_in(console)
        assert "password and authenticator" in (await browser.get("/account")).text
        page = await shown(browser)
        assert "comes in as COORD" in page.text
        assert (await browser.get("/today")).status_code == 200
        assert await came_back(browser, await signed_in_there(leads(page), "coord")) == "/"
        assert "hospital account, linked" in (await browser.get("/account")).text
        assert (await other.get("/today")).headers["location"] == "/sign-in"
        assert "Continue" not in (await browser.get("/account")).text
        assert WRONG in (await other.sign_in("COORD")).text
        with house.read() as tx:
            coord = accounts.by_code(tx, "COORD")
            assert coord is not None
            assert coord.password is None
            verbs = [row.verb for row in trail.read(tx, f"account:{coord.id}")]
            assert verbs.index("account.link") < len(verbs) - 1


async def test_a_computer_left_unlocked_links_nobody(house: Database, hospital: Hospital) -> None:
    with opened(house, known_to(hospital.issuer, ORIGIN)) as console:
        browser = await signed_in(console)
        for wrong in ({"password": "another"}, {"code": "000000"}):
            page = await shown(browser, **wrong)
            assert (page.status_code, WRONG in page.text) == (422, True)
        assert "Enter your password." in (await shown(browser, password="")).text
        for _ in range(20):
            console.desk.limits.allows("127.0.0.1", console.clock.now())
        assert TOO_OFTEN in (await shown(browser)).text
        with house.write() as tx:
            coord = accounts.by_code(tx, "COORD")
            assert coord is not None
            assert coord.failures == 2


async def test_what_leads_to_nothing_is_told_on_ones_own_page(house: Database, hospital: Hospital) -> None:
    with opened(house, known_to(hospital.issuer, ORIGIN)) as console:
        browser = await signed_in(console)
        with house.write() as tx:
            owner = accounts.by_code(tx, "OWNER")
            assert owner is not None
            links.link(tx, Act("cli", console.clock.now()), owner.id, hospital.issuer, "coord")
        back = await came_back(browser, await signed_in_there(leads(await shown(browser)), "coord"))
        assert back == "/account?why=taken"
        assert WHY["taken"] in (await browser.get(back)).text
        with house.write() as tx:
            coord = accounts.by_code(tx, "COORD")
            assert coord is not None
            assert coord.password is not None
            assert len(sessions.standing(tx, coord.id)) == 1


@pytest.mark.parametrize("elsewhere", [GONE, None])
async def test_without_the_hospitals_sign_in_it_tells_what_there_is(
    house: Database, elsewhere: Provider | None
) -> None:
    with opened(house, elsewhere) as console:
        browser = await signed_in(console)
        page = (await browser.get("/account")).text
        assert ("from now on" in page) == (elsewhere is not None)
        told = await shown(browser)
        assert told.headers.get("location") == (None if elsewhere is None else "/account?why=away")
        assert (told.status_code == 404) == (elsewhere is None)
