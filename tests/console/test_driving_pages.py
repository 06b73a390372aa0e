"""A test drive in the console: chosen, joined, hurried on, looked at, ended."""

import html
import re

from storage import drafts
from storage.access_words import DraftKind, Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen

HOME, NEWEST = "/test-drive", "/test-drive#newest"


async def press(browser: Browser, words: str) -> str:
    """Press the button of these words; where that leads."""
    page = html.unescape((await browser.get(HOME)).text)
    found = re.search(rf'<button[^>]*value="([^"]*)"[^>]*>\s*{re.escape(words)}\s*</button>', page)
    assert found is not None, words
    return str((await browser.post(HOME, press=found[1])).headers["location"])


async def test_a_schedule_is_driven_from_the_link_to_the_end(ward: Console) -> None:
    browser = await as_one(ward, Post.COORDINATOR)
    assert "A whole plan" in await seen(browser, "/questionnaires")
    assert "Nothing of it is in the register" in await seen(browser, HOME)
    refused = await browser.post(f"{HOME}/begin", which="7", language="en")
    assert refused.status_code == 422
    assert "Choose a schedule." in refused.text
    assert (await browser.post(f"{HOME}/begin", which="in-use", language="en")).headers["location"] == HOME
    pin = re.search(r"PIN on your letter is (\d{6})", await seen(browser, HOME))
    assert pin is not None
    await browser.post(HOME, typed=pin[1])
    assert await press(browser, "I agree") == "/test-drive#newest"
    joined = await seen(browser, HOME)
    assert "You are connected." in joined
    assert "PIN on your letter" not in joined
    await press(browser, "On to what comes next")
    assert "Some short questions are ready for you." in await seen(browser, HOME)
    await press(browser, "Start")
    assert "before the operation" in await seen(browser, HOME)
    await browser.post(HOME)
    await browser.post(f"{HOME}/end")
    assert "Which schedule?" in await seen(browser, HOME)


async def test_time_runs_until_there_is_something_to_read(ward: Console) -> None:
    browser = await as_one(ward, Post.CLINICIAN)
    await browser.post("/schedules/draft/begin")
    with ward.desk.database.read() as tx:
        (draft,) = drafts.standing(tx, DraftKind.PROTOCOL)
    await browser.post(f"{HOME}/begin", which=str(draft.id), language="cy")
    assert "1.0.1" in await seen(browser, HOME)
    running = await press(browser, "Let a week pass each minute")
    assert running == "/test-drive?runs=84#newest"
    page = (await browser.get(running)).text
    mark = re.findall(r'name="mark" value="([^"]*)"', page)
    assert 'hx-trigger="every 8600ms"' in page
    for left, leads in (("84", "/test-drive?runs=83#newest"), ("1", NEWEST), ("x", NEWEST)):
        gone = await browser.post(HOME, press="day", mark=mark[0], runs=left)
        assert gone.headers["location"] == leads
    assert (await browser.post(HOME, press="say /help", mark=mark[0])).headers[
        "location"
    ] == "/test-drive#newest"
