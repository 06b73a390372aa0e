"""Questionnaires in the console: what is in use, and each played as in the chat; nothing is stored."""

import html
import re

import pytest

from questionnaires.library import Library
from storage import trail
from storage.access_words import Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen

CORE = "/questionnaires/core"


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


def fields(page: str) -> dict[str, str]:
    """What the form of the card carries."""
    form = page.partition('<section class="tmr-phone"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="(.*?)"', form)
    return {name: html.unescape(value) for name, value in found if name != "token"}


def key(page: str, label: str) -> str:
    """What the button of the card says when it is tapped."""
    found = re.search(rf'name="press" value="([^"]*)">{re.escape(label)}<', html.unescape(page))
    assert found is not None, label
    return found.group(1)


async def tapped(browser: Browser, page: str, label: str) -> str:
    return (await browser.post(CORE, **fields(page), press=key(page, label))).text


async def test_what_is_in_use_is_there_with_its_languages_and_licence(coordinator: Browser) -> None:
    said = await seen(coordinator, "/questionnaires")
    for name in Library.bundled().ids:
        assert f"{name} {Library.bundled().current(name).version}" in said
    assert "Languages English, Welsh" in said
    assert "comes with the product" in said
    assert "BL" in said


async def test_a_questionnaire_is_played_to_its_end_and_nothing_is_stored(
    ward: Console, coordinator: Browser
) -> None:
    with ward.desk.database.read() as tx:
        before = len(trail.read(tx))
    page = (await coordinator.get(CORE)).text
    assert "1 of " in page
    page = await tapped(coordinator, page, "7")
    assert "2 of " in page
    page = (await coordinator.post(CORE, **fields(page), typed="seven <b>or</b> eight")).text
    assert "2 of " in page
    assert 'role="status"' in page
    page = (await coordinator.post(CORE, **fields(page), typed="eight")).text
    assert "3 of " in page
    page = await tapped(coordinator, page, "Back")
    assert "2 of " in page
    while "Look over" not in page and "Send" not in re.findall(r'name="press" value="y[^"]*">(.*?)<', page):
        page = await tapped(coordinator, page, "Prefer not to say")
    change = await tapped(coordinator, page, "Change an answer")
    assert "of 2" in change or "1 of" in change
    page = await tapped(coordinator, page, "Send")
    assert "Scores" in page
    assert 'name="press"' not in page
    with ward.desk.database.read() as tx:
        assert len(trail.read(tx)) == before


async def test_it_is_played_in_another_language_and_for_another_phase(coordinator: Browser) -> None:
    page = (await coordinator.get(f"{CORE}?language=cy&ctx-phase=early")).text
    assert 'lang="cy"' in page
    assert fields(page)["ctx-phase"] == "early"
    assert fields((await coordinator.get(f"{CORE}?language=xx&ctx-limb=tail")).text)["language"] == "en"


@pytest.mark.parametrize(
    "steps", ["", "{", "[1]", '["\\ud800", "t \\ud800", "a:1:0:0:99", "zzz"]', "[" * 3000]
)
async def test_what_is_not_of_the_card_changes_nothing(coordinator: Browser, steps: str) -> None:
    page = await coordinator.post(CORE, steps=steps, press="ack:1")
    assert page.status_code == 200
    assert "1 of " in page.text
    assert (await coordinator.get("/questionnaires/nothing")).status_code == 404
