"""The trail in the console: who did what, found by codes alone, a page at a time; and whether it is whole."""

import pytest

from console.pages import trail as page
from domain import Act
from storage import trail
from storage.access_words import Post
from tests.audit.lives import CANARIES
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen
from tests.storage.test_trail import meddle


@pytest.fixture
async def admin(ward: Console) -> Browser:
    return await as_one(ward, Post.ADMINISTRATOR)


async def test_the_trail_tells_who_did_what_when_and_from_where_and_names_nobody(admin: Browser) -> None:
    said = await seen(admin, "/trail")
    assert "Europe/London" in said
    assert "account:ADMIN console account.sign-in" in said
    assert not [each for each in CANARIES if each in said]


async def test_it_is_narrowed_by_person_verb_subject_and_days(admin: Browser) -> None:
    by_verb = await seen(admin, "/trail?verb=alert.acknowledge")
    assert "alert.acknowledge alert:1" in by_verb
    assert "account.sign-in" not in by_verb
    assert "cli command line on the server" in await seen(admin, "/trail?by=cli&subject=alert:1")
    about = await seen(admin, "/trail?subject=p0001&verb=episode")
    assert "episode.register episode:" in about
    assert "No line fits what you look for" in await seen(admin, "/trail?by=NOBODY")
    assert "No line fits" in await seen(admin, "/trail?until=1999-12-31")
    assert "account.sign-in" in await seen(admin, "/trail?since=2025-06-04&until=2025-06-04")


@pytest.mark.parametrize(
    "query",
    ["subject=Ann+Answers", "by=%3Cscript%3E", "verb=' OR 1", "since=soon", "until=9999-12-31"],
)
async def test_only_codes_and_dates_are_looked_for(admin: Browser, query: str) -> None:
    asked = await admin.get(f"/trail?{query}")
    assert asked.status_code == 422
    assert "There is a problem" in asked.text
    assert "<script>" not in asked.text
    assert "Ann" not in asked.text


async def test_a_long_trail_is_read_page_by_page_with_its_filters(ward: Console, admin: Browser) -> None:
    act = Act("cli", ward.clock.now())
    with ward.desk.database.write() as tx:
        told: list[trail.Line] = [("notes.write", f"note:{number}", {}) for number in range(page.A_PAGE + 1)]
        trail.record_all(tx, act, told)
    first = await admin.get("/trail?verb=notes")
    assert (first.text.count("note:"), "note:0<" in first.text) == (page.A_PAGE, False)
    older = first.text.partition('<a href="/trail?verb=notes&amp;before=')[2].partition('"')[0]
    last = await admin.get(f"/trail?verb=notes&before={older}")
    assert (last.text.count("note:"), "note:0<" in last.text) == (1, True)
    assert "Earlier lines" not in last.text


async def test_what_a_line_holds_is_shown_as_text(ward: Console, admin: Browser) -> None:
    with ward.desk.database.write() as tx:
        trail.record(tx, Act("cli", ward.clock.now()), "x.y", "z:1", {"a": "<script>", "long": ["b"] * 99})
    shown = (await admin.get("/trail?verb=x.y")).text
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "…" in shown


async def test_the_trail_is_verified_at_the_push_of_a_button(ward: Console, admin: Browser) -> None:
    whole = await admin.post("/trail/verify")
    with ward.desk.database.read() as tx:
        verdict = trail.verify(tx)
    assert "The trail is whole" in whole.text
    assert verdict.head in whole.text
    meddle(ward.desk.database, "UPDATE trail SET verb = 'nothing' WHERE seq = 3")
    assert "Row 3 of the trail was altered." in (await admin.post("/trail/verify")).text
