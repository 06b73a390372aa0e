"""What HTG750 wants arranged is entered in the console after the operation was registered; then follow-up
begins."""

from dataclasses import replace

import pytest

from audit.gates import REQUIREMENTS
from console.pages.arranging import WHO, questions_of
from storage import episodes, trail
from storage.access_words import Post
from storage.words import Governance, Indication
from tests import cast
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark, sent
from tests.console.test_pages import as_one, seen

PAGE = "/patients/P0004/arrangements/E0005"
LEAD = {"governance_lead": "Dr Lead"} | {
    f"governance_on-{part}": told for part, told in (("day", "3"), ("month", "1"), ("year", "2025"))
}
CONSENT = {"procedure_information_version": "2.1"} | {
    f"procedure_consent_on-{part}": told for part, told in (("day", "4"), ("month", "jan"), ("year", "2025"))
}
TEAM = {"mdt_roles": "Surgeon\nPhysiotherapist"} | {
    f"mdt_on-{part}": told for part, told in (("day", "5"), ("month", "1"), ("year", "2025"))
}
ALL = {**LEAD, **CONSENT, **TEAM, "audit_number": "A-17"}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


def stands(ward: Console) -> tuple[Governance, bool]:
    with ward.desk.database.read() as tx:
        episode = episodes.by_code(tx, "E0005")
        assert episode is not None
        return episodes.governance(tx, episode.id), episode.activated_at is not None


async def test_what_is_missing_is_named_with_who_can_supply_it_and_entered_bit_by_bit(
    ward: Console, coordinator: Browser
) -> None:
    today = await seen(coordinator, "/today")
    assert "Enter what is missing of E0005" in today
    shown = await seen(coordinator, PAGE)
    assert "The audit registration number is missing (HTG750 1.1)." in shown
    assert "The clinical audit department of the hospital gives it." in shown
    said = await sent(coordinator, PAGE, **LEAD)
    assert "The arrangements are stored." in said
    assert "The clinical governance lead must be informed" not in said
    assert "Consent to the procedure must be recorded" in said
    assert stands(ward)[1] is False
    said = await sent(coordinator, PAGE, **ALL)
    assert "The arrangements are stored, and follow-up has begun." in said
    assert "No rehabilitation medicine consultant is named in the team" in said
    assert stands(ward)[1] is True
    with ward.desk.database.read() as tx:
        lines = [(row.by, row.verb) for row in trail.read(tx, "episode:5")]
    assert ("staff:COORD", "episode.activate") in lines
    assert lines.count(("staff:COORD", "episode.set-governance")) == 2


async def test_once_it_has_begun_arrangements_are_corrected_and_never_taken_away(
    ward: Console, coordinator: Browser
) -> None:
    await sent(coordinator, PAGE, **ALL)
    await sent(coordinator, PAGE, **{**ALL, "audit_number": "A-18"})
    assert stands(ward)[0].audit_number == "A-18"
    refused = await coordinator.post(PAGE, mark=await mark(coordinator, PAGE), **{**ALL, "audit_number": ""})
    assert refused.status_code == 422
    assert "Follow-up has begun, so this must stay: The audit registration number" in refused.text
    assert stands(ward)[0].audit_number == "A-18"


async def test_what_cannot_be_taken_is_said_at_its_field_and_stays_typed(
    ward: Console, coordinator: Browser
) -> None:
    before = stands(ward)
    wrong = {**ALL, "mdt_on-month": "13", "audit_number": "9" * 81}
    refused = await coordinator.post(PAGE, mark=await mark(coordinator, PAGE), **wrong)
    assert refused.status_code == 422
    assert 'href="#mdt_on"' in refused.text
    assert 'href="#audit_number"' in refused.text
    assert 'value="13"' in refused.text
    assert "Physiotherapist" in refused.text
    old = await mark(coordinator, PAGE)
    await sent(await as_one(ward, Post.CLINICIAN), PAGE, **LEAD)
    second = await coordinator.post(PAGE, mark=old, **ALL)
    assert "Somebody changed this patient" in second.text
    assert before[1] is stands(ward)[1] is False
    assert stands(ward)[0].audit_number is None


async def test_an_arrangement_that_lies_ahead_is_stored_and_keeps_follow_up_waiting(
    ward: Console, coordinator: Browser
) -> None:
    said = await sent(coordinator, PAGE, **{**ALL, "mdt_on-year": "2026"})
    assert "lies in the future; it counts once it has come." in said
    assert "on that day press the button again" in said
    for path in ("/patients/P0001/arrangements/E0005", "/patients/P0004/arrangements/E9999"):
        assert (await coordinator.get(path)).status_code == 404
        told = await coordinator.post(path, mark=await mark(coordinator, "/patients/P0001/pause"), **ALL)
        assert told.status_code in (404, 422)


async def test_an_operation_within_a_study_is_asked_for_the_study(
    ward: Console, coordinator: Browser
) -> None:
    with ward.desk.database.write() as tx:
        primary = replace(cast.OPERATION, indication=Indication.PRIMARY)
        episodes.set_operation(tx, cast.by(ward.clock.now()), 5, primary)
    shown = await seen(coordinator, PAGE)
    assert "The IRAS project id is missing (HTG750 1.6)." in shown
    assert "audit registration number" not in shown


def test_each_gate_has_its_question_and_somebody_who_can_supply_it() -> None:
    for indication, wanted in REQUIREMENTS.items():
        keys = [each.gate.key for each in wanted]
        assert set(keys) <= set(WHO)
        assert sorted(keys) == sorted(key for part in questions_of(indication) for key in part.gates)
