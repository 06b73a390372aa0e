"""The pages in a real browser: sign-in to closed case; axe finds nothing, at 320 pixels neither."""

from dataclasses import replace

import pyotp
from playwright.async_api import Page

from app.console_server import listening
from console.web.desk import Place
from tests.console.browsing import PASSWORD, Console
from tests.console.chromium import opened
from tests.console.screen import unfit
from tests.end_to_end.service import free_port


async def is_fit(page: Page) -> None:
    """It fits every window, and nothing bars anybody's way in any."""
    assert await unfit(page) == []


async def a_barrier_of_a_narrow_window_is_found(page: Page) -> None:
    """The look itself: two links that are hard to hit on a telephone, and nowhere else."""
    await page.evaluate(
        """() => {
            const links = '<p><a href="/one">One</a> <a href="/two">Two</a></p>';
            document.querySelector("main").insertAdjacentHTML("beforeend", links);
            const low = "main p a { display: block; height: 9px; overflow: hidden }";
            document.styleSheets[1].insertRule(`@media (max-width: 400px) { ${low} }`);
        }"""
    )
    found = await unfit(page)
    assert [each.split(" at ")[1][:26] for each in found] == ["320 pixels: target-size: <"], found


async def begin_to_enrol(page: Page, home: str) -> None:
    await page.goto(f"{home}/enrol")
    await is_fit(page)
    await page.get_by_role("button", name="Enrol a new patient").click()
    await page.get_by_role("button", name="Continue").click()
    assert "Enter the name." in await page.inner_text("main")
    await is_fit(page)


async def sign_in(page: Page, ward: Console) -> None:
    await page.get_by_label("Name").fill("OWNER")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_label("Code").fill(pyotp.TOTP(ward.secrets["OWNER"]).at(ward.clock.now()))
    await page.keyboard.press("Enter")


async def test_from_the_sign_in_to_a_closed_case_without_a_barrier(ward: Console) -> None:
    desk = replace(ward.desk, place=Place(free_port()))
    home, faults = f"http://127.0.0.1:{desk.place.port}", list[str]()
    async with opened() as browser, listening(desk, "127.0.0.1"):
        page = await browser.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        for path in ("/sign-in", "/set-up", "/nothing"):
            await page.goto(home + path)
            await is_fit(page)
        await a_barrier_of_a_narrow_window_is_found(page)
        faults.clear()  # the browser notes that /nothing is not there
        await page.goto(home)
        await page.get_by_role("button", name="Sign in").click()
        assert "There is a problem" in await page.inner_text("main")
        await is_fit(page)
        await sign_in(page, ward)
        await page.wait_for_url("**/today")
        await is_fit(page)
        await begin_to_enrol(page, home)
        await page.goto(f"{home}/today")
        await page.get_by_role("link", name="Case 2").click()
        await page.get_by_role("button", name="Acknowledge").click()
        assert "You have acknowledged this case." in await page.inner_text("main")
        await is_fit(page)
        await page.get_by_label("Called the patient").check()
        await page.get_by_role("button", name="Close the case").click()
        assert "The case is closed." in await page.inner_text("main")
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in?said=signed-out")
    assert [fault for fault in faults if "422" not in fault] == []
