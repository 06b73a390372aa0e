"""What was done at an operation is entered in the console, as a whole."""

import re

import pytest

from console.pages.operating import RECORD
from storage import surgery, trail
from storage.access_words import Post
from storage.register_words import Anaesthesia, NerveTransfer, Surgery
from tests.console.browsing import Browser, Console
from tests.console.test_leaving import mark
from tests.console.test_pages import as_one, seen

PAGE = "/patients/P0001/record/E0001"
TOLD = {
    "operating_surgeon": "SURG1",
    "transfers": "tibial > soleus\r\nperoneal \u2192 gastrocnemius\r\n",
    "coaptations": "2",
    "anaesthesia": "general+regional",
}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


async def carried(browser: Browser) -> dict[str, str]:
    found = re.search(r'name="seen" value="(\w+)"', (await browser.get(PAGE)).text)
    assert found is not None
    return {"seen": found.group(1), "mark": await mark(browser, PAGE)}


def known(ward: Console) -> tuple[Surgery, tuple[NerveTransfer, ...]]:
    with ward.desk.database.read() as tx:
        return surgery.of_episode(tx, 1), surgery.transfers(tx, 1)


async def test_it_is_entered_corrected_and_emptied_and_the_second_is_told(
    ward: Console, coordinator: Browser
) -> None:
    first = await carried(coordinator)
    done = await coordinator.post(PAGE, **TOLD, **first)
    assert "What was done at the operation is kept." in await seen(coordinator, done.headers["location"])
    told, pairs = known(ward)
    assert (told.operating_surgeon, told.coaptations, told.suture) == ("SURG1", 2, None)
    assert told.anaesthesia is Anaesthesia.COMBINED
    assert pairs == (NerveTransfer("tibial", "soleus"), NerveTransfer("peroneal", "gastrocnemius"))
    assert "SURG1" in await seen(coordinator, "/reports")
    late = await coordinator.post(PAGE, **TOLD, **first)
    assert (late.status_code, "Nothing was done." in late.text) == (422, True)
    await coordinator.post(PAGE, **{**TOLD, "coaptations": "", "transfers": ""}, **await carried(coordinator))
    told, pairs = known(ward)
    assert (told.coaptations, pairs) == (None, ())
    with ward.desk.database.read() as tx:
        lines = [row for row in trail.read(tx, "episode:1") if row.verb == "episode.set-surgery"]
    assert [row.by for row in lines] == ["staff:COORD", "staff:COORD"]
    assert (await coordinator.get("/patients/P0002/record/E0001")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ({"operating_surgeon": "Mr Canary"}, "operating_surgeon", "Write a code without spaces"),
        ({"coaptations": "two"}, "coaptations", "Write a whole number."),
        ({"coaptations": "100"}, "coaptations", "Write a number from 0 to 99."),
        ({"anaesthesia": "none"}, "anaesthesia", "should be"),
        ({"transfers": "tibial soleus"}, "transfers", "Write each transfer on a line of its own"),
        ({"transfers": "x" * 81 + " > y"}, "transfers", "Write each transfer on a line of its own"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    ward: Console, coordinator: Browser, wrong: dict[str, str], at: str, said: str
) -> None:
    refused = await coordinator.post(PAGE, **{**TOLD, **wrong}, **await carried(coordinator))
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert said in refused.text
    assert known(ward) == (Surgery(), ())


def test_each_field_of_the_record_is_asked() -> None:
    asked = {each.name for each in RECORD.fields}
    assert asked == {*Surgery.__dataclass_fields__, "transfers"}
