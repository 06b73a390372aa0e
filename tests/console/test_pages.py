"""What the pages say: Today, a case and what is done about it, the grid, one patient; and to whom not."""

import html
import re

import pytest

from console.pages import patients
from console.pages.frame import LINKS
from console.pages.today import LOST, WindowLine
from console.web.rendering import templates
from domain import Act, AlertState, AssessmentState, PatientStatus, Severity
from storage import alerts, trail, transfers
from storage.access_words import Post
from storage.words import ChannelState, TransferReason
from tests import cast
from tests.audit.lives import CANARIES
from tests.console.browsing import PEOPLE, Browser, Console


async def seen(browser: Browser, path: str) -> str:
    """The words of a page."""
    page = await browser.get(path)
    assert page.status_code == 200, path
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def as_one(ward: Console, post: Post) -> Browser:
    browser = ward.browser()
    await browser.sign_in(PEOPLE[post])
    return browser


@pytest.fixture
async def clinician(ward: Console) -> Browser:
    return await as_one(ward, Post.CLINICIAN)


async def test_today_tells_the_clinician_of_cases_first_and_the_coordinator_of_follow_up(
    ward: Console,
) -> None:
    clinician = await seen(await as_one(ward, Post.CLINICIAN), "/today")
    coordinator = await seen(await as_one(ward, Post.COORDINATOR), "/today")
    assert "RED Case 2" in clinician
    assert "2 days, 2 June 2025" in clinician
    assert "Nobody has taken it yet. Overdue: it was to be acknowledged by 2 June 2025" in clinician
    assert clinician.endswith("Times are those of Europe/London.")
    assert clinician.index("Open cases") < clinician.index("To phone")
    assert coordinator.index("To phone") < coordinator.index("Open cases")
    assert "Selection by a multidisciplinary team must be recorded" in coordinator
    assert "P0001 : life is worse" in coordinator


async def test_today_of_an_empty_hospital_says_what_comes_there(browser: Browser) -> None:
    await browser.sign_in("OWNER")
    said = await seen(browser, "/today")
    for nothing in ("No case is open.", "Nobody needs a telephone call.", "Messages reach every patient"):
        assert nothing in said
    assert "Nobody is enrolled yet." in await seen(browser, "/patients")


async def test_a_case_tells_its_story_with_the_answers_behind_it(clinician: Browser) -> None:
    said = await seen(clinician, "/cases/1")
    assert "Called the patient" in said
    assert "value 7" in said
    assert "Answers behind it" in said
    assert "What was done?" not in said
    assert "Next case: 2" in said


async def test_a_case_in_answers_that_staff_entered_late_tells_both_days(
    ward: Console, clinician: Browser
) -> None:
    days = {"given-on": "2025-02-26", "entered-on": "2025-04-25"}
    with ward.desk.database.write() as tx:
        raised = alerts.raise_alert(
            tx,
            act_of(ward),
            key="RED-3:9:0",
            episode_id=alerts.get(tx, 2).episode_id,
            response_id=None,
            rule="RED-3",
            rule_version="1.0.0",
            severity=Severity.RED,
            inputs={"day": 42, **days},
        )
    assert raised is not None
    said = await seen(clinician, f"/cases/{raised.id}")
    both = "The patient gave these answers on 26 February 2025. Staff entered them on 25 April 2025."
    assert said.count(both) == 2, "under its title and in its story"
    assert "(answers of 26 February 2025)" in await seen(clinician, "/today")


async def test_a_case_of_a_rule_that_is_gone_is_shown_by_its_number_and_closed(
    ward: Console, clinician: Browser
) -> None:
    with ward.desk.database.write() as tx:
        raised = alerts.raise_alert(
            tx,
            act_of(ward),
            key="AMB-0:9:rlp",
            episode_id=alerts.get(tx, 2).episode_id,
            response_id=None,
            rule="AMB-0",
            rule_version="0.9.0",
            severity=Severity.AMBER,
            inputs={"day": 42},
        )
    assert raised is not None
    page = f"/cases/{raised.id}"
    gone = "ound by a rule that is no longer in use (AMB-0)"
    said = await seen(clinician, page)
    assert f"AMBER AMB-0, f{gone}, was found (rule version 0.9.0). Answers: day 42." in said
    assert f"F{gone}" in said
    assert gone in await seen(clinician, "/today")
    await seen(clinician, "/rules")
    done = await clinician.post(f"{page}/close", step="0", code="called")
    assert done.headers["location"] == f"{page}?said=closed"


async def test_a_case_is_acknowledged_once_and_whoever_comes_second_is_told(ward: Console) -> None:
    first, second = await as_one(ward, Post.CLINICIAN), await as_one(ward, Post.COORDINATOR)
    assert "?said=acknowledged" in (await first.post("/cases/2/acknowledge")).headers["location"]
    told = await second.post("/cases/2/acknowledge")
    assert "Somebody has acknowledged this case before." in await seen(second, told.headers["location"])
    closing = await second.post("/cases/2/close", step="0", code="called")
    assert closing.status_code == 422
    assert "The case has changed since this page was opened." in closing.text


async def test_a_case_is_closed_with_what_was_done(ward: Console, clinician: Browser) -> None:
    done = await clinician.post("/cases/2/close", step="0", code="no-action", **{"close-reason": "A slip"})
    assert done.headers["location"] == "/cases/2?said=closed"
    assert "The case is closed." in await seen(clinician, "/cases/2?said=closed")
    with ward.desk.database.read() as tx:
        assert alerts.get(tx, 2).state is AlertState.RESOLVED
        lines = [row for row in trail.read(tx, "alert:2") if row.verb == "alert.close"]
        assert [row.by for row in lines] == ["staff:OWNER"]
    again = await clinician.post("/cases/2/close", step="2", code="called")
    assert "This case is closed already." in again.text


@pytest.mark.parametrize(
    ("path", "fields", "at", "said"),
    [
        ("close", {}, "code", "Choose what was done."),
        ("close", {"code": "nothing"}, "code", "Choose what was done."),
        ("close", {"code": "no-action"}, "close-reason", "Say why nothing was done."),
        (
            "close",
            {"code": "called", "close-reason": "x" * 501},
            "close-reason",
            "Use 500 characters or fewer.",
        ),
        ("hand-over", {}, "to", "Choose to whom you hand it over."),
        ("hand-over", {"to": "99"}, "to", "Nobody by that name"),
        ("snooze", {}, "until", "A RED case is never snoozed."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    clinician: Browser, path: str, fields: dict[str, str], at: str, said: str
) -> None:
    refused = await clinician.post(f"/cases/2/{path}", step="0", **fields)
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert said in refused.text
    for typed in fields.values():
        assert typed in refused.text or typed in ("nothing", "99")


async def test_a_case_is_handed_over_to_a_colleague(clinician: Browser) -> None:
    page = (await clinician.get("/cases/2")).text
    deputy = re.search(r'<option value="(\d+)"[^>]*>DEPUTY', page)
    assert deputy is not None
    done = await clinician.post("/cases/2/hand-over", step="0", to=deputy.group(1))
    assert done.headers["location"] == "/cases/2?said=handed-over"
    assert "It was handed over to DEPUTY" in await seen(clinician, "/cases/2")


async def test_an_amber_case_in_hand_rests_until_the_site_opens(ward: Console, clinician: Browser) -> None:
    with ward.desk.database.write() as tx:
        alert = alerts.get(tx, 2)
        raised = alerts.raise_alert(
            tx,
            act_of(ward),
            key="AMB-3a:9:rlp",
            episode_id=alert.episode_id,
            response_id=None,
            rule="AMB-3a",
            rule_version="1.0.0",
            severity=Severity.AMBER,
            inputs={},
        )
    assert raised is not None
    page = f"/cases/{raised.id}"
    assert "Until when?" not in (await clinician.get(page)).text
    await clinician.post(f"{page}/acknowledge")
    end = re.search(r'name="until" type="radio" value="([^"]+)"', (await clinician.get(page)).text)
    assert end is not None
    bare = await clinician.post(f"{page}/snooze", step="1")
    assert "Choose until when it rests." in bare.text
    assert "Say why it can rest." in bare.text
    done = await clinician.post(f"{page}/snooze", step="1", until=end.group(1), **{"rest-reason": "Clinic"})
    assert done.headers["location"] == f"{page}?said=snoozed"
    assert "The case rests." in await seen(clinician, f"{page}?said=snoozed")


@pytest.mark.parametrize("path", ["/cases/99", "/cases/x", "/cases/9999999999", "/patients/P9999"])
async def test_what_is_not_there_is_a_page_that_leads_on(clinician: Browser, path: str) -> None:
    assert (await clinician.get(path)).status_code == 404


async def test_the_grid_says_in_words_what_became_of_each_window(clinician: Browser) -> None:
    said = await seen(clinician, "/patients")
    assert "1 to 5 of 5 operations" in said
    assert "P0001 E0001, 15 Jan 2025 followed answered" in said
    assert "P0002 E0002, 15 Jan 2025 followed waits until 15 Oct 2025" in said
    assert "not begun" in said


async def test_the_grid_is_searched_by_code_and_filtered_and_its_address_keeps_both(
    clinician: Browser,
) -> None:
    assert "1 to 1 of 1 operations" in await seen(clinician, "/patients?code=p0002&show=waiting")
    assert "No operation fits." in await seen(clinician, "/patients?code=P0001&show=waiting")
    assert "1 to 1 of 1 operations" in await seen(clinician, "/patients?show=drafts")
    assert "No operation fits." in await seen(clinician, "/patients?show=missed")
    assert "1 to 5 of 5" in await seen(clinician, "/patients?show=nonsense&from=x&code=")
    assert "1 to 5 of 5" in await seen(clinician, "/patients?from=5000")
    grid = (await clinician.get("/patients?show=waiting&code=p0002")).text
    found = re.search(r'href="(/patients/P0002[^"]*)"', grid)
    assert found is not None
    patient = (await clinician.get(html.unescape(found[1]))).text
    assert 'href="/patients?code=P0002&amp;show=waiting&amp;from=0"' in patient


async def test_one_patient_is_told_whole_to_whoever_looks_after_them(
    ward: Console, clinician: Browser
) -> None:
    page = (await clinician.get("/patients/P0001")).text
    said = await seen(clinician, "/patients/P0001")
    for words in (
        "Ann Canary-Surname",
        "07700 900123",
        "infection, confirmed",
        "M06: answered",
        "Case 1",
        "A + number: AMBER case",
    ):
        assert words in said
    assert "<svg" in page
    assert "day 138" in said
    with ward.desk.database.read() as tx:
        assert "console.read" in [row.verb for row in trail.read(tx, "patient:1")]


async def test_an_analyst_sees_pseudonyms_and_numbers_alone(ward: Console) -> None:
    browser = await as_one(ward, Post.ANALYST)
    for path in ("/patients", "/patients/P0001", "/patients/P0003"):
        page = (await browser.get(path)).text
        assert not [canary for canary in CANARIES if canary in page], path
    said = await seen(browser, "/patients/P0001")
    assert "day 138" in said
    assert "Case" not in said
    assert "Trail" not in said


async def test_nothing_of_another_hospital_is_there(ward: Console, clinician: Browser) -> None:
    with ward.desk.database.write() as tx:
        transfers.to_site(tx, act_of(ward), 1, cast.elsewhere(tx, ward.clock.now()), TransferReason.MOVED)
    assert (await clinician.get("/patients/P0001")).status_code == 404
    assert (await clinician.get("/cases/1")).status_code == 404
    assert "P0001" not in await seen(clinician, "/patients")


async def test_the_administrator_signs_somebody_out_everywhere(ward: Console, clinician: Browser) -> None:
    admin = await as_one(ward, Post.ADMINISTRATOR)
    assert "ready" in await seen(admin, "/accounts")
    done = await admin.post("/accounts/OWNER/sign-out")
    assert "They are signed out everywhere." in await seen(admin, done.headers["location"])
    assert (await clinician.get("/today")).headers["location"] == "/sign-in"
    assert (await admin.post("/accounts/NOBODY/sign-out")).status_code == 404


def act_of(ward: Console) -> Act:
    return Act("system:tick", ward.clock.now())


def test_long_lists_are_cut_and_say_how_much_is_left() -> None:
    line = WindowLine("P0001", "M06", "2 June 2025", "3 June 2025")
    macro = templates().get_template("windows.html.j2").module
    assert "more" not in macro.windows("To phone", (line,) * 50, "Nobody")  # type: ignore[attr-defined]
    assert "and 2 more" in macro.windows("To phone", (line,) * 52, "Nobody")  # type: ignore[attr-defined]


def test_every_word_of_a_state_has_its_words_on_the_pages() -> None:
    assert patients.STATUS.keys() == set(PatientStatus)
    assert patients.ENDED.keys() == set(AssessmentState) - {AssessmentState.PLANNED, AssessmentState.OPEN}
    assert LOST.keys() == set(ChannelState)
    assert LINKS.keys() == set(Post)
