"""Walks through the console in a real browser: a schedule that two people publish, every refusal, and a case
closed by the keyboard alone."""

from datetime import timedelta

from playwright.async_api import Locator, Page

from console.access.sessions import IDLE
from console.pages.cases import MOVED_ON
from console.pages.entry import WRONG
from scheduler.protocol import default_text
from tests.console.browsing import PASSWORD, Console
from tests.console.keyboard import pressed, reached
from tests.console.screen import Screen, on_screen, said, unfit

NEW = default_text().replace("version: 1.0.0", "version: 1.0.1")


async def test_a_schedule_is_drafted_checked_previewed_and_published_by_a_second_person(
    ward: Console,
) -> None:
    async with on_screen(ward) as screen:
        author, second = await screen.window(), await screen.window()
        await screen.sign_in(author, "OWNER")
        await _typed_in_forms(screen, author)
        await author.get_by_role("link", name="Schedules").click()
        await author.get_by_role("link", name="Change the schedule").click()
        await author.get_by_label("Its text").fill(NEW.replace("target: P14D", "target: fortnight"))
        await author.get_by_role("button", name="Check and preview").click()
        assert "time_points[3].target" in await said(author)
        assert "target: fortnight" in await author.get_by_label("Its text").input_value()
        assert await unfit(author) == []
        await author.get_by_label("Its text").fill(NEW)
        await author.get_by_role("button", name="Check and preview").click()
        assert "Somebody else must publish it" in await said(author)
        await screen.sign_in(second, "COORD")
        await second.get_by_role("link", name="Schedules").click()
        await second.get_by_role("link", name="Change the schedule").click()
        await second.get_by_role("link", name="Draft 2").click()
        assert await unfit(second) == []
        await second.get_by_role("button", name="Publish").click()
        assert "The schedule is published." in await said(second)
        assert "tmr-followup 1.0.1" in await second.inner_text("h1")
        await _driven(screen, second)


async def _driven(screen: Screen, page: Page) -> None:
    """What was published, driven as its patient."""
    await page.goto(f"{screen.home}/test-drive")
    await page.get_by_role("button", name="Begin").click()
    pin = (await said(page)).partition("PIN on your letter is ")[2][:6]
    await page.get_by_label("Message").fill(pin)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="I agree").click()
    await page.get_by_role("button", name="On to what comes next").click()
    await page.get_by_role("button", name="Start").click()
    await page.get_by_role("button", name="Let a week pass each minute").click()
    assert "Time runs, a week a minute" in await said(page)
    assert await unfit(page) == []


async def _typed_in_forms(screen: Screen, page: Page) -> None:
    """A window that runs into the next: told at its field as it is typed, and gone once it is mended; without
    JavaScript told once it is saved."""
    loads, errors = list[str](), list[str]()
    await page.goto(f"{screen.home}/schedules/draft")
    await page.locator('form[action="/schedules/draft/begin"] button').click()
    await page.get_by_role("link", name="W06").click()
    await page.wait_for_load_state()
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.on("console", lambda said: errors.append(said.text))
    field, told = page.get_by_label("The window closes"), page.locator('[id="closes-told"]')
    usual = await field.input_value()
    await field.fill("70 days")
    await told.get_by_text("The windows of W06 and M03 in series core overlap").wait_for()
    assert await unfit(page) == []
    assert "The windows of W06" in await described(field)
    assert await page.locator("#checked").inner_text() == "1 answer needs another look."
    await field.press_sequentially("x")
    await told.get_by_text("Write a length of time").wait_for()
    assert (await field.input_value(), await has_focus(field)) == ("70 daysx", True)
    await field.fill(usual)
    await page.locator("#checked").get_by_text("Nothing is wrong").wait_for()
    assert (await told.inner_text(), loads, errors) == ("", [], [])
    await _typed_without_script(screen, page)


async def _typed_without_script(screen: Screen, page: Page) -> None:
    plain = await screen.chromium.new_context(java_script_enabled=False)
    cookie = next(each for each in await page.context.cookies() if each.get("name") == "tmr")
    await plain.add_cookies([{"name": "tmr", "value": cookie.get("value", ""), "url": screen.home}])
    other = await plain.new_page()
    await other.goto(page.url)
    await other.get_by_label("The window closes").fill("70 days")
    await other.get_by_role("button", name="Save").click()
    assert "The windows of W06 and M03 in series core overlap" in await said(other)
    await other.get_by_role("button", name="Drop the draft").click()
    await plain.close()


async def described(field: Locator) -> str:
    """What is read aloud with a field."""
    found: str = await field.evaluate(
        "field => field.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id).innerText).join(' ')"
    )
    return found


async def has_focus(field: Locator) -> bool:
    found: bool = await field.evaluate("field => field === document.activeElement")
    return found


async def test_every_refusal_says_what_to_do_and_bars_nobodys_way(ward: Console) -> None:
    async with on_screen(ward) as screen:
        page, other = await screen.window(), await screen.window()
        await _refused_at_the_door(screen, page)
        await screen.sign_in(page, "OWNER")
        await page.goto(f"{screen.home}/trail")
        assert "You may not do this" in await said(page)
        assert await unfit(page) == []
        await screen.sign_in(other, "COORD")
        await _changed_meanwhile(screen, page, other)
        await _foreign(screen, page)
        ward.clock.advance(IDLE)
        await page.goto(f"{screen.home}/today")
        assert page.url == f"{screen.home}/sign-in"


async def _refused_at_the_door(screen: Screen, page: Page) -> None:
    """A wrong password, a wrong code; then locked, for the right ones too, and open again."""
    await screen.sign_in(page, "OWNER", password="not my password")
    assert WRONG in await said(page)
    assert await unfit(page) == []
    for _ in range(4):
        await screen.sign_in(page, "OWNER", code="000000")
        assert WRONG in await said(page)
    await screen.sign_in(page, "OWNER")
    assert WRONG in await said(page)
    screen.console.clock.advance(timedelta(minutes=2))


async def _changed_meanwhile(screen: Screen, page: Page, other: Page) -> None:
    for each in (page, other):
        await each.goto(f"{screen.home}/cases/2")
    await other.get_by_role("button", name="Acknowledge").click()
    await page.get_by_label("Called the patient").check()
    await page.get_by_role("button", name="Close the case").click()
    assert MOVED_ON in await said(page)
    assert await page.get_by_label("Called the patient").is_checked()
    assert await unfit(page) == []


async def _foreign(screen: Screen, page: Page) -> None:
    """A form without our token, and one that another site holds."""
    await page.eval_on_selector('form[action="/sign-out"] [name=token]', "field => field.value = 'x'")
    await page.get_by_role("button", name="Sign out").click()
    refused = await page.title()
    assert await unfit(page) == []
    await page.goto("about:blank")
    await page.set_content(f'<form method="post" action="{screen.home}/sign-out"><button>Win</button></form>')
    await page.get_by_role("button", name="Win").click()
    await page.wait_for_url("**/sign-out")
    assert await page.title() == refused
    await page.goto(f"{screen.home}/today")
    assert page.url == f"{screen.home}/today"


async def test_a_case_is_closed_by_the_keyboard_alone(ward: Console) -> None:
    async with on_screen(ward) as screen:
        page = await screen.window()
        await page.goto(screen.home)
        await reached(page, "Name")
        await page.keyboard.type("OWNER")
        await reached(page, "Password")
        await page.keyboard.type(PASSWORD)
        await reached(page, "Code")
        await page.keyboard.type(screen.code("OWNER"))
        await pressed(page, "Sign in")
        await pressed(page, "Case 2")
        await pressed(page, "Acknowledge")
        await reached(page, "Called the patient")
        await page.keyboard.press("Space")
        await pressed(page, "Close the case")
        assert "The case is closed." in await said(page)
        await pressed(page, "Sign out")
        assert "You are signed out." in await said(page)
