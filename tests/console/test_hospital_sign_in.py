"""Signing in by the hospital's own account, at a real provider over real HTTP: there and back, linked by a
set-up code, and everything that is refused on the way."""

from collections.abc import AsyncIterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey

from app.accounts import add_account
from app.hospital_sign_in import provider_of
from clock import SystemClock
from console.access.id_token import SecondFactor
from console.access.provider import BACK
from console.access.sessions import IDLE
from console.web.desk import Place
from domain import Act, Fault
from settings import Settings
from storage import accounts, sessions, staff, trail
from storage import hospital as links
from storage.access_words import Post
from storage.database import Database
from tests.console.browsing import ORIGIN, Browser, let_in, serving
from tests.console.crooked import Crooked, between
from tests.console.provider import CLIENT, GONE, Hospital, asked_for, known_to, signed_in_there


@pytest.fixture
async def middle(hospital: Hospital) -> AsyncIterator[Crooked]:
    async with between(hospital) as made:
        yield made


@contextmanager
def linked(house: Database, issuer: str, second: SecondFactor | None = None) -> Any:
    """The console by now, where OWNER and COORD are linked to `owner` and `coord` there."""
    now = SystemClock().now()
    with house.write() as tx:
        for code, subject in (("OWNER", "owner"), ("COORD", "coord")):
            made, _ = add_account(tx, Act("cli", now), code, None, None)
            links.link(tx, Act("cli", now), made.id, issuer, subject)
    with serving(house, now, known_to(issuer, ORIGIN, second)) as console:
        yield console


async def sent(browser: Browser, path: str = "/sign-in/hospital") -> str:
    await browser.get("/sign-in")
    return str((await browser.get(path)).headers["location"])


async def there_and_back(browser: Browser, name: str, path: str = "/sign-in/hospital") -> str:
    """Where the console leads whoever comes back."""
    return await came_back(browser, await signed_in_there(await sent(browser, path), name))


async def came_back(browser: Browser, address: str) -> str:
    parts = urlsplit(address)
    return str((await browser.get(f"{parts.path}?{parts.query}")).headers["location"])


def refusals(house: Database) -> list[Any]:
    with house.read() as tx:
        return [row.detail["why"] for row in trail.read(tx) if row.verb == "account.refuse"]


async def test_the_right_person_is_let_in_and_a_session_ended_elsewhere_is_over(
    house: Database, hospital: Hospital
) -> None:
    with linked(house, hospital.issuer) as console:
        browser = console.browser()
        address = await sent(browser)
        asked = asked_for(address)
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == f"{ORIGIN}/sign-in/hospital/back"
        assert (asked["prompt"], asked["max_age"], asked["scope"]) == ("login", "0", "openid")
        assert asked["claims"] == '{"id_token": {"auth_time": {"essential": true}}}'
        assert browser.cookie not in address
        before = browser.cookie
        assert await came_back(browser, back := await signed_in_there(address, "coord")) == "/"
        assert browser.cookie != before
        assert (await browser.get("/")).headers["location"] == "/today"
        assert await came_back(console.browser(), back) == "/sign-in?why=again"
        assert await came_back(browser, back) == "/account?why=again"
        with house.write() as tx:
            coord = accounts.by_code(tx, "COORD")
            assert coord is not None
            line = [row for row in trail.read(tx, f"account:{coord.id}") if row.verb == "account.sign-in"]
            assert [row.detail for row in line] == [{"by": "hospital"}]
            sessions.end_all(tx, Act("cli", console.clock.now()), coord.id)
        assert (await browser.get("/")).headers["location"] == "/sign-in"
        assert await there_and_back(browser, "coord") == "/"
        console.clock.advance(IDLE)
        assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_a_second_factor_is_asked_for_where_it_is_demanded(house: Database, hospital: Hospital) -> None:
    with linked(house, hospital.issuer, SecondFactor("amr", ("otp", "mfa"))) as console:
        assert await there_and_back(console.browser(), "owner") == "/"
        assert await there_and_back(console.browser(), "coord") == "/sign-in?why=second-factor"
    assert refusals(house) == ["second-factor"]


async def test_a_set_up_code_links_and_nobody_else_is_let_in(house: Database, hospital: Hospital) -> None:
    with linked(house, hospital.issuer) as console:
        browser = console.browser()
        assert await there_and_back(browser, "admin") == "/sign-in?why=not-linked"
        with house.write() as tx:
            _, code = add_account(tx, Act("cli", console.clock.now()), "ADMIN", "administrator", "NORTH")
        await browser.post("/set-up", name="ADMIN", setup_code=code)
        assert "/set-up/hospital" in (await browser.get("/set-up/finish")).text
        assert await there_and_back(browser, "coord", "/set-up/hospital") == "/sign-in?why=taken"
        assert await there_and_back(browser, "admin", "/set-up/hospital") == "/"
        assert (await browser.get("/")).headers["location"] == "/accounts"
        with house.write() as tx:
            person = staff.by_code(tx, "COORD")
            assert person is not None
            staff.leave(tx, Act("cli", console.clock.now()), person.id)
        assert await there_and_back(console.browser(), "coord") == "/sign-in?why=not-linked"
    assert refusals(house) == ["not-linked", "taken", "not-in-use"]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "nonce": ({"claims": lambda said: {**said, "nonce": "x"}}, "nonce", "unproven"),
    "another key": ({"key": RSAKey.generate_key(2048)}, "signature", "unproven"),
    "no signature": ({"alg": "none"}, "signature", "unproven"),
    "never says when": (
        {"claims": lambda said: {k: v for k, v in said.items() if k != "auth_time"}},
        "no-auth-time",
        "no-auth-time",
    ),
}
"""What a changed token is refused for, and with what words; all else is in `test_id_token.py`."""


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_token_that_proves_nothing_lets_nobody_in(
    house: Database, middle: Crooked, wrong: str
) -> None:
    with linked(house, middle.issuer) as console:
        changed, why, said = WRONG[wrong]
        for name, value in changed.items():
            setattr(middle, name, value)
        other = console.browser()
        assert await there_and_back(other, "coord") == f"/sign-in?why={said}"
        assert (await other.get("/")).headers["location"] == "/sign-in"
    assert refusals(house) == [why]


async def test_a_provider_that_is_away_or_lies_is_told_in_a_sentence(
    house: Database, middle: Crooked
) -> None:
    with linked(house, middle.issuer) as console:
        browser = console.browser()
        back = await signed_in_there(await sent(browser), "coord")
        middle.discovery = lambda said: {**said, "issuer": "https://elsewhere.test"}
        assert await came_back(browser, back) == "/sign-in?why=away"
        assert await sent(browser) == "/sign-in?why=away"
        middle.discovery = lambda said: {**said, "token_endpoint": "http://elsewhere.test/token"}
        assert await sent(browser) == "/sign-in?why=away"
        assert "cannot be reached" in (await browser.get("/sign-in?why=away")).text


async def test_while_the_provider_is_away_passwords_here_work(house: Database) -> None:
    now = SystemClock().now()
    with house.write() as tx:
        secret = let_in(tx, now, "OWNER", Post.CLINICIAN)
    with serving(house, now, GONE) as console:
        console.secrets["OWNER"] = secret
        browser = console.browser()
        assert await sent(browser) == "/sign-in?why=away"
        assert (await browser.sign_in("OWNER")).headers["location"] == "/"
        assert (await browser.get("/today")).status_code == 200


async def test_a_key_that_changes_between_two_sign_ins_needs_nobody(house: Database, middle: Crooked) -> None:
    fresh = RSAKey.generate_key(2048, {"kid": "fresh"})
    with linked(house, middle.issuer) as console:
        middle.key = fresh
        assert await there_and_back(console.browser(), "coord") == "/sign-in?why=unproven"
        middle.keys = lambda said: {"keys": [*said["keys"], fresh.as_dict(private=False)]}
        assert await there_and_back(console.browser(), "coord") == "/"


ODD: tuple[object, ...] = (5, [], [{}], {"id_token": 5}, {"error": {}}, {"error": "invalid_client"})
"""What no token endpoint answers, but for the last: our secret has run out."""


async def test_what_comes_back_and_makes_no_sense_breaks_no_page(house: Database, middle: Crooked) -> None:
    """From the provider, and in the address; only with what this browser was sent away with."""
    with linked(house, middle.issuer) as console:
        browser, said = console.browser(), list[str]()
        for odd in ODD:
            state = asked_for(await sent(browser))["state"]
            middle.token = odd
            said.append(await came_back(browser, f"{BACK}?state={state}&code=%00%ff{'x' * 5000}"))
    words = ("away", "away", "away", "unproven", "unproven", "client")
    assert said == [f"/sign-in?why={word}" for word in words]


async def test_what_another_browser_or_nobody_began_leads_to_no_word_with_the_provider(
    house: Database, middle: Crooked
) -> None:
    with linked(house, middle.issuer) as console:
        mine, theirs = console.browser(), console.browser()
        back = await signed_in_there(await sent(mine), "coord")
        await theirs.get("/sign-in")
        middle.asked.clear()
        assert await came_back(theirs, back) == "/sign-in?why=again"
        assert await came_back(mine, back.replace("state=", "state=x")) == "/sign-in?why=again"
        console.clock.advance(timedelta(minutes=10))
        assert await came_back(mine, back) == "/sign-in?why=again"
        assert middle.asked == []
        for _ in range(20):
            await came_back(theirs, back)
        assert await sent(theirs) == "/sign-in?why=too-often"
    assert set(refusals(house)) == {"state"}


async def test_whoever_signs_out_may_sign_out_at_the_hospital_too(house: Database, middle: Crooked) -> None:
    with linked(house, middle.issuer) as console:
        browser = console.browser()
        await there_and_back(browser, "coord")
        assert (await browser.post("/sign-out")).headers["location"] == "/signed-out"
        assert browser.cookie == ""
        assert "/signed-out/hospital" in (await browser.get("/signed-out")).text
        leads = await sent(browser, "/signed-out/hospital?post_logout_redirect_uri=https://elsewhere.test")
        assert leads.startswith(f"{middle.issuer}/logout?")
        assert asked_for(leads) == {"client_id": CLIENT, "post_logout_redirect_uri": f"{ORIGIN}/sign-in"}
        middle.discovery = lambda said: {**said, "end_session_endpoint": "http://elsewhere.test/out"}
        assert await sent(browser, "/signed-out/hospital") == "/sign-in?why=no-way-out"


async def test_the_administrator_sees_who_is_linked_and_unlinks_them(
    house: Database, hospital: Hospital
) -> None:
    with linked(house, hospital.issuer) as console:
        admin, coord = console.browser(), console.browser()
        with house.write() as tx:
            console.secrets["ADMIN"] = let_in(tx, console.clock.now(), "ADMIN", Post.ADMINISTRATOR)
        await there_and_back(coord, "coord")
        await admin.sign_in("ADMIN")
        page = (await admin.get("/accounts")).text
        assert page.count("hospital account, linked") == 2
        assert "coord" not in page.replace("coordinator", "")
        assert "Unlink COORD from" in (await admin.get("/accounts/COORD/unlink")).text
        assert (await admin.get("/accounts/ADMIN/unlink")).status_code == 404
        assert (await admin.post("/accounts/COORD/unlink")).headers["location"] == "/accounts?said=unlinked"
        assert (await admin.post("/accounts/COORD/unlink")).status_code == 404
        assert (await coord.get("/today")).headers["location"] == "/sign-in"
        assert await there_and_back(coord, "coord") == "/sign-in?why=not-linked"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"oidc_client_id": "tmr"}, "TMR_OIDC_ISSUER"),
        ({"oidc_issuer": "http://elsewhere.test"}, "https"),
        ({"oidc_second_factor": ""}, "acr=VALUE"),
        ({"oidc_second_factor": "amr="}, "acr=VALUE"),
        ({"oidc_second_factor": "mfa=yes"}, "acr=VALUE"),
    ],
)
def test_settings_that_are_not_whole_or_not_safe_are_refused(given: dict[str, str], said: str) -> None:
    whole = {"oidc_issuer": "https://idp.test", "oidc_client_id": "tmr", "oidc_client_secret": "s"}
    settings = {**(whole if len(given) == 1 and "oidc_client_id" not in given else {}), **given}
    with pytest.raises(Fault, match=said):
        provider_of(Settings(**settings), Place(8080, ORIGIN))  # type: ignore[arg-type]


def test_settings_that_are_whole_say_where_browsers_come_back() -> None:
    given = {"oidc_issuer": "https://idp.test", "oidc_client_id": "tmr", "oidc_client_secret": "s"}
    made = provider_of(Settings(**given, oidc_second_factor="acr=a, b"), Place(8080, ORIGIN))  # type: ignore[arg-type]
    assert made is not None
    assert (made.origin, made.second) == (ORIGIN, SecondFactor("acr", ("a", "b")))
    assert "'s'" not in repr(made)
    assert provider_of(Settings(), Place(8080, ORIGIN)) is None


async def test_without_it_there_is_no_route_and_no_button(browser: Browser) -> None:
    for path in ("/sign-in/hospital", "/sign-in/hospital/back?code=x&state=y", "/set-up/hospital"):
        assert (await browser.get(path)).status_code == 404
    assert "hospital account" not in (await browser.get("/sign-in?why=away")).text


async def test_only_whoever_sets_up_is_sent_away_to_be_linked(house: Database) -> None:
    with serving(house, SystemClock().now(), GONE) as console:
        assert (await console.browser().get("/set-up/hospital")).headers["location"] == "/sign-in"
