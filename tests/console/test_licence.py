"""A licence of the site's own questionnaire is renewed in the console, and Today tells of one that ends."""

import json
import re

import pytest

from storage import site_instruments
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen
from tests.console.test_questionnaire_drafts import FIRST, LICENCE, OWN, upload

PAGE = "/questionnaires/own/licence"
NEXT = {**LICENCE, "valid_until_on": "31 March 2098", "attribution": "\u00a9 A holder"}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    """The questionnaire is there, under a licence that ends in a month."""
    browser = await as_one(ward, Post.COORDINATOR)
    await upload(browser, json.dumps(OWN).encode())
    done = await browser.post(f"{FIRST}/publish", **{**LICENCE, "valid_until_on": "4 July 2025"})
    assert done.status_code == 303
    return browser


async def stamp(browser: Browser) -> str:
    found = re.search(r'name="seen" value="(\w+)"', (await browser.get(PAGE)).text)
    assert found is not None
    return found.group(1)


async def test_a_licence_that_ends_is_told_on_today_and_renewed(ward: Console, coordinator: Browser) -> None:
    assert "A holder, ends soon, on 4 Jul 2025: renew it" in await seen(coordinator, "/today")
    assert 'value="4 July 2025"' in (await coordinator.get(PAGE)).text
    before = await stamp(coordinator)
    done = await coordinator.post(PAGE, seen=before, **NEXT, **{"attribution_shown-yes": "yes"})
    said = await seen(coordinator, done.headers["location"])
    assert "The licence is kept." in said
    assert "A holder, until 31 Mar 2098" in said
    assert "Licences that end" not in await seen(coordinator, "/today")
    with ward.desk.database.read() as tx:
        (held,) = site_instruments.every(tx)
        assert held.licence.attribution_shown
    second = await coordinator.post(PAGE, seen=before, **{**NEXT, "holder": "Another"})
    assert (second.status_code, "Somebody has changed this" in second.text) == (422, True)
    same = await coordinator.post(
        PAGE, seen=await stamp(coordinator), **NEXT, **{"attribution_shown-yes": "yes"}
    )
    assert "It is under this licence already." in same.text
    hidden = await coordinator.post(PAGE, seen=await stamp(coordinator), **NEXT)
    assert hidden.status_code == 303
    with ward.desk.database.read() as tx:
        assert not site_instruments.every(tx)[0].licence.attribution_shown


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"holder": ""}, "holder"),
        ({"valid_until_on": "1 May 2025"}, "valid_until_on"),
        ({"valid_until_on": "soon"}, "valid_until_on"),
        ({"attribution": "", "attribution_shown-yes": "yes"}, "attribution_shown"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    coordinator: Browser, wrong: dict[str, str], at: str
) -> None:
    refused = await coordinator.post(PAGE, seen=await stamp(coordinator), **{**NEXT, **wrong})
    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text
    assert (await coordinator.get("/questionnaires/core/licence")).status_code == 404
    assert (await coordinator.post("/questionnaires/core/licence")).status_code == 404
