"""Signing in and out: what lets somebody in, what refuses, and what is left behind."""

from datetime import timedelta

import pytest

from console.access.sessions import IDLE, LONGEST
from domain import Act
from storage import accounts, sessions, staff, trail
from storage.access_words import Post
from storage.database import Database
from tests.console.browsing import PASSWORD, PEOPLE, RECOVERY, Browser, Console


def verbs(house: Database, code: str = "OWNER") -> list[str]:
    """What the trail holds of an account since it was set up."""
    with house.read() as tx:
        account = accounts.by_code(tx, code)
        assert account is not None
        return [row.verb for row in trail.read(tx, f"account:{account.id}")][3:]


@pytest.mark.parametrize(("post", "home"), [
    (Post.CLINICIAN, "/today"), (Post.COORDINATOR, "/today"),
    (Post.ANALYST, "/patients"), (Post.ADMINISTRATOR, "/accounts"),
])  # fmt: skip
async def test_each_post_is_let_in_and_sent_to_its_first_page(
    browser: Browser, post: Post, home: str
) -> None:
    done = await browser.sign_in(PEOPLE[post])
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert (await browser.get("/")).headers["location"] == home


async def test_signing_in_and_out_is_in_the_trail(browser: Browser, house: Database) -> None:
    await browser.sign_in("OWNER")
    out = await browser.post("/sign-out")
    assert out.headers["location"] == "/sign-in?said=signed-out"
    assert verbs(house) == ["account.sign-in", "account.sign-out"]
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(browser: Browser) -> None:
    kept = (await browser.sign_in("OWNER")).headers["set-cookie"]
    assert kept.startswith("__Host-tmr=")
    assert {part.strip().lower() for part in kept.split(";")[1:]} >= {
        "httponly",
        "secure",
        "path=/",
        "samesite=lax",
    }


async def test_a_new_sign_in_makes_what_the_browser_held_before_worthless(console: Console) -> None:
    mine, theirs = console.browser(), console.browser()
    await mine.get("/sign-in")
    planted = mine.cookie
    theirs.bring(planted)
    await theirs.sign_in("OWNER")
    held = theirs.cookie
    assert held != planted
    assert (await mine.get("/")).headers["location"] == "/sign-in"
    await theirs.post("/sign-in", name="COORD", password=PASSWORD, code=theirs.code("COORD"))
    assert theirs.cookie != held
    mine.bring(held)
    assert (await mine.get("/")).headers["location"] == "/sign-in"


@pytest.mark.parametrize("wrong", [
    {"name": "NOBODY"}, {"password": "walrus teapot lanterns"}, {"code": "000000"}, {"code": "zzzz-zzzz"},
])  # fmt: skip
async def test_whatever_is_wrong_is_refused_with_the_same_words_and_the_name_stays(
    browser: Browser, house: Database, wrong: dict[str, str]
) -> None:
    browser.clock.advance(timedelta(seconds=30))
    given = {"name": "OWNER", "password": "walrus teapot lantern", "code": browser.code("OWNER"), **wrong}
    refused = await browser.post("/sign-in", **given)
    assert refused.status_code == 422
    assert "Name, password or code is not right" in refused.text
    assert f'value="{given["name"]}"' in refused.text
    assert given["password"] not in refused.text
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    with house.read() as tx:
        assert trail.read(tx)[-1].verb == "account.refuse"


async def test_what_is_missing_is_said_at_its_field(browser: Browser) -> None:
    refused = await browser.post("/sign-in", name="OWNER")
    assert "There is a problem" in refused.text
    assert 'href="#password"' in refused.text
    assert 'id="code-error"' in refused.text


async def test_a_code_counts_once(console: Console) -> None:
    first, second = console.browser(), console.browser()
    code = first.code("OWNER")
    console.clock.advance(timedelta(seconds=-30))
    assert (await first.sign_in("OWNER", code=code)).status_code == 303
    console.clock.advance(timedelta(seconds=-30))
    assert (await second.sign_in("OWNER", code=code)).status_code == 422


async def test_a_recovery_code_counts_once_however_it_is_typed(console: Console) -> None:
    typed = RECOVERY.upper().replace("-", " ")
    assert (await console.browser().sign_in("OWNER", code=typed)).status_code == 303
    assert (await console.browser().sign_in("OWNER", code=RECOVERY)).status_code == 422


async def test_five_refusals_lock_an_account_for_a_minute_and_then_for_longer(
    browser: Browser, house: Database
) -> None:
    for _ in range(5):
        assert (await browser.sign_in("OWNER", password="x" * 20)).status_code == 422
        browser.clock.advance(timedelta(seconds=-30))
    assert (await browser.sign_in("OWNER")).status_code == 422
    assert verbs(house)[-1] == "account.refuse"
    browser.clock.advance(timedelta(minutes=1))
    assert (await browser.sign_in("OWNER", password="x" * 20)).status_code == 422
    browser.clock.advance(timedelta(seconds=40))
    assert (await browser.sign_in("OWNER")).status_code == 422
    browser.clock.advance(timedelta(seconds=60))
    assert (await browser.sign_in("OWNER")).status_code == 303


async def test_one_address_may_try_twenty_times_in_five_minutes(browser: Browser) -> None:
    for _ in range(20):
        await browser.post("/sign-in", name="NOBODY", password="x", code="1")
    assert "Too many tries" in (await browser.sign_in("OWNER")).text
    browser.clock.advance(timedelta(minutes=5))
    assert (await browser.sign_in("OWNER")).status_code == 303


@pytest.mark.parametrize("rests", [IDLE, LONGEST])
async def test_a_session_ends_when_it_is_not_used_and_when_it_is_old(
    browser: Browser, rests: timedelta
) -> None:
    await browser.sign_in("OWNER")
    step = IDLE if rests == IDLE else IDLE - timedelta(minutes=1)
    gone = timedelta(0)
    while gone < rests - step:
        browser.clock.advance(step)
        gone += step
        assert (await browser.get("/")).headers["location"] == "/today"
    browser.clock.advance(rests - gone)
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_a_session_is_ended_from_elsewhere_at_once(
    browser: Browser, console: Console, house: Database
) -> None:
    await browser.sign_in("OWNER")
    with house.write() as tx:
        account = accounts.by_code(tx, "OWNER")
        assert account is not None
        assert sessions.end_all(tx, Act("cli", console.clock.now()), account.id) == 1
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_staff_who_have_left_the_hospital_are_out_at_once(browser: Browser, house: Database) -> None:
    await browser.sign_in("COORD")
    with house.write() as tx:
        coordinator = staff.by_code(tx, "COORD")
        assert coordinator is not None
        staff.leave(tx, Act("cli", browser.clock.now()), coordinator.id)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    assert (await browser.sign_in("COORD")).status_code == 422


async def test_whoever_was_removed_is_out_at_once(
    browser: Browser, console: Console, house: Database
) -> None:
    await browser.sign_in("ADMIN")
    with house.write() as tx:
        account = accounts.by_code(tx, "ADMIN")
        assert account is not None
        assert accounts.leave(tx, Act("cli", console.clock.now()), account.id)
        assert not accounts.leave(tx, Act("cli", console.clock.now()), account.id)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    assert (await browser.sign_in("ADMIN")).status_code == 422
