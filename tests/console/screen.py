"""The console in a real browser: served on this machine, with a window for each person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page

from app.console_server import listening
from console.web.desk import Place
from tests.console.browsing import PASSWORD, Console
from tests.console.chromium import ALL_RULES, LAYOUT, barriers, drawn, opened, overflow
from tests.end_to_end.service import free_port

NARROW, ZOOMED, WIDE = 320, 640, 1280
"""Pixels: a telephone, a wide window at 200 % zoom, and the wide window itself."""


@dataclass(frozen=True, slots=True)
class Screen:
    """`home`: where the console is. `chromium`: the one browser process."""

    console: Console
    home: str
    chromium: Chromium

    async def window(self, cookie: str = "") -> Page:
        """A window that shares nothing with the others; with a cookie, of somebody who is signed in."""
        context = await self.chromium.new_context(viewport={"width": WIDE, "height": 900})
        if cookie:
            await context.add_cookies([{"name": "tmr", "value": cookie, "url": self.home}])
        return await context.new_page()

    def code(self, name: str) -> str:
        return pyotp.TOTP(self.console.secrets[name]).at(self.console.clock.now())

    async def sign_in(self, page: Page, name: str, *, password: str = PASSWORD, code: str = "") -> None:
        """As somebody types it; half a minute passes, so that the authenticator shows another code."""
        self.console.clock.advance(timedelta(seconds=30))
        await page.goto(f"{self.home}/sign-in")
        await page.get_by_label("Name").fill(name)
        await page.get_by_label("Password", exact=True).fill(password)
        await page.get_by_label("Code").fill(code or self.code(name))
        async with page.expect_navigation():
            await page.keyboard.press("Enter")


@asynccontextmanager
async def on_screen(console: Console) -> AsyncIterator[Screen]:
    """The console on a port of its own, and chromium before it."""
    port = free_port()
    home, hospital = f"http://127.0.0.1:{port}", console.desk.hospital
    there = None if hospital is None else replace(hospital, origin=home)
    desk = replace(console.desk, place=Place(port), hospital=there)
    async with opened() as chromium, listening(desk, "127.0.0.1"):
        yield Screen(console, home, chromium)


async def said(page: Page) -> str:
    """What the page says, in one line."""
    return " ".join((await page.inner_text("main")).split())


async def unfit(page: Page) -> list[str]:
    """What is wrong with the page as it is: wider than its window, or a barrier that axe finds.

    The whole of axe is for the narrowest window, and for a wider one that draws something else; where the
    same elements only stand elsewhere, the rules about that are enough.
    """
    found, before = list[str](), ""
    for width in (NARROW, ZOOMED, WIDE):
        await page.set_viewport_size({"width": width, "height": 900})
        if await overflow(page) > 0:
            found.append(f"{page.url}: too wide for {width} pixels")
        now = await drawn(page)
        rules = LAYOUT if now == before else ALL_RULES
        found += [f"{page.url} at {width} pixels: {each}" for each in await barriers(page, rules)]
        before = now
    return found
