"""Staff and site in the console: who is reached and on call; changed as the command line does it."""

import re

import pytest

from console.pages.moments import wall_time
from storage import digest_wishes, mailboxes, rota, sites, staff, trail
from storage.access_words import Post
from tests import cast
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen

EMAIL = "owner.secret@hospital.example"


async def stamp(browser: Browser, path: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', (await browser.get(path)).text)
    assert found is not None
    return found.group(1)


async def test_the_page_tells_whom_messages_reach_and_not_where(console: Console) -> None:
    with console.desk.database.write() as tx:
        mailboxes.set_address(tx, cast.by(console.clock.now()), 1, EMAIL)
    page = (await (await as_one(console, Post.ADMINISTRATOR)).get("/staff")).text
    said = await seen(await as_one(console, Post.COORDINATOR), "/staff")
    assert "Telegram: linked. E-mail: known." in said
    assert "OWNER as owner, until" in said
    assert "Nobody is on the rota." in said
    assert not [each for each in (EMAIL, *map(str, cast.STAFF_CHATS.values())) if each in page]


async def test_a_turn_is_put_on_the_rota_and_taken_off_once(console: Console) -> None:
    coordinator = await as_one(console, Post.COORDINATOR)
    turn = {"who": "DEPUTY", "starts": "3 June 2031, 17:00", "ends": "2031-06-04 09:00"}
    assert (await coordinator.post("/staff/rota", **turn)).headers["location"] == "/staff?said=turn-added"
    assert "DEPUTY , from Tuesday 3 June, 17:00 until Wednesday 4 June, 09:00" in await seen(
        coordinator, "/staff"
    )
    over = await coordinator.post("/staff/rota", **{**turn, "who": "LEAD"})
    assert (over.status_code, "on call together with DEPUTY" in over.text) == (422, True)
    assert 'value="3 June 2031, 17:00"' in over.text
    with console.desk.database.read() as tx:
        (known,) = rota.every(tx)
        (added,) = trail.read(tx, f"shift:{known.id}")
    assert (added.verb, added.by) == ("rota.add", "staff:COORD")
    path = f"/staff/rota/{known.id}/remove"
    assert (await coordinator.post(path)).headers["location"] == "/staff?said=turn-removed"
    again = await coordinator.post(path)
    assert (again.status_code, "is not on the rota" in again.text) == (422, True)


async def test_a_time_that_cannot_be_read_is_told_at_its_field(console: Console) -> None:
    clinician = await as_one(console, Post.CLINICIAN)
    refused = await clinician.post("/staff/rota", starts="tomorrow", ends="2031-06-04")
    assert refused.status_code == 422
    assert refused.text.count('href="#starts"') == refused.text.count('href="#who"') == 1


@pytest.mark.parametrize(
    "told",
    ["3 June 2025, 17:00", "3 Jun 2025 17:00", "3/6/2025 17:00", "03.06.2025 17:00", "2025-06-03T17:00"],
)
def test_a_time_is_read_as_people_write_it(told: str) -> None:
    assert wall_time(told) == "2025-06-03 17:00"
    assert wall_time("31 June 2025 17:00") is None


async def test_the_digest_is_set_and_unset_and_the_second_of_two_is_told(console: Console) -> None:
    first, second = await as_one(console, Post.CLINICIAN), await as_one(console, Post.COORDINATOR)
    seen_by_both = await stamp(first, "/staff")
    wish = {"reader": "OWNER", "often": "Monday", "at": "07:30", "when-empty": "nothing"}
    done = await first.post("/staff/digest", seen=seen_by_both, **wish)
    assert done.headers["location"] == "/staff?said=digest-set"
    assert "every Monday, 07:30; with nothing to say nothing" in await seen(first, "/staff")
    late = await second.post("/staff/digest", seen=seen_by_both, **{**wish, "often": "never"})
    assert (late.status_code, "Somebody has changed this" in late.text) == (422, True)
    told = {"seen": await stamp(second, "/staff")}
    for wrong, said in (
        ({"reader": "NOBODY"}, "Choose who gets the digest."),
        ({"often": "hourly"}, "Choose how often."),
        ({"at": "soon"}, "is not a time of day"),
    ):
        assert said in (await second.post("/staff/digest", **{**wish, **told, **wrong})).text
    await second.post("/staff/digest", **told, **{**wish, "often": "never"})
    with console.desk.database.read() as tx:
        assert digest_wishes.every(tx) == ()


async def test_the_hospital_is_changed_and_the_second_of_two_is_told(console: Console) -> None:
    first, second = await as_one(console, Post.CLINICIAN), await as_one(console, Post.ADMINISTRATOR)
    seen_by_both = await stamp(first, "/site")
    told = {
        "name": "Northern <Hospital>",
        "team_phone": "020 7946 0999",
        "staffed_hours": "Mon-Fri 08:00-18:00",
        "owner": "OWNER",
        "deputy": "LEAD",
    }
    done = await first.post("/site", seen=seen_by_both, **told)
    assert done.headers["location"] == "/site?said=site-changed"
    said = await seen(first, "/site")
    for each in ("020 7946 0999", "Mon-Fri 08:00-18:00", "Next bank holidays", "Cymraeg"):
        assert each in said
    late = await second.post("/site", seen=seen_by_both, **{**told, "owner": "DEPUTY"})
    assert (late.status_code, "Somebody has changed this" in late.text) == (422, True)
    with console.desk.database.read() as tx:
        (site,), codes = sites.every(tx), staff.codes(tx)
        assert (site.name, codes[site.owner_id or 0], codes[site.deputy_id or 0]) == (
            "Northern <Hospital>",
            "OWNER",
            "LEAD",
        )
        assert "staff:OWNER" in {row.by for row in trail.read(tx, f"site:{site.id}")}


async def test_what_cannot_be_changed_is_told_and_nothing_of_it_is_kept(console: Console) -> None:
    clinician = await as_one(console, Post.CLINICIAN)
    told = {"name": "Elsewhere", "team_phone": "1", "staffed_hours": "Mon-Fri 09:00-17:00", "owner": "NOBODY"}
    for wrong, at in (
        ({}, "owner"),
        ({"staffed_hours": "always"}, "staffed_hours"),
        ({"name": "x" * 201}, "name"),
        ({"team_phone": " "}, "team_phone"),
    ):
        refused = await clinician.post("/site", seen=await stamp(clinician, "/site"), **{**told, **wrong})
        assert (refused.status_code, f'href="#{at}"' in refused.text) == (422, True), at
    with console.desk.database.read() as tx:
        assert sites.every(tx)[0].name == "North Hospital"


async def test_a_coordinator_sees_the_hospital_and_changes_nothing(console: Console) -> None:
    coordinator = await as_one(console, Post.COORDINATOR)
    said = await seen(coordinator, "/site")
    assert "A clinician or an administrator changes these." in said
    assert "Deputy: told when the owner is silent DEPUTY" in said
    assert (await coordinator.post("/site", name="Mine")).status_code == 403
