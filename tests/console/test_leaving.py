"""A patient pauses, leaves, comes back and moves in the console, as the commands do it."""

import re

import pytest

from domain import PatientStatus
from storage import patients, trail
from storage.access_words import Post
from tests import cast
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen

ANN = "/patients/P0001"


async def mark(browser: Browser, path: str) -> str:
    """How the patient stood when the form was shown, as the form sends it."""
    found = re.search(r'name="mark" value="(\w+)"', (await browser.get(path)).text)
    assert found is not None
    return found.group(1)


async def sent(browser: Browser, path: str, **fields: str) -> str:
    """The words after a form of this page was sent."""
    form = path.replace("/resume", "/pause")
    done = await browser.post(path, mark=await mark(browser, form), **fields)
    assert done.status_code == 303, done.text
    return await seen(browser, done.headers["location"])


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


def lines(ward: Console, verb: str) -> list[str]:
    with ward.desk.database.read() as tx:
        return [row.by for row in trail.read(tx, "patient:1") if row.verb == verb]


async def test_a_patient_is_paused_with_a_date_as_people_write_it_and_goes_on(
    ward: Console, coordinator: Browser
) -> None:
    said = await sent(coordinator, f"{ANN}/pause", until="1 July 2025")
    assert "Follow-up is paused." in said
    assert "paused until 1 Jul 2025" in said
    assert "Change or end the pause" in said
    assert "Follow-up goes on from now on." in await sent(coordinator, f"{ANN}/resume")
    assert lines(ward, "patient.pause") == ["staff:COORD", "staff:COORD"]


@pytest.mark.parametrize(
    ("until", "at", "said"),
    [
        ("", "until", "date"),
        ("<soon>", "until", "date"),
        ("31/2/2025", "until", "date"),
        ("1/5/2025", "form", "has passed already. Nothing was changed."),
    ],
)
async def test_a_pause_that_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    ward: Console, coordinator: Browser, until: str, at: str, said: str
) -> None:
    refused = await coordinator.post(
        f"{ANN}/pause", mark=await mark(coordinator, f"{ANN}/pause"), until=until
    )
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert said in refused.text
    assert f'value="{until.replace("<", "&lt;").replace(">", "&gt;")}"' in refused.text or not until
    assert lines(ward, "patient.pause") == []


async def test_whoever_comes_second_is_told_and_overwrites_nothing(
    ward: Console, coordinator: Browser
) -> None:
    second = await as_one(ward, Post.CLINICIAN)
    before = await mark(second, f"{ANN}/leave")
    await sent(coordinator, f"{ANN}/pause", until="1/7/2025")
    refused = await second.post(f"{ANN}/leave", mark=before, way="withdrawn", sure="yes")
    assert refused.status_code == 422
    assert "Nothing was done." in refused.text
    with ward.desk.database.read() as tx:
        assert patients.get(tx, 1).status is PatientStatus.FOLLOWED


async def test_a_withdrawal_is_explained_then_confirmed_and_taken_back(
    ward: Console, coordinator: Browser
) -> None:
    asked = await coordinator.post(
        f"{ANN}/leave", mark=await mark(coordinator, f"{ANN}/leave"), way="withdrawn"
    )
    assert "Nothing is ever sent again" in asked.text
    with ward.desk.database.read() as tx:
        assert patients.get(tx, 1).status is PatientStatus.FOLLOWED
    said = await sent(coordinator, f"{ANN}/leave", way="withdrawn", sure="yes")
    assert "The patient is withdrawn." in said
    assert "Follow again" in said
    assert "Pause follow-up" not in said
    again = await coordinator.post(
        f"{ANN}/leave", mark=await mark(coordinator, f"{ANN}/leave"), way="withdrawn", sure="yes"
    )
    assert "P0001 is withdrawn already. Nothing was changed." in again.text
    nothing = await coordinator.post(f"{ANN}/return", mark=await mark(coordinator, f"{ANN}/return"))
    assert "Choose why follow-up goes on." in nothing.text
    assert "The patient is followed again." in await sent(coordinator, f"{ANN}/return", reason="error")


@pytest.mark.parametrize(
    ("way", "told"), [("deceased", "cannot be taken back"), ("channel-stopped", "whom to phone")]
)
async def test_a_death_and_the_end_of_messages_are_told_with_what_they_mean(
    ward: Console, coordinator: Browser, way: str, told: str
) -> None:
    nothing = await coordinator.post(f"{ANN}/leave", mark=await mark(coordinator, f"{ANN}/leave"))
    assert "Choose what happened." in nothing.text
    asked = await coordinator.post(f"{ANN}/leave", mark=await mark(coordinator, f"{ANN}/leave"), way=way)
    assert told in asked.text
    said = await sent(coordinator, f"{ANN}/leave", way=way, sure="yes")
    assert ("End follow-up" in said) == (way == "channel-stopped")
    with ward.desk.database.read() as tx:
        assert patients.get(tx, 1).status == way


async def test_a_patient_goes_on_at_another_hospital_of_the_register_or_beyond(
    ward: Console, coordinator: Browser
) -> None:
    with ward.desk.database.write() as tx:
        cast.elsewhere(tx, ward.clock.now())
    nothing = await coordinator.post(f"{ANN}/transfer", mark=await mark(coordinator, f"{ANN}/transfer"))
    assert "Choose who goes on." in nothing.text
    assert "Choose why." in nothing.text
    said = await sent(coordinator, f"{ANN}/transfer", to="SOUTH", reason="moved")
    assert "The patient is transferred." in said
    assert (await coordinator.get(ANN)).status_code == 404
    ben = "/patients/P0002"
    assert "transferred" in await sent(coordinator, f"{ben}/transfer", to="-", reason="moved")


async def test_nothing_is_done_about_a_patient_who_is_not_there(ward: Console, coordinator: Browser) -> None:
    for code in ("P9999", "p0001"):
        assert (await coordinator.get(f"/patients/{code}/pause")).status_code == 404
        assert (await coordinator.post(f"/patients/{code}/pause", until="1/7/2025")).status_code == 404
    with ward.desk.database.read() as tx:
        assert patients.get(tx, 1).paused_until_on is None
