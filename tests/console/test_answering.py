"""Answers by phone or on paper in the console: asked as a patient is, stored as `answer` stores them."""

import re

import pytest

from app.care import leave
from domain import Act, AssessmentState, Entry, EntryKind, PatientStatus, ResponseState
from scheduler.tick import look
from storage import answer_drafts, assessments, audit_rows, responses, trail
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark
from tests.console.test_pages import as_one, seen
from tests.scheduler.lives import DEFINITIONS, LIBRARY

BEN = "/patients/P0002/answers"
BY_PHONE = {"place": "E0002 M06", "via": "phone", "who": "proxy", "on": ""}
SIGNS = {"chosen-1": "1", "chosen-4": "4"}


@pytest.fixture
async def clinician(ward: Console) -> Browser:
    return await as_one(ward, Post.CLINICIAN)


async def begun(browser: Browser, **fields: str) -> str:
    """Begin; the address of the first question."""
    made = await browser.post(BEN, mark=await mark(browser, BEN), **(BY_PHONE | fields))
    assert made.status_code == 303, made.text
    return await led(browser, made.headers["location"])


async def led(browser: Browser, leads: str) -> str:
    """Where an address leads in the end."""
    while (got := await browser.get(leads)).status_code == 303:
        leads = got.headers["location"]
    return leads


async def given(browser: Browser, page: str, **fields: str) -> str:
    """Send the form of a page with this; where it leads."""
    found = re.search(r'name="step" value="(\d+)"', (await browser.get(page)).text)
    assert found is not None
    sent = await browser.post(page, step=found.group(1), **fields)
    assert sent.status_code == 303, sent.text
    return await led(browser, sent.headers["location"])


async def all_given(browser: Browser, at: str) -> str:
    """Answer every question from here on: numbers with 3, ticks with two signs, the rest declined."""
    while not at.endswith("/check"):
        text = (await browser.get(at)).text
        if 'name="chosen" type="radio" value="3"' in text and "0 = no pain" in text:
            at = await given(browser, at, chosen="3")
        elif 'type="checkbox"' in text:
            at = await given(browser, at, **SIGNS)
        else:
            at = await given(browser, at, press="decline")
    return at


async def test_a_red_flag_by_phone_is_stored_with_how_it_came_read_by_the_rules_and_told(
    ward: Console, clinician: Browser
) -> None:
    first = await begun(clinician)
    assert "Taken down and not saved E0002, M06: OWNER" in await seen(clinician, BEN)
    assert "P0002, M06, by OWNER" in await seen(await as_one(ward, Post.COORDINATOR), "/today")
    check = await all_given(clinician, first)
    said = await seen(clinician, check)
    assert "By telephone, on 4 Jun 2025, from somebody for the patient" in said
    assert "Prefers not to say Change" in said
    assert "Bleeding from the limb, Chest, breath or calf Change" in said
    assert "Tell the patient For bleeding: press on it firmly" in said
    with ward.desk.database.read() as tx:
        asked = next(each for each in assessments.of_episode(tx, 2) if each.time_point == "M06")
        (response,) = responses.of_assessment(tx, asked.id)
        before = responses.log(tx, response.id)
    done = await given(clinician, check)
    said = await seen(clinician, done)
    assert "Answers saved Patient P0002, E0002, M06: answered" in said
    assert "The rules read the answers within a minute." in said
    with ward.desk.database.write() as tx:
        look(tx, 2, ward.clock.now(), ward.desk.reach.protocols, DEFINITIONS)
        log = responses.log(tx, response.id)
        lines = next(r.log for r in audit_rows.register(tx).responses if r.id == response.id)
        assert responses.get(tx, response.id).state is ResponseState.COMPLETED
        assert assessments.get(tx, asked.id).state is AssessmentState.COMPLETED
        assert answer_drafts.of_site(tx, 1) == ()
        verbs = {row.verb for row in trail.read(tx) if row.by == "staff:OWNER"}
    assert log[: len(before)] == before
    assert log[-1].kind is EntryKind.SENT
    assert {(line.by, line.via, line.proxy) for line in lines[len(before) :]} == {
        ("staff:OWNER", "phone", True)
    }
    assert {"answer-draft.begin", "answer-draft.finished", "entry.append", "response.given"} <= verbs
    said = await seen(clinician, done)
    assert "RED Case" in said
    assert "Opened by these answers." in said
    again = await clinician.post(BEN, mark=await mark(clinician, BEN), **BY_PHONE)
    assert "M06 is completed already. Nothing was changed." in again.text


@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"place": ""}, "place", "Choose the time point."),
        ({"place": "E0001 M06"}, "place", "Choose the time point."),
        ({"place": "E0002 W99"}, "place", "There is no time point"),
        ({"via": "import"}, "via", "Choose how the answers came."),
        ({"who": ""}, "who", "Choose who answered."),
        ({"on": "soon"}, "on", "date"),
        ({"on": "5/6/2025"}, "on", "This day has not come yet."),
        ({"on": "31/5/2025"}, "place", "answers of 2025-05-31 do not belong to it"),
        ({"via": "paper"}, "on", "Enter the day on which the paper was filled in."),
    ],
)
async def test_what_cannot_be_begun_is_said_at_its_field(
    ward: Console, clinician: Browser, fields: dict[str, str], at: str, said: str
) -> None:
    refused = await clinician.post(BEN, mark=await mark(clinician, BEN), **(BY_PHONE | fields))
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert said in refused.text
    with ward.desk.database.read() as tx:
        assert answer_drafts.of_site(tx, 1) == ()


async def test_an_answer_is_refused_changed_declined_and_never_guessed(
    ward: Console, clinician: Browser
) -> None:
    first = await begun(clinician)
    for wrong in ({}, {"chosen": "11"}, {"chosen": "x"}, {"press": "skip"}):
        refused = await clinician.post(first, step="0", **wrong)
        assert refused.status_code == 422
    second = await given(clinician, first, chosen="9")
    assert second != first
    assert 'value="9" checked' in (await clinician.get(first)).text
    assert await given(clinician, first, press="decline") == second
    assert "Until now: Prefers not to say." in await seen(clinician, first)
    home = first.rsplit("/", 1)[0]
    how = await given(clinician, f"{home}/how", via="paper", who="patient", on="2 June 2025")
    said = await seen(clinician, how)
    assert "On paper, on 2 Jun 2025, from the patient" in said
    assert "Not asked yet Change" in said
    assert "nothing is guessed for the rest" in said
    for wrong in ({}, {"via": "phone", "who": "patient", "on": "1/5/2025"}):
        assert (await clinician.post(f"{home}/how", step="2", **wrong)).status_code == 422
    done = await given(clinician, how)
    assert "waits for the rest of its answers until 15 Oct 2025" in await seen(clinician, done)


async def test_two_who_take_down_the_same_and_a_patient_who_answers_meanwhile_are_told(
    ward: Console, clinician: Browser
) -> None:
    first = await begun(clinician)
    second = await as_one(ward, Post.COORDINATOR)
    refused = await second.post(BEN, mark=await mark(second, BEN), **BY_PHONE)
    assert "being taken down already" in refused.text
    after = await given(second, first, chosen="4")
    late = await clinician.post(first, step="0", chosen="5")
    assert late.status_code == 422
    assert "COORD changed this since you opened the page." in late.text
    home = first.rsplit("/", 1)[0]
    with ward.desk.database.write() as tx:
        asked = next(each for each in assessments.of_episode(tx, 2) if each.time_point == "M06")
        (response,) = responses.of_assessment(tx, asked.id)
        log, at = responses.log(tx, response.id), ward.clock.now()
        link_id = LIBRARY.get("core", response.version).questions[len(log)].link_id
        told = Entry(len(log), EntryKind.ANSWERED, link_id, (8,), at)
        responses.append(tx, Act("patient:E0002", at), response.id, told)
    assert await led(clinician, after) == f"{home}/check"
    said = await seen(clinician, f"{home}/check")
    assert "The patient has answered since" in said
    assert " 4 What you took down stands above." in said
    saved = await clinician.post(f"{home}/check", step="1")
    assert "Nothing was stored." in saved.text
    going = await clinician.post(f"{home}/again", step="1")
    onward = await led(clinician, going.headers["location"])
    assert "8 Change" in await seen(clinician, onward)
    nothing = await clinician.post(f"{home}/check", step="2")
    assert "Nothing was answered. Nothing was changed." in nothing.text
    dropped = await clinician.post(f"{home}/drop")
    assert "What was taken down is deleted." in await seen(clinician, dropped.headers["location"])
    for gone in ("check", "how", "next", "1-1"):
        assert (await clinician.get(f"{home}/{gone}")).status_code == 404
    for gone in ("check", "how", "again", "drop", "1-1"):
        assert (await clinician.post(f"{home}/{gone}")).status_code == 404
    assert (await clinician.get(f"{BEN}/done/9")).status_code == 404


async def test_nothing_more_is_stored_for_whoever_has_left_and_what_was_taken_down_is_shown(
    ward: Console, clinician: Browser
) -> None:
    first = await begun(clinician)
    await given(clinician, first, chosen="6")
    home = first.rsplit("/", 1)[0]
    with ward.desk.database.write() as tx:
        leave(tx, Act("cli", ward.clock.now()), "P0002", PatientStatus.WITHDRAWN)
    assert await led(clinician, f"{home}/next") == f"{home}/check"
    said = await seen(clinician, f"{home}/check")
    assert "P0002 is withdrawn: nothing more is entered." in said
    assert (await clinician.post(f"{home}/check", step="1")).status_code == 422
    again = await clinician.post(f"{home}/again", step="1")
    assert await led(clinician, again.headers["location"]) == f"{home}/check"
    assert "nothing more is entered" in await seen(clinician, BEN)
