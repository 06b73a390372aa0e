"""A safety event is written down in the console: suspected, or confirmed by a clinician with its grade."""

import pytest

from storage import safety_events, trail
from storage.access_words import Post
from storage.register_words import Product, ReoperationReason
from storage.safety_events import SafetyEvent
from storage.words import SafetyCategory, SafetyState
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark, sent
from tests.console.test_pages import as_one

PAGE = "/patients/P0001/event"
TOLD = {
    "episode": "E0001",
    "what": "same-nerve",
    "on": "1 May 2025",
    "grade": "IIIb",
    "product": "device",
    "note": "x",
}


@pytest.fixture
async def clinician(ward: Console) -> Browser:
    return await as_one(ward, Post.CLINICIAN)


def latest(ward: Console) -> SafetyEvent:
    with ward.desk.database.read() as tx:
        return max(safety_events.of_episode(tx, 1), key=lambda each: each.id)


async def test_a_coordinator_records_what_is_suspected_and_it_is_in_the_trail(ward: Console) -> None:
    coordinator = await as_one(ward, Post.COORDINATOR)
    assert "I confirm it" not in (await coordinator.get(PAGE)).text
    said = await sent(coordinator, PAGE, **TOLD)
    assert "The safety event is recorded." in said
    assert "1 May 2025: reoperation, suspected, grade IIIb" in said
    event = latest(ward)
    assert event.category is SafetyCategory.REOPERATION
    assert event.reoperation_reason is ReoperationReason.SAME_NERVE
    assert event.product is Product.DEVICE
    with ward.desk.database.read() as tx:
        assert "staff:COORD" in {row.by for row in trail.read(tx, f"safety_event:{event.id}")}
    refused = await coordinator.post(
        PAGE, mark=await mark(coordinator, PAGE), **{**TOLD, "confirmed-yes": "yes"}
    )
    assert "Only a clinician confirms or refutes" in refused.text


async def test_a_clinician_confirms_at_once(ward: Console, clinician: Browser) -> None:
    await sent(clinician, PAGE, **{**TOLD, "confirmed-yes": "yes", "product": "", "note": ""})
    event = latest(ward)
    assert event.state is SafetyState.CONFIRMED
    assert event.product is None


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ({"episode": "E0002"}, "episode", "Choose the operation."),
        ({"what": ""}, "what", "Choose what happened."),
        ({"on": "tomorrow"}, "on", "date"),
        ({"on": "1/1/2030"}, "form", "in the future"),
        ({"grade": "IX"}, "grade", "Choose one of these."),
        ({"grade": "", "confirmed-yes": "yes"}, "grade", "A confirmed event needs its grade."),
        ({"product": "luck"}, "product", "Choose one of these."),
        ({"note": "y" * 501}, "note", "Use 500 characters or fewer."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    ward: Console, clinician: Browser, wrong: dict[str, str], at: str, said: str
) -> None:
    before = latest(ward)
    refused = await clinician.post(PAGE, mark=await mark(clinician, PAGE), **{**TOLD, **wrong})
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert said in refused.text
    assert latest(ward) == before
