"""What the pages of the schedule say: the calendar, its versions, and what is sent when; to whom not."""

import pytest

from app.protocols import publish_default
from domain import Act
from scheduler.protocol import default_text
from scheduler.tick import look
from storage import episodes, protocols, sites, staff, trail
from storage.access_words import Post
from tests import cast
from tests.audit.lives import CANARIES
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen
from tests.questionnaires.bundled import LIBRARY
from tests.scheduler.lives import DEFINITIONS


@pytest.fixture
async def clinician(ward: Console) -> Browser:
    return await as_one(ward, Post.CLINICIAN)


async def test_the_schedule_in_use_is_a_calendar_in_words(clinician: Browser) -> None:
    said = await seen(clinician, "/schedules")
    assert "Schedule in use" in said
    assert "by cli" in said
    assert "No message from 21:00 to 08:00 of the patient's own time" in said
    assert f"later: {LIBRARY.current('re-check').title}; reminder after 6 hours" in said
    assert "42 days before the operation" in said
    assert "11 days after to 20 days after" in said
    assert "reminder after 2 days and 4 days; telephone list after 6 days" in said


async def test_an_earlier_version_is_shown_and_said_to_be_one(ward: Console, clinician: Browser) -> None:
    with ward.desk.database.write() as tx:
        body = default_text().replace("from: 21:00", "from: 20:00").replace(
            "\ntime_points", "\nnever_on: [Sunday]\ncaps: {a_day: 1, a_week: 4}\ntime_points"
        )  # fmt: skip
        told = {"name": "<b>new</b>", "version": "2", "checksum": "1" * 64}
        protocols.publish(tx, Act("staff:OWNER", ward.clock.now()), **told, body=body)
    page = (await clinician.get("/schedules")).text
    assert "<b>new" not in page
    said = await seen(clinician, "/schedules")
    assert "by OWNER" in said
    assert "from 20:00 to 08:00 of the patient's own time, nor on Sundays" in said
    assert "1 a day at most and 4 in seven days at most" in said
    assert "This version is not in use." in await seen(clinician, "/schedules/1")
    assert (await clinician.get("/schedules/9")).status_code == 404


async def test_before_any_schedule_the_page_says_when_there_is_one(browser: Browser) -> None:
    await browser.sign_in("ADMIN")
    assert "No schedule is in use yet." in await seen(browser, "/schedules")


async def test_what_is_sent_when_to_one_patient_has_a_reason_for_each_contact(
    ward: Console, clinician: Browser
) -> None:
    page = (await clinician.get("/schedules/coming?code=p0002")).text
    assert not [canary for canary in CANARIES if canary in page]
    said = await seen(clinician, "/schedules/coming?code=p0002")
    assert "Operation E0002" in said
    assert "M06, first message" in said
    assert "Zone: Europe/London." in said
    with ward.desk.database.read() as tx:
        assert "console.read" in [row.verb for row in trail.read(tx, "patient:2")]


async def test_a_code_that_is_not_there_is_said_at_its_field(clinician: Browser) -> None:
    refused = await clinician.get('/schedules/coming?code="><script>')
    assert refused.status_code == 422
    assert "Nobody here has this code." in refused.text
    assert refused.text.count("<script") == 1


async def test_the_first_messages_of_two_weeks_are_listed_in_the_patients_own_time(console: Console) -> None:
    clinician = await as_one(console, Post.CLINICIAN)
    assert "No questionnaire is to be sent" in await seen(clinician, "/schedules/coming")
    now = console.clock.now()
    with console.desk.database.write() as tx:
        number = publish_default(tx, Act("cli", now))
        site = sites.by_code(tx, "NORTH")
        assert site is not None
        team = cast.Team(site, *staff.of_site(tx, site.id))
        person = cast.person(tx, now, team, "Eve", protocol_id=number)
        look(tx, person.episode.id, now, console.desk.reach.protocols, DEFINITIONS)
        assert episodes.get(tx, person.episode.id).activated_at == now
    said = await seen(clinician, "/schedules/coming")
    assert "Saturday 18 January, 09:30 (Europe/London)" in said
    assert "P0001" in said
    assert LIBRARY.current("wound-check").title in said
