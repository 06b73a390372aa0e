"""Who may sign in is said in the console: accounts are made, set up anew and removed; never the last
administrator."""

import re

import pytest

from storage import accounts
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen


@pytest.fixture
async def admin(console: Console) -> Browser:
    return await as_one(console, Post.ADMINISTRATOR)


async def mark(admin: Browser, code: str) -> str:
    """How the account stood when the page was shown."""
    found = re.search(
        rf'/{code}/set-up">.*?name="seen" value="(\w+)"', (await admin.get("/accounts")).text, re.S
    )
    assert found is not None
    return found.group(1)


async def test_an_account_is_made_set_up_with_its_code_and_removed(console: Console, admin: Browser) -> None:
    made = await admin.post("/accounts", post="analyst", code="AN2")
    code = re.search(r"[a-z0-9]{4}(-[a-z0-9]{4}){3,}", made.text)
    assert code is not None
    assert "https://console.test/set-up" in made.text
    fresh = console.browser()
    begun = await fresh.post("/set-up", name="AN2", setup_code=code.group())
    assert begun.headers["location"] == "/set-up/finish"
    again = await admin.post("/accounts/AN2/set-up", seen=await mark(admin, "AN2"))
    assert "Set-up code of AN2" in again.text
    late = await admin.post("/accounts/AN2/set-up", seen="0")
    assert "Somebody has changed this" in late.text
    assert "Remove the account of AN2" in await seen(admin, "/accounts/AN2/remove")
    done = await admin.post("/accounts/AN2/remove")
    assert "The account is removed." in await seen(admin, done.headers["location"])
    twice = await admin.post("/accounts/AN2/remove")
    assert twice.status_code in (404, 422)
    assert (await admin.get("/accounts/AN2/remove")).status_code == 404


async def test_the_last_administrator_stays(console: Console, admin: Browser) -> None:
    for way in ("remove", "set-up"):
        kept = await admin.post(f"/accounts/ADMIN/{way}", seen=await mark(admin, "ADMIN"))
        assert "ADMIN is the last administrator of this hospital who can sign in." in kept.text
    await admin.post("/accounts", post="administrator", code="ADMIN2")
    kept = await admin.post("/accounts/ADMIN/remove")
    assert kept.status_code == 422, "one who is not set up yet does not count"
    with console.desk.database.read() as tx:
        account = accounts.by_code(tx, "ADMIN")
        assert account is not None
        assert account.active
    assert (
        "/accounts?said=account-removed" in (await admin.post("/accounts/ADMIN2/remove")).headers["location"]
    )


@pytest.mark.parametrize(
    ("told", "at", "said"),
    [
        ({"post": "analyst", "code": ""}, "code", "Write the name"),
        ({"post": "wizard", "code": "X1"}, "post", "Choose one."),
        ({"post": "analyst", "code": "OWNER"}, "code", "There is an account OWNER already."),
        ({"post": "analyst", "code": "LEAD"}, "code", "LEAD is staff. Nothing was changed."),
        ({"post": "staff", "code": "NOBODY"}, "code", "There is no staff"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    admin: Browser, told: dict[str, str], at: str, said: str
) -> None:
    refused = await admin.post("/accounts", **told)
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert said in refused.text


async def test_staff_without_an_account_get_one_and_nobody_of_elsewhere(admin: Browser) -> None:
    assert "Set-up code of LEAD" in (await admin.post("/accounts", post="staff", code="LEAD")).text
    assert (await admin.post("/accounts/NOBODY/set-up")).status_code == 404
