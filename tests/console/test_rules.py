"""The alert rules: read, their numbers drafted in a form, tried on the past, signed by the safety officer."""

import asyncio
import html
import re
from datetime import timedelta
from typing import Any

import pytest

from alerts.numbers_file import bundled
from alerts.numbers_form import typed
from alerts.rules import RULES
from console.web.bench import KEPT
from domain import AssessmentKind, Entry, EntryKind, ResponseState
from questionnaires.library import Library
from scheduler.in_force import numbers_in_force
from storage import alert_numbers, assessments, episodes, responses, sites, trail
from storage.access_words import Post
from storage.database import Tx
from tests import cast
from tests.audit.lives import ASKED, CONTEXT
from tests.console.browsing import Browser, Console, let_in
from tests.console.test_pages import as_one, seen

FIRST = "/rules/drafts/1"
NEW = {**typed(bundled()), "version": "north-1", "reason": "Fewer <false> alarms", "steep.at_least_few": "7"}


@pytest.fixture
async def author(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


@pytest.fixture
async def officer(ward: Console) -> Browser:
    """The clinical safety officer."""
    with ward.desk.database.write() as tx:
        ward.secrets["SAFETY"] = let_in(tx, ward.clock.now(), "SAFETY", Post.CLINICIAN)
    browser = ward.browser()
    await browser.sign_in("SAFETY")
    return browser


def _had_little_pain(tx: Tx, library: Library) -> None:
    """Ann had answered before the report that a case came of, so that it is a rise."""
    act = cast.by(ASKED - timedelta(days=60))
    episode, instrument = episodes.every(tx)[0], library.current("core")
    asked = assessments.add(
        tx,
        act,
        episode_id=episode.id,
        protocol_id=episode.protocol_id,
        time_point="W06",
        kind=AssessmentKind.SCHEDULED,
        opens_on=act.at.date(),
        closes_on=act.at.date(),
        send_at=act.at,
        zone="Europe/London",
        instruments=("core",),
    )
    made = responses.start(
        tx,
        act,
        assessment_id=asked.id,
        instrument="core",
        version=instrument.version,
        checksum=instrument.checksum,
        language="en",
        context=CONTEXT,
    )
    responses.append(tx, act, made.id, Entry(0, EntryKind.ANSWERED, "rlp-average", (1,), act.at))
    responses.end(tx, act, made.id, ResponseState.STOPPED)


async def drafted(author: Browser, **changes: str) -> None:
    done = await author.post("/rules/draft", **{**NEW, **changes})
    assert done.headers["location"] == f"{FIRST}?said=numbers-drafted"


async def tried(browser: Browser) -> str:
    """The page once the back-test is there."""
    said = await seen(browser, FIRST)
    while "are being judged" in said:
        await asyncio.sleep(0.05)
        said = await seen(browser, FIRST)
    return said


async def sign(browser: Browser, **fields: str) -> Any:
    shown = re.search(r'name="instead_of" value="(\w+)"', (await browser.get(FIRST)).text)
    return await browser.post(f"{FIRST}/sign", **{"instead_of": shown.group(1) if shown else "", **fields})


async def test_every_rule_is_there_with_why_and_its_numbers_for_everybody(ward: Console) -> None:
    for post in Post:
        said = await seen(await as_one(ward, post), "/rules")
        assert all(f"{rule.id}, version {rule.version}" in said for rule in RULES.values())
        assert "those that come with the product hold" in said
        assert "Points above R 4" in said
        assert ("Change the numbers" in said) == (post in (Post.CLINICIAN, Post.COORDINATOR))
    assert "Cases 1 Something was done 100% of 1 closed" in said


async def test_a_draft_is_tried_on_the_past_year_and_signed_by_the_safety_officer(
    ward: Console, author: Browser, officer: Browser
) -> None:
    with ward.desk.database.write() as tx:
        _had_little_pain(tx, ward.desk.reach.library(tx))
    await drafted(author)
    assert "Draft 1 , brought by COORD" in await seen(officer, "/rules")
    said = await tried(officer)
    assert "fewer than three earlier reports (0 to 10) In use 8 In this draft 7" in said
    assert "AMB-3a A week now 0.00 A week then 0.02 Worth it now none closed Worth it then 100% of 1" in said
    done = await sign(officer)
    assert "The numbers are signed." in await seen(officer, done.headers["location"])
    page = (await officer.get("/rules")).text
    assert "Fewer &lt;false&gt; alarms" in page
    assert "(the product has 8)" in page
    with ward.desk.database.read() as tx:
        north = sites.by_code(tx, "NORTH")
        assert north is not None
        assert numbers_in_force(tx, north.id, ward.clock.now()).steep.at_least_few == 7
        lines = [(row.verb, row.by) for row in trail.read(tx, "draft:1")]
        assert [row.by for row in trail.read(tx, "alert_numbers:1")] == ["staff:SAFETY"]
    assert lines == [
        ("alert-numbers.draft", "staff:COORD"),
        ("alert-numbers.draft-published", "staff:SAFETY"),
    ]
    assert (await officer.get(FIRST)).status_code == 404
    assert (await sign(officer)).status_code == 404


async def test_nobody_else_signs_and_the_officer_not_what_they_brought(
    ward: Console, author: Browser, officer: Browser
) -> None:
    await drafted(officer)
    await tried(author)
    assert "Only the clinical safety officer" in html.unescape((await sign(author)).text)
    refused = await sign(officer)
    assert (refused.status_code, "you cannot sign it too" in refused.text) == (422, True)
    with ward.desk.database.read() as tx:
        assert alert_numbers.every(tx) == ()


async def test_nothing_is_signed_unread(ward: Console, author: Browser, officer: Browser) -> None:
    await drafted(author)
    await tried(officer)
    assert "Other numbers were signed since" in (await sign(officer, instead_of="0")).text
    ward.clock.advance(KEPT)
    await officer.sign_in("SAFETY")
    assert "no back-test of this draft at hand" in await seen(officer, FIRST)
    in_use = bundled().checksum
    assert "The back-test is not there yet" in (await sign(officer, instead_of=in_use)).text
    again = await officer.post(f"{FIRST}/try")
    assert again.headers["location"] == FIRST
    await tried(officer)
    assert (await sign(officer)).headers["location"] == "/rules?said=numbers-signed"


async def test_every_fault_is_told_at_its_number_and_what_was_typed_stays(author: Browser) -> None:
    refused = await author.post(
        "/rules/draft", **{**NEW, "rise.points": "two <b>", "mood.at_least": "7", "reason": " "}
    )
    assert refused.status_code == 422
    for path in ("rise.points", "mood.at_least", "reason"):
        assert f'href="#{path}"' in refused.text
        assert f'id="{path}"' in refused.text
    assert "It must be 1 to 6." in refused.text
    assert 'value="two &lt;b&gt;"' in refused.text
    same = await author.post("/rules/draft", **{**NEW, "steep.at_least_few": "8"})
    assert "Nothing is different" in same.text
    taken = await author.post("/rules/draft", **{**NEW, "version": bundled().version})
    assert "The numbers of the product bear this one" in taken.text


async def test_a_draft_is_begun_from_another_and_dropped(ward: Console, author: Browser) -> None:
    await drafted(author)
    begun = (await author.get("/rules/draft?from=1")).text
    assert 'value="north-1"' in begun
    assert 'name="steep.at_least_few" type="text" value="7"' in begun
    assert (await author.get("/rules/draft?from=x")).status_code == 200
    done = await author.post(f"{FIRST}/drop")
    assert "The draft is dropped." in await seen(author, done.headers["location"])
    assert (await author.post(f"{FIRST}/drop")).status_code == 404
    assert (await author.post(f"{FIRST}/try")).status_code == 404
