"""Another operation of a patient: what is known is not asked, and the same limb flags the one before."""

import re

import httpx
import pytest

from console.pages import enrol_again
from console.pages.enrol_questions import asked, values, waiting
from domain import Act, Limb, PatientStatus
from storage import contacts, episodes, patients, trail, transfers
from storage.access_words import Post
from storage.words import Cause, Owner, TransferReason
from tests import cast
from tests.console.browsing import Browser, Console
from tests.console.test_enrol import SECONDARY, day
from tests.console.test_pages import as_one, seen

OPERATED = {
    "tmr-on": day("tmr_on", year="2025"),
    "indication": {"indication": "secondary"},
    "technique": {"technique": "tmr"},
}
OTHER = {
    "limb": {"limb": "upper", "side": "right"},
    "level": {"level": "transradial"},
    "cause": {"cause": "cancer"},
}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


async def begun(browser: Browser, code: str) -> str:
    """Begin one; the address of its pages."""
    leads = (await browser.post(f"/patients/{code}/operation")).headers["location"]
    assert leads.endswith("/again")
    return leads.removesuffix("/again")


async def answered(browser: Browser, home: str, answers: dict[str, dict[str, str]]) -> str:
    """Answer each where the last one led, on the page as it stands; where it leads then."""
    for key, fields in answers.items():
        sent = await answer(browser, f"{home}/{key}", **fields)
        assert sent.status_code == 303, sent.text
        leads = sent.headers["location"]
    return str(leads)


async def answer(browser: Browser, address: str, **fields: str) -> httpx.Response:
    step = re.search(r'name="step" value="(\d+)"', (await browser.get(address)).text)
    assert step is not None, address
    return await browser.post(address, step=step[1], **fields)


async def test_the_same_limb_again_asks_what_is_new_and_flags_the_operation_before(
    ward: Console, coordinator: Browser
) -> None:
    assert 'href="/patients/P0001/operation"' in (await coordinator.get("/patients/P0001")).text
    assert "Left leg, E0001 on 15 Jan 2025" in await seen(coordinator, "/patients/P0001/operation")
    home = await begun(coordinator, "P0001")
    again = await coordinator.post("/patients/P0001/operation")
    assert again.status_code == 422
    assert f'href="{home}/again"' in again.text
    assert (await answer(coordinator, f"{home}/again", again="E0002")).status_code == 422
    assert await answered(coordinator, home, {"again": {"again": "E0001"}}) == f"{home}/tmr-on"
    early = await answer(coordinator, f"{home}/tmr-on", **day("tmr_on", day="15", month="1", year="2025"))
    assert (early.status_code, "E0001 on this limb was on 15 Jan 2025" in early.text) == (422, True)
    assert await answered(coordinator, home, OPERATED | SECONDARY) == f"{home}/check"
    check = await seen(coordinator, f"{home}/check")
    for told in (
        "Left leg, again",
        "transtibial",
        "E0001 is flagged as followed by",
        "goes on as it is",
        "no new link",
    ):
        assert told in check
    assert "Full name" not in check
    done = await answer(coordinator, f"{home}/check")
    assert done.headers["location"] == "/enrol/done/P0001"
    said = await seen(coordinator, "/enrol/done/P0001")
    assert "Operation registered" in said
    assert "E0001 is flagged as followed by this operation." in said
    assert "Operated on again" in await seen(coordinator, "/patients/P0001")
    with ward.desk.database.read() as tx:
        first, second = episodes.of_patient(tx, 1)
        assert transfers.reoperations(tx, first.id) == (second.code,)
        assert second.activated_at is not None
        assert episodes.operation(tx, second.id).cause is Cause.TRAUMA
        assert episodes.operation(tx, second.id).amputation_on == first.amputation_on
        assert (contacts.details(tx, Owner.PATIENT, 1).name or "").startswith("Ann")
        verbs = {row.verb for row in trail.read(tx) if row.by == "staff:COORD"}
        assert {"episode.register", "episode.reoperation", "episode.reoperated"} <= verbs
        assert "patient.add" not in verbs


async def test_another_limb_is_an_operation_of_its_own(ward: Console, coordinator: Browser) -> None:
    home = await begun(coordinator, "P0002")
    assert "another operation of P0002" in await seen(coordinator, "/enrol")
    await answered(coordinator, home, {"again": {"again": "E0002"}})
    assert (await coordinator.get(f"{home}/limb")).status_code == 404
    changed = await answered(coordinator, home, {"again": {"again": "other"}})
    assert changed == f"{home}/amputation-on"
    await answered(coordinator, home, {"amputation-on": day("amputation_on", year="2024"), **OPERATED})
    same = await answer(coordinator, f"{home}/limb", limb="lower", side="left")
    assert (same.status_code, "E0002 was on this limb." in same.text) == (422, True)
    await answered(coordinator, home, OTHER | SECONDARY)
    assert "No earlier operation is flagged" in await seen(coordinator, f"{home}/check")
    await answer(coordinator, f"{home}/check")
    with ward.desk.database.read() as tx:
        first, second = episodes.of_patient(tx, 2)
        assert (second.limb, transfers.reoperations(tx, first.id)) == (Limb.UPPER, ())


async def test_whoever_left_is_registered_all_the_same_and_the_dead_are_not(
    ward: Console, coordinator: Browser
) -> None:
    act = Act("cli", ward.clock.now())
    with ward.desk.database.write() as tx:
        patients.set_status(tx, act, 1, PatientStatus.WITHDRAWN)
        patients.set_status(tx, act, 2, PatientStatus.DECEASED)
    home = await begun(coordinator, "P0001")
    await answered(coordinator, home, {"again": {"again": "E0001"}, **OPERATED, **SECONDARY})
    assert "nothing is sent for it" in await seen(coordinator, f"{home}/check")
    assert (await coordinator.get("/patients/P0002/operation")).status_code == 404
    assert (await coordinator.post("/patients/P0002/operation")).status_code == 404
    with ward.desk.database.write() as tx:
        transfers.to_site(tx, act, 1, cast.elsewhere(tx, act.at), TransferReason.MOVED)
    gone = await answer(coordinator, f"{home}/check")
    assert "P0001 is followed by another hospital now. Nothing was registered." in gone.text


def test_of_a_patient_who_is_known_nothing_known_is_asked() -> None:
    known = {"patient_code": "P0001"}
    assert waiting(known) is not None
    assert [each.key for each in asked(known)][:3] == ["again", "amputation-on", "tmr-on"]
    follows = {
        **known,
        "again": "E0001",
        "reoperation_of": "E0001",
        "limb": "lower",
        "side": "left",
        "name": "x",
    }
    assert "limb" not in [each.key for each in asked(follows)]
    assert values(follows) == {
        "patient_code": "P0001",
        "reoperation_of": "E0001",
        "limb": "lower",
        "side": "left",
    }
    assert enrol_again.limbs(())[-1].value == enrol_again.OTHER
