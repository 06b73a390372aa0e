"""The counts of the theatre register are kept in the console, as the command keeps them."""

import re

import pytest

from storage import theatre
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen
from tests.console.test_site_pages import stamp

PAGE = "/reports/theatre"


@pytest.fixture
async def coordinator(console: Console) -> Browser:
    return await as_one(console, Post.COORDINATOR)


async def test_a_quarter_is_counted_and_corrected_and_the_second_is_told(
    console: Console, coordinator: Browser
) -> None:
    assert "How many operations the theatre register counts" in await seen(coordinator, "/reports")
    first = await stamp(coordinator, PAGE)
    done = await coordinator.post(PAGE, seen=first, quarter="2024 - q4", operations="7")
    said = await seen(coordinator, done.headers["location"])
    assert "The count is kept." in said
    assert re.search(r"2024-Q4 Operations 7 By COORD, \d", said)
    late = await coordinator.post(PAGE, seen=first, quarter="2024-Q4", operations="8")
    assert (late.status_code, "Somebody has changed this" in late.text) == (422, True)
    await coordinator.post(PAGE, seen=await stamp(coordinator, PAGE), quarter="2024-Q4", operations="8")
    with console.desk.database.read() as tx:
        assert [(each.operations, each.by) for each in theatre.every(tx)] == [(8, "staff:COORD")]


@pytest.mark.parametrize(
    ("quarter", "operations", "at"),
    [
        ("", "1", "quarter"),
        ("spring", "1", "quarter"),
        ("2099-Q1", "1", "quarter"),
        ("2024-Q4", "many", "operations"),
        ("2024-Q4", "10001", "operations"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    coordinator: Browser, quarter: str, operations: str, at: str
) -> None:
    told = {"seen": await stamp(coordinator, PAGE), "quarter": quarter, "operations": operations}
    refused = await coordinator.post(PAGE, **told)
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
