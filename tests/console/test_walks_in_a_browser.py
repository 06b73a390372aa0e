"""Walks through the console in a real browser: a schedule that two people publish, every refusal, and a case
closed by the keyboard alone."""

from datetime import timedelta

from playwright.async_api import Page

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
        await second.get_by_role("link", name="Draft 1").click()
        assert await unfit(second) == []
        await second.get_by_role("button", name="Publish").click()
        assert "The schedule is published." in await said(second)
        assert "tmr-followup 1.0.1" in await second.inner_text("h1")


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
