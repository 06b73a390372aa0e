"""From the set-up code that an administrator gives to the first sign-in."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest

from app.accounts import add_account, remove_account, reset_account
from domain import Act
from storage import accounts
from storage.database import Database
from tests.console.browsing import Browser, Console

_SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")


@pytest.fixture
def setup_code(house: Database, as_of: datetime) -> str:
    """That of the deputy, who has no account yet."""
    with house.write() as tx:
        return add_account(tx, Act("cli", as_of), "DEPUTY", None, None)[1]


async def begun(browser: Browser, code: str) -> str:
    """The set-up up to its last page; the authenticator's secret."""
    done = await browser.post("/set-up", name="DEPUTY", setup_code=code.upper())
    assert done.headers["location"] == "/set-up/finish"
    found = _SECRET.search((await browser.get("/set-up/finish")).text)
    assert found is not None
    return found.group(1)


async def test_whoever_has_the_code_sets_up_and_signs_in(browser: Browser, setup_code: str) -> None:
    secret = await begun(browser, setup_code)
    browser.secrets["DEPUTY"] = secret
    done = await browser.post("/set-up/finish", password="walrus teapot lantern", code=browser.code("DEPUTY"))
    codes = re.findall(r"<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</li>", done.text)
    assert len(set(codes)) == 8
    assert (await browser.get("/set-up/finish")).headers["location"] == "/sign-in"
    assert (await browser.sign_in("DEPUTY")).headers["location"] == "/"
    await browser.post("/sign-out")
    assert (await browser.sign_in("DEPUTY", code=codes[3])).status_code == 303


async def test_the_code_works_once(console: Console, setup_code: str) -> None:
    browser = console.browser()
    secret = await begun(browser, setup_code)
    browser.secrets["DEPUTY"] = secret
    await browser.post("/set-up/finish", password="walrus teapot lantern", code=browser.code("DEPUTY"))
    again = await console.browser().post("/set-up", name="DEPUTY", setup_code=setup_code)
    assert "set-up code is not right" in again.text


async def test_a_set_up_session_reaches_nothing_else(browser: Browser, setup_code: str) -> None:
    await begun(browser, setup_code)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    assert "Sign out" not in (await browser.get("/set-up/finish")).text


async def test_a_code_that_is_wrong_over_or_anothers_is_refused(browser: Browser, setup_code: str) -> None:
    for name, code in (("DEPUTY", "zzzz-zzzz-zzzz-zzzz"), ("LEAD", setup_code)):
        refused = await browser.post("/set-up", name=name, setup_code=code)
        assert "set-up code is not right" in refused.text
    browser.clock.advance(timedelta(days=3))
    assert (await browser.post("/set-up", name="DEPUTY", setup_code=setup_code)).status_code == 422


async def test_a_weak_password_or_a_wrong_code_is_said_at_its_field(
    browser: Browser, setup_code: str
) -> None:
    secret = await begun(browser, setup_code)
    short = await browser.post(
        "/set-up/finish", password="short", code=pyotp.TOTP(secret).at(browser.clock.now())
    )
    assert 'id="password-error"' in short.text
    wrong = await browser.post("/set-up/finish", password="walrus teapot lantern", code="000000")
    assert 'id="code-error"' in wrong.text
    assert secret in wrong.text


async def test_a_reset_signs_out_and_begins_anew(browser: Browser, console: Console, house: Database) -> None:
    await browser.sign_in("ADMIN")
    with house.write() as tx:
        reset_account(tx, Act("cli", console.clock.now()), "ADMIN")
        account = accounts.by_code(tx, "ADMIN")
        assert account is not None
        assert (account.password, accounts.secret(tx, account.id)) == (None, None)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    with house.write() as tx:
        remove_account(tx, Act("cli", console.clock.now()), "ADMIN")
