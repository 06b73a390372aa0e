"""People of the hospital in the console: an administrator adds them, links them, changes what they work as,
and takes them off."""

import re
from datetime import timedelta

import pytest

from domain import Act
from storage import accounts, contacts, rota, sites, staff, trail
from storage.access_words import Post
from storage.words import Owner, Role
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen
from tests.console.test_site_pages import stamp

NEW = {"code": "DR2", "role": "clinician", "name": "Canary Person", "phone": "", "email": "dr2@north.example"}
PAGE = "/staff/people/DR2"


@pytest.fixture
async def admin(console: Console) -> Browser:
    browser = await as_one(console, Post.ADMINISTRATOR)
    done = await browser.post("/staff/add", **NEW)
    assert "They are added." in await seen(browser, done.headers["location"])
    return browser


async def sent(browser: Browser, way: str, **fields: str) -> str:
    done = await browser.post(f"{PAGE}/{way}", seen=await stamp(browser, PAGE), **fields)
    assert done.status_code == 303, done.text
    return await seen(browser, done.headers["location"])


async def test_somebody_is_added_described_and_linked_and_the_trail_names_nobody(
    console: Console, admin: Browser
) -> None:
    said = await sent(admin, "details", name="Canary Other", phone="07700 900123", email="")
    assert "It is kept." in said
    page = (await admin.get(PAGE)).text
    assert 'value="Canary Other"' in page
    made = await admin.post(f"{PAGE}/link", seen=await stamp(admin, PAGE))
    assert "The name of the bot could not be read" in made.text
    assert re.search(r"/start [\w-]{20,}", made.text)
    assert re.search(r"<strong>\d{6}</strong>", made.text)
    with console.desk.database.read() as tx:
        person = staff.by_code(tx, "DR2")
        assert person is not None
        told = contacts.details(tx, Owner.STAFF, person.id)
        assert (told.name, told.phone, told.email) == ("Canary Other", "07700 900123", None)
        rows = [row for row in trail.read(tx) if row.subject == f"staff:{person.id}"]
        assert {"staff.add", "contact.correct"} <= {row.verb for row in rows}
        assert "Canary" not in str([row.detail for row in trail.read(tx)])
    assert '<a href="/staff/people/DR2">DR2</a>' in (await admin.get("/staff")).text


async def test_a_role_is_changed_with_the_account_and_ends_their_sessions(
    console: Console, admin: Browser
) -> None:
    form = re.search(r'set-up">\s*.*?name="seen" value="(\w+)"', (await admin.get(PAGE)).text, re.DOTALL)
    assert form is not None
    made = await admin.post("/accounts/DR2/set-up", seen=form.group(1))
    assert "Set-up code of DR2" in made.text
    assert "The role is changed." in await sent(admin, "role", role="coordinator")
    with console.desk.database.read() as tx:
        person, account = staff.by_code(tx, "DR2"), accounts.by_code(tx, "DR2")
        assert (person and person.role, account and account.post) == (Role.COORDINATOR, Post.COORDINATOR)
    again = await admin.post(f"{PAGE}/role", seen=await stamp(admin, PAGE), role="coordinator")
    assert "DR2 is coordinator already." in again.text
    wrong = await admin.post(f"{PAGE}/role", seen=await stamp(admin, PAGE), role="wizard")
    assert 'href="#role"' in wrong.text
    old = await stamp(admin, PAGE)
    await sent(admin, "role", role="clinician")
    second = await admin.post(f"{PAGE}/role", seen=old, role="coordinator")
    assert (second.status_code, "Somebody has changed this" in second.text) == (422, True)


async def test_whoever_leaves_is_replaced_first_and_reached_no_more(console: Console, admin: Browser) -> None:
    now = console.clock.now()
    with console.desk.database.write() as tx:
        person = staff.by_code(tx, "DR2")
        assert person is not None
        site = sites.get(tx, person.site_id)
        begins, ends = now + timedelta(days=1), now + timedelta(days=2)
        turn = rota.add(
            tx, Act("cli", now), site_id=site.id, staff_id=person.id, starts_at=begins, ends_at=ends
        )
    shown = await seen(admin, f"{PAGE}/leave")
    assert "take the turn off" in shown
    assert "Is owner: name somebody else" in await seen(admin, "/staff/people/OWNER/leave")
    refused = await admin.post(f"{PAGE}/leave", seen=await stamp(admin, PAGE))
    assert "is on the rota of NORTH" in refused.text
    await admin.post(f"/staff/rota/{turn.id}/remove")
    assert "It cannot be taken back" in await seen(admin, f"{PAGE}/leave")
    assert "They work here no longer." in await sent(admin, "leave")
    assert (await admin.get(f"{PAGE}/leave")).status_code == 404
    assert "They work here no longer: nothing reaches them" in await seen(admin, PAGE)
    assert (await admin.post("/staff/people/NOBODY/leave")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"code": ""}, "code"),
        ({"code": "two words"}, "code"),
        ({"code": "OWNER"}, "code"),
        ({"role": "wizard"}, "role"),
        ({"email": "nowhere"}, "email"),
        ({"name": "y" * 301}, "name"),
    ],
)
async def test_what_cannot_be_taken_is_said_at_its_field(
    admin: Browser, wrong: dict[str, str], at: str
) -> None:
    refused = await admin.post("/staff/add", **{**NEW, "code": "DR3", **wrong})
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
