"""Enrol: one question a page, kept as it goes; by the same form and gates as `enrol` on the command line."""

from datetime import date

import pytest

from domain import Limb
from scheduler.protocol import default_text
from storage import contacts, enrolments, episodes, patients, trail
from storage.access_words import Post
from storage.schema import enrolment
from storage.words import Owner
from tests import cast
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen

NAME = "Canary Surname"
DAY = {"day": "2", "month": "may", "year": "2023"}


def day(name: str, **parts: str) -> dict[str, str]:
    return {f"{name}-{part}": text for part, text in (DAY | parts).items()}


PERSON = {
    "who": {"name": NAME, "nhs_number": ""},
    "reach": {"phone": "07700 900123", "email": ""},
    "language": {"language": "cy"},
    "send-time": {"send_time": "18:15"},
    "zone": {"zone": "Europe/London"},
    "large-buttons": {"large_buttons": "yes"},
    "amputation-on": day("amputation_on"),
    "tmr-on": day("tmr_on", year="2024", month="12"),
    "indication": {"indication": "secondary"},
    "technique": {"technique": "tmr"},
    "limb": {"limb": "lower", "side": "left"},
    "level": {"level": "transtibial"},
    "cause": {"cause": "trauma"},
}
SECONDARY = {
    "governance": {"governance_lead": "Dr Lead", **day("governance_on", year="2024")},
    "consent": {"procedure_information_version": "3", **day("procedure_consent_on", year="2024")},
    "audit-number": {"audit_number": "AUD-7"},
    "team": {"mdt_roles": "surgeon\r\nrehabilitation medicine\r\n", **day("mdt_on", year="2024")},
}
PRIMARY = {
    "study": {"study_title": "A study", "rec_reference": "", "iras_id": "123456"},
    "ethics-on": day("ethics_on", year="2022"),
    "study-consent-on": day("study_consent_on", year="2023", month="1"),
}


@pytest.fixture
async def coordinator(console: Console) -> Browser:
    with console.desk.database.write() as tx:
        cast.protocol(tx, console.clock.now(), default_text())
    return await as_one(console, Post.COORDINATOR)


async def begun(browser: Browser) -> str:
    """Begin an enrolment; the address of its pages."""
    return (await browser.post("/enrol")).headers["location"].removesuffix("/who")


async def answered(browser: Browser, home: str, answers: dict[str, dict[str, str]]) -> str:
    """Answer each question where the last one led; where it leads then."""
    leads = f"{home}/{next(iter(answers))}"
    for step, (key, fields) in enumerate(answers.items(), start=_step(home, leads)):
        assert leads == f"{home}/{key}"
        assert (await browser.get(leads)).status_code == 200
        said = await browser.post(leads, step=str(step), **fields)
        assert said.status_code == 303, said.text
        leads = said.headers["location"]
    return leads


def _step(home: str, leads: str) -> int:
    """How many questions were answered before this one, in these tests."""
    order = (*PERSON, *SECONDARY)
    return order.index(leads.removeprefix(f"{home}/"))


async def test_a_patient_is_enrolled_question_by_question_and_nothing_typed_is_left(
    console: Console, coordinator: Browser
) -> None:
    home = await begun(coordinator)
    assert await answered(coordinator, home, PERSON | SECONDARY) == f"{home}/check"
    check = await seen(coordinator, f"{home}/check")
    for shown in (NAME, "Cymraeg", "2 May 2023", "surgeon, rehabilitation medicine", "begins at once"):
        assert shown in check
    done = await coordinator.post(f"{home}/check", step=str(len(PERSON | SECONDARY)))
    assert NAME.split()[1] not in done.headers["location"]
    assert "Follow-up has begun" in await seen(coordinator, done.headers["location"])
    code = done.headers["location"].rpartition("/")[2]
    with console.desk.database.read() as tx:
        patient = patients.by_code(tx, code)
        assert patient is not None
        assert (patient.language, patient.large_buttons, f"{patient.send_time:%H:%M}") == (
            "cy",
            True,
            "18:15",
        )
        assert contacts.details(tx, Owner.PATIENT, patient.id).name == NAME
        operated = episodes.of_patient(tx, patient.id)[0]
        assert (operated.tmr_on, operated.limb) == (date(2024, 12, 2), Limb.LOWER)
        assert operated.activated_at is not None
        assert episodes.governance(tx, operated.id).mdt_roles == ("surgeon", "rehabilitation medicine")
        assert enrolments.of_site(tx, patient.site_id) == ()
        verbs = [row.verb for row in trail.read(tx) if row.by == "staff:COORD"]
        assert {"enrolment.begin", "enrolment.finished", "patient.add", "episode.activate"} <= set(verbs)
    assert (await coordinator.post(f"{home}/check", step="17")).status_code == 404


async def test_what_is_not_arranged_is_named_where_it_bites_and_may_come_later(coordinator: Browser) -> None:
    home = await begun(coordinator)
    await answered(coordinator, home, PERSON)
    assert "its date and its roles (HTG750 1.4)" in await seen(coordinator, f"{home}/team")
    empty = {key: dict.fromkeys(fields, "") for key, fields in SECONDARY.items()}
    await answered(coordinator, home, empty)
    assert "Follow-up does not begin yet" in await seen(coordinator, f"{home}/check")
    done = await coordinator.post(f"{home}/check", step=str(len(PERSON | SECONDARY)))
    said = await seen(coordinator, done.headers["location"])
    assert "The audit registration number is missing" in said
    assert "Consent to the procedure must be recorded" in said


async def test_the_language_of_staff_comes_first_and_a_draft_is_called_one(coordinator: Browser) -> None:
    said = await seen(coordinator, f"{await begun(coordinator)}/language")
    assert "asked? English Cymraeg Welsh: a draft that no native speaker has signed off yet" in said


async def test_primary_asks_for_the_study_instead(coordinator: Browser) -> None:
    home = await begun(coordinator)
    assert await answered(coordinator, home, PERSON) == f"{home}/governance"
    changed = await coordinator.post(f"{home}/indication", step="13", indication="primary")
    assert changed.headers["location"] == f"{home}/study"
    for step, (key, fields) in enumerate(PRIMARY.items(), start=14):
        await coordinator.post(f"{home}/{key}", step=str(step), **fields)
    check = await seen(coordinator, f"{home}/check")
    assert "The research ethics committee (REC) reference is missing" in check
    assert "governance lead" not in check
    assert (await coordinator.get(f"{home}/team")).status_code == 404


REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    ("who", {"name": "", "nhs_number": "999 canary"}, "Enter the name."),
    ("who", {"name": "x" * 301, "nhs_number": "999 canary"}, "characters or fewer"),
    ("send-time", {"send_time": "22:15"}, "Questions are sent from 08:00 and before 21:00."),
    ("send-time", {"send_time": "late"}, "time"),
    ("zone", {"zone": "Mars/Here"}, "Mars/Here"),
    ("language", {}, "Choose one."),
    ("language", {"language": "fr"}, "There is "),
    ("limb", {"limb": "lower", "side": "middle"}, "&#39;left&#39; or &#39;right&#39;"),
    ("tmr-on", day("tmr_on", day="31", month="February"), "Enter a real date"),
    ("tmr-on", day("tmr_on", day="", month="", year=""), "Enter the date."),
    ("tmr-on", day("tmr_on", year="1066"), "The date 1066-05-02 cannot be meant"),
    ("tmr-on", day("tmr_on", year="2020"), "before the amputation date"),
)


async def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_stays(coordinator: Browser) -> None:
    home = await begun(coordinator)
    await coordinator.post(f"{home}/amputation-on", step="0", **day("amputation_on"))
    for page, fields, said in REFUSED:
        refused = await coordinator.post(f"{home}/{page}", step="1", **fields)
        assert refused.status_code == 422, page
        assert "There is a problem" in refused.text
        assert said in refused.text, (page, fields)
        if page not in ("language", "limb"):
            assert all(f'value="{text}"' in refused.text for text in fields.values() if text), page


async def test_somebody_else_goes_on_with_it_and_whoever_comes_second_is_told(
    console: Console, coordinator: Browser
) -> None:
    home = await begun(coordinator)
    await coordinator.post(f"{home}/who", step="0", name=NAME, nhs_number="")
    clinician = await as_one(console, Post.CLINICIAN)
    assert f"{NAME} , COORD" in await seen(clinician, "/enrol")
    assert f'href="{home}/reach"' in (await clinician.get("/enrol")).text
    await clinician.post(f"{home}/reach", step="1", phone="0300 1", email="")
    late = await coordinator.post(f"{home}/reach", step="1", phone="0300 2", email="")
    assert late.status_code == 422
    assert "OWNER changed this enrolment since you opened this page" in late.text
    assert 'value="0300 2"' in late.text
    assert "0300 1" in (await coordinator.get(f"{home}/reach")).text
    again = await coordinator.post(f"{home}/reach", step="2", phone="0300 2", email="")
    twice = await coordinator.post(f"{home}/reach", step="2", phone="0300 2", email="")
    assert again.headers["location"] == twice.headers["location"] == f"{home}/language"


async def test_what_was_begun_waits_on_today_and_on_patients_and_names_nobody(
    console: Console, coordinator: Browser
) -> None:
    assert "Enrolments begun and not finished None." in await seen(coordinator, "/today")
    home = await begun(coordinator)
    await coordinator.post(f"{home}/who", step="0", name=NAME, nhs_number="")
    clinician = await as_one(console, Post.CLINICIAN)
    for browser in (coordinator, clinician):
        today = await browser.get("/today")
        assert f'href="{home}/reach"' in today.text
        assert "Canary" not in today.text
        said = await seen(browser, "/today")
        assert "last changed by COORD on" in said
        assert "Next: How can the team reach the patient?" in said
        assert "not finished: 1 " in await seen(browser, "/patients")
        assert "Enrol the first patient" in await seen(browser, "/patients")
    analyst = await seen(await as_one(console, Post.ANALYST), "/patients")
    assert "Nobody is enrolled yet." in analyst
    assert "not finished" not in analyst
    assert "Enrol" not in analyst.replace("enrolled", "")


async def test_answers_changed_by_somebody_else_meanwhile_are_not_enrolled_unseen(
    console: Console, coordinator: Browser
) -> None:
    home = await begun(coordinator)
    assert (await coordinator.get(f"{home}/check")).headers["location"] == f"{home}/who"
    assert (await coordinator.post(f"{home}/check")).headers["location"] == f"{home}/who"
    await answered(coordinator, home, PERSON | SECONDARY)
    clinician = await as_one(console, Post.CLINICIAN)
    changed = await clinician.post(f"{home}/limb", step="17", limb="upper", side="left")
    assert changed.headers["location"] == f"{home}/check"
    late = await coordinator.post(f"{home}/check", step="17")
    assert late.status_code == 422
    assert "OWNER changed this enrolment since you opened this page" in late.text
    await coordinator.post(f"{home}/tmr-on", step="18", **day("tmr_on", year="2023", month="May"))
    assert "check that it was not primary" in await seen(coordinator, f"{home}/check")
    assert "Canary" not in str([row.detail for row in _trail(console)])


def _trail(console: Console) -> tuple[trail.TrailRow, ...]:
    with console.desk.database.read() as tx:
        return tuple(trail.read(tx))


async def test_it_is_dropped_or_goes_by_itself_and_is_sealed_meanwhile(
    console: Console, coordinator: Browser
) -> None:
    first, second = await begun(coordinator), await begun(coordinator)
    await coordinator.post(f"{second}/who", step="0", name=NAME, nhs_number="")
    with console.desk.database.read() as tx:
        assert b"Canary" not in b"".join(tx.conn.execute(enrolment.select()).scalars(6).all())
    asked = await seen(coordinator, f"{second}/drop")
    assert f"Delete the enrolment of {NAME}?" in asked
    assert "the answers to 1 question. It cannot be brought back." in asked
    unseen = await coordinator.post(f"{second}/drop", step="0")
    assert (unseen.status_code, "COORD changed this enrolment since" in unseen.text) == (422, True)
    dropped = await coordinator.post(f"{first}/drop", step="0")
    assert "The enrolment is deleted." in await seen(coordinator, dropped.headers["location"])
    for gone in (first, "/enrol/x", f"/enrol/{9}"):
        assert (await coordinator.get(f"{gone}/who")).status_code == 404
        assert (await coordinator.get(f"{gone}/check")).status_code == 404
        assert (await coordinator.get(f"{gone}/drop")).status_code == 404
        for what in ("who", "check", "drop"):
            assert (await coordinator.post(f"{gone}/{what}")).status_code == 404
    assert (await coordinator.get("/enrol/done/P0000")).status_code == 404
