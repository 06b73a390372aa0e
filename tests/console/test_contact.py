"""What a patient is called and reached by is corrected in the console."""

import re

import pytest

from storage import contacts, trail
from storage.access_words import Post
from storage.contacts import Details
from storage.words import Owner
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark
from tests.console.test_pages import as_one, seen

PAGE = "/patients/P0001/contact"
TOLD = {"name": "Canary New", "phone": "07700 900456", "email": "", "nhs_number": ""}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


def known(ward: Console) -> Details:
    with ward.desk.database.read() as tx:
        return contacts.details(tx, Owner.PATIENT, 1)


async def carried(browser: Browser) -> dict[str, str]:
    found = re.search(r'name="seen" value="(\w+)"', (await browser.get(PAGE)).text)
    assert found is not None
    return {"seen": found.group(1), "mark": await mark(browser, PAGE)}


async def test_details_are_corrected_and_the_trail_names_the_fields_alone(
    ward: Console, coordinator: Browser
) -> None:
    before, second = known(ward), await carried(coordinator)
    assert f'value="{before.name}"' in (await coordinator.get(PAGE)).text
    done = await coordinator.post(PAGE, **TOLD, **second)
    assert "Canary New" in await seen(coordinator, done.headers["location"])
    assert (known(ward).name, known(ward).phone, known(ward).email) == ("Canary New", "07700 900456", None)
    with ward.desk.database.read() as tx:
        rows = [row for row in trail.read(tx) if row.verb == "contact.correct"]
        assert [row.by for row in rows] == ["staff:COORD"]
        assert "Canary" not in str([row.detail for row in rows])
    late = await coordinator.post(PAGE, **{**TOLD, "phone": "1"}, **second)
    assert (late.status_code, "Nothing was done." in late.text) == (422, True)
    same = await coordinator.post(PAGE, **TOLD, **await carried(coordinator))
    assert same.status_code == 303
    with ward.desk.database.read() as tx:
        assert len([row for row in trail.read(tx) if row.verb == "contact.correct"]) == 1


@pytest.mark.parametrize(("wrong", "at"), [({"name": " "}, "name"), ({"phone": "1" * 301}, "phone")])
async def test_what_is_wrong_is_said_at_its_field(
    ward: Console, coordinator: Browser, wrong: dict[str, str], at: str
) -> None:
    before = known(ward)
    refused = await coordinator.post(PAGE, **{**TOLD, **wrong}, **await carried(coordinator))
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert known(ward) == before


async def test_all_that_is_held_is_fetched_for_the_patient_and_the_trail_tells_by_whom(
    ward: Console, coordinator: Browser
) -> None:
    path = "/patients/P0001/own-data"
    assert "Give it to nobody but P0001" in await seen(coordinator, path)
    fetched = await coordinator.post(path, mark=await mark(coordinator, path))
    assert fetched.headers["content-disposition"] == 'attachment; filename="P0001.html"'
    assert str(known(ward).name) in fetched.text
    with ward.desk.database.read() as tx:
        lines = [row.by for row in trail.read(tx, "patient:1") if row.verb == "patient.own-data"]
    assert lines == ["staff:COORD"]
