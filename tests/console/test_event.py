"""A safety event is confirmed, refuted and corrected in the console, and its report to the Yellow Card scheme
noted."""

import pytest

from domain import Act
from storage import safety_events, trail
from storage.access_words import Post
from storage.register_words import Product, ReoperationReason
from storage.safety_events import SafetyEvent
from storage.words import SafetyCategory, SafetyState
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark, sent
from tests.console.test_pages import as_one, seen

TOLD = {"what": "same-nerve", "on": "3 May 2025", "grade": "IIIb", "product": "device", "note": "x"}


@pytest.fixture
def page(ward: Console) -> str:
    """Of an event that Ann's answers suggest."""
    with ward.desk.database.write() as tx:
        safety_events.suspect(
            tx,
            Act("system:tick", ward.clock.now()),
            key="reoperation:1",
            episode_id=1,
            response_id=1,
            category=SafetyCategory.REOPERATION,
            occurred_on=ward.clock.now().date(),
        )
    return f"/patients/P0001/events/{latest(ward).id}"


def latest(ward: Console) -> SafetyEvent:
    with ward.desk.database.read() as tx:
        return max(safety_events.of_episode(tx, 1), key=lambda each: each.id)


async def test_a_clinician_confirms_what_waits_on_today_and_its_report_is_noted(
    ward: Console, page: str
) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    today = await seen(clinician, "/today")
    assert "Safety events that wait for a clinician" in today
    assert "P0001: reoperation, 4 Jun 2025" in today
    assert "the patient's answers" in await seen(clinician, page)
    said = await sent(clinician, page, press="confirm", **TOLD)
    assert "The safety event is confirmed." in said
    assert "Report it to the Yellow Card scheme" in said
    event = latest(ward)
    assert (event.state, event.grade, event.product) == (SafetyState.CONFIRMED, "IIIb", Product.DEVICE)
    assert event.reoperation_reason is ReoperationReason.SAME_NERVE
    today = await seen(clinician, "/today")
    assert "Safety events that wait for a clinician" not in today
    assert "Safety events to report to the Yellow Card scheme" in today
    refused = await clinician.post(f"{page}/report", mark=await mark(clinician, page), reported="1/1/2030")
    assert "cannot be the day of the report. Nothing was changed." in refused.text
    refused = await clinician.post(f"{page}/report", mark=await mark(clinician, page), reported="soon")
    assert 'href="#reported"' in refused.text
    said = await sent_from(clinician, page, "report", reported="", reference="YC-1")
    assert "4 Jun 2025, YC-1" in said
    with ward.desk.database.read() as tx:
        verbs = [(row.by, row.verb) for row in trail.read(tx, f"safety_event:{event.id}")]
    assert verbs[-2:] == [
        ("staff:OWNER", "safety-event.decide"),
        ("staff:OWNER", "safety-event.yellow-card"),
    ]


async def sent_from(browser: Browser, page: str, way: str, **fields: str) -> str:
    done = await browser.post(f"{page}/{way}", mark=await mark(browser, page), **fields)
    assert done.status_code == 303, done.text
    return await seen(browser, done.headers["location"])


async def test_a_clinician_refutes_with_a_reason_and_may_decide_anew(ward: Console, page: str) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    refused = await clinician.post(f"{page}/refute", mark=await mark(clinician, page), why=" ")
    assert 'href="#why"' in refused.text
    refused = await clinician.post(f"{page}/refute", mark=await mark(clinician, page), why="y" * 501)
    assert "Use 500 characters or fewer." in refused.text
    said = await sent_from(clinician, page, "refute", why="An admission for another leg")
    assert "The safety event is refuted." in said
    assert latest(ward).note == "An admission for another leg"
    await sent(clinician, page, press="confirm", **{**TOLD, "product": "", "note": ""})
    event = latest(ward)
    assert (event.state, event.product, event.note) == (SafetyState.CONFIRMED, None, None)


async def test_a_coordinator_corrects_until_a_clinician_has_decided(ward: Console, page: str) -> None:
    coordinator, clinician = await as_one(ward, Post.COORDINATOR), await as_one(ward, Post.CLINICIAN)
    assert "Confirm the event" not in await seen(coordinator, page)
    old = await mark(coordinator, page)
    said = await sent(coordinator, page, press="correct", **{**TOLD, "what": "infection", "grade": ""})
    assert "It still waits for a clinician." in said
    event = latest(ward)
    assert (event.category, event.state) == (SafetyCategory.INFECTION, SafetyState.SUSPECTED)
    assert event.decided_by is None
    refused = await coordinator.post(page, mark=old, press="correct", **TOLD)
    assert "Somebody changed this patient" in refused.text
    refused = await coordinator.post(page, mark=await mark(coordinator, page), press="confirm", **TOLD)
    assert "Only a clinician confirms or refutes" in refused.text
    await sent(clinician, page, press="confirm", **TOLD)
    assert "A clinician of this hospital may change it." in await seen(coordinator, page)
    refused = await coordinator.post(page, mark=await mark(coordinator, f"{page[:15]}/event"), **TOLD)
    assert "is confirmed by now. Nothing was changed." in refused.text


@pytest.mark.parametrize(
    ("wrong", "at"),
    [({"grade": ""}, "grade"), ({"what": ""}, "what"), ({"on": "x"}, "on"), ({"product": "luck"}, "product")],
)
async def test_what_is_wrong_is_said_at_its_field(
    ward: Console, page: str, wrong: dict[str, str], at: str
) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    told = {**TOLD, **wrong}
    refused = await clinician.post(page, mark=await mark(clinician, page), press="confirm", **told)
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert latest(ward).state is SafetyState.SUSPECTED


async def test_an_event_of_somebody_else_is_not_there(ward: Console, page: str) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    for path in (page.replace("P0001", "P0002"), "/patients/P0001/events/9999", "/patients/P0001/events/x"):
        assert (await clinician.get(path)).status_code == 404
        for way in ("", "/refute", "/report"):
            told = {"mark": await mark(clinician, "/patients/P0001/pause"), "press": "confirm"}
            assert (await clinician.post(path + way, **told)).status_code in (404, 422)
