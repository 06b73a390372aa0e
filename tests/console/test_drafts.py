"""A draft of the schedule: checked, seen on the real patients, published by a second person."""

import asyncio
import html
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.cohort_trial import try_on_cohort
from console.web.bench import KEPT
from domain import Act, Fault
from scheduler.protocol import default_text, read
from scheduler.tick import look
from storage import drafts, episodes, protocols, trail
from storage.access_words import DraftKind, Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen
from tests.questionnaires.bundled import LIBRARY
from tests.scheduler.lives import DEFINITIONS

NEW = default_text().replace("version: 1.0.0", "version: 1.0.1").replace("closes: P547D", "closes: P540D")
FIRST = "/schedules/drafts/1"


@pytest.fixture
async def author(ward: Console) -> Browser:
    """Whoever brings drafts; the windows of the follow-up that has begun stand."""
    with ward.desk.database.write() as tx:
        look(tx, 1, ward.clock.now(), ward.desk.reach.protocols, DEFINITIONS)
    return await as_one(ward, Post.COORDINATOR)


@pytest.fixture
async def second(ward: Console) -> Browser:
    return await as_one(ward, Post.CLINICIAN)


async def plan(browser: Browser) -> str:
    """What the page showed, as its form sends it."""
    found = re.search(r'name="plan" value="(\w+)"', (await browser.get(FIRST)).text)
    assert found is not None
    return found.group(1)


async def brought(author: Browser, text: str = NEW) -> None:
    done = await author.post("/schedules/draft", text=text.replace("\n", "\r\n"))
    assert done.headers["location"] == f"{FIRST}?said=drafted"


async def test_a_second_person_publishes_just_what_the_preview_showed(
    ward: Console, author: Browser, second: Browser
) -> None:
    await brought(author)
    assert "Draft 1 , brought by COORD" in await seen(second, "/schedules/draft")
    said = await seen(second, FIRST)
    assert "M12" in said
    assert "0 sent twice." in said
    assert "M12 moves from" in said, said
    done = await second.post(f"{FIRST}/publish", plan=await plan(second))
    assert "The schedule is published." in await seen(second, done.headers["location"])
    assert "1.0.1" in await seen(second, "/schedules")
    with ward.desk.database.read() as tx:
        current = protocols.current(tx)
        assert current is not None
        assert protocols.body(tx, current) == NEW
        assert {each.protocol_id for each in episodes.every(tx)} == {current}
        lines = [(row.verb, row.by) for row in trail.read(tx, "draft:1")]
    assert lines == [
        ("protocol.draft", "staff:COORD"),
        ("protocol.draft-published", "staff:OWNER"),
    ]
    assert (await second.get(FIRST)).status_code == 404
    assert (await second.post(f"{FIRST}/publish")).status_code == 404


async def test_whoever_brought_a_draft_does_not_publish_it(author: Browser) -> None:
    await brought(author)
    page = (await author.get(FIRST)).text
    assert "Somebody else must publish it" in page
    assert 'name="plan"' not in page
    refused = await author.post(f"{FIRST}/publish", plan="0" * 16)
    assert refused.status_code == 422
    assert "There is a problem" in refused.text


async def test_nothing_is_published_if_the_plan_has_changed_since(
    ward: Console, author: Browser, second: Browser
) -> None:
    await brought(author)
    accepted = await plan(second)
    with ward.desk.database.write() as tx:
        told = episodes.operation(tx, 1)
        moved = replace(told, tmr_on=told.tmr_on + timedelta(days=1))
        episodes.set_operation(tx, Act("cli", ward.clock.now()), 1, moved)
        look(tx, 1, ward.clock.now(), ward.desk.reach.protocols, DEFINITIONS)
    refused = await second.post(f"{FIRST}/publish", plan=accepted)
    assert refused.status_code == 422
    assert "is not what this page showed" in refused.text
    assert await plan(second) != accepted


async def test_every_fault_is_told_with_its_path_and_the_text_stays(author: Browser) -> None:
    text = NEW.replace("target: P14D", "target: fortnight").replace("[wound-check]", "[<script>]")
    refused = await author.post("/schedules/draft", text=text)
    assert refused.status_code == 422
    said = html.unescape(refused.text)
    assert refused.text.count('href="#text"') > 2
    assert "time_points[1].instruments: There is no instrument <script>" in said
    assert "target: fortnight" in said
    assert refused.text.count("<script") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" ", "Give the whole text"),
        ("x" * 50_001, "Use 50000 characters or fewer."),
        (default_text() + "\n", "1.0.0"),
    ],
)
async def test_what_cannot_be_a_draft_is_refused(author: Browser, text: str, said: str) -> None:
    refused = await author.post("/schedules/draft", text=text)
    assert refused.status_code == 422
    assert said in refused.text


async def test_a_draft_is_dropped_and_what_is_in_use_is_there_to_begin_from(author: Browser) -> None:
    assert "name: tmr-followup" in await seen(author, "/schedules/draft")
    await brought(author)
    done = await author.post(f"{FIRST}/drop")
    assert "The draft is dropped." in await seen(author, done.headers["location"])
    assert (await author.post(f"{FIRST}/drop")).status_code == 404
    assert (await author.get("/schedules/drafts/x")).status_code == 404


async def tried(browser: Browser) -> str:
    """The page once the made-up patients have lived."""
    said = await seen(browser, FIRST)
    while "are living through" in said:
        await asyncio.sleep(0.5)
        said = await seen(browser, FIRST)
    return said


async def test_a_draft_is_tried_on_a_made_up_cohort_beside_what_is_in_use(author: Browser) -> None:
    await brought(author, NEW.replace("  - code: WC03", "  - code: WC04"))
    assert "See what made-up patients would get" in await seen(author, FIRST)
    assert (await author.post(f"{FIRST}/try")).headers["location"] == FIRST
    said = await tried(author)
    assert "no real one is among them" in said
    assert re.search(r"Messages a patient In use [1-9]\d*\.\d In this draft [1-9]\d*\.\d", said)
    assert re.search(r"staff a week, busiest week In use [1-9]\d* In this draft [1-9]", said)
    counted = r"about \d+ in 10 \(\d+ of \d+\)"
    assert re.search(rf"WC04 In use none was over In this draft {counted}", said)
    assert re.search(rf"WC03 In use {counted} In this draft none was over", said)
    assert re.search(rf"WC07 In use ({counted}) In this draft \1", said)


async def test_figures_of_another_text_are_not_shown_and_those_of_the_same_are_the_same(
    ward: Console, author: Browser
) -> None:
    await brought(author)
    await author.post(f"{FIRST}/try")
    first = await tried(author)
    with ward.desk.database.write() as tx:
        draft = drafts.find(tx, DraftKind.PROTOCOL, 1)
        assert draft is not None
        drafts.rewrite(tx, Act("staff:COORD", ward.clock.now()), draft, NEW.replace("P540D", "P541D"))
    assert "See what made-up patients would get" in await seen(author, FIRST)
    ward.clock.advance(KEPT)
    await author.sign_in("COORD")
    with ward.desk.database.write() as tx:
        drafts.rewrite(tx, Act("staff:COORD", ward.clock.now()), draft, NEW)
    assert "See what made-up patients would get" in await seen(author, FIRST)
    await author.post(f"{FIRST}/try")
    assert figures(await tried(author)) == figures(first)


def figures(said: str) -> str:
    return said.partition("Messages and work")[2].partition("Publish")[0]


async def test_what_cannot_be_tried_says_why(ward: Console, author: Browser) -> None:
    assert (await author.post(f"{FIRST}/try")).status_code == 404
    with ward.desk.database.write() as tx:
        drafts.add(tx, Act("staff:COORD", ward.clock.now()), DraftKind.PROTOCOL, 1, "name: none")
    assert (await author.post(f"{FIRST}/try")).headers["location"] == f"{FIRST}/edit"


def test_made_up_people_answer_no_questionnaire_of_the_sites_own() -> None:
    text = default_text().replace("[wound-check]", "[north-own]")
    with pytest.raises(Fault, match=r"cannot answer .*: north-own\.$"):
        try_on_cohort(read(text, frozenset((*LIBRARY.ids, "north-own"))), date(2026, 1, 5))
