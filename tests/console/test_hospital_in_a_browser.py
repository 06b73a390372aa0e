"""Signing in by the hospital's own account in a real browser, at a real provider on another site: there and
back past our own rules for forms and cookies, every refusal as a person reads it, and the set-up that links.
"""

from dataclasses import replace
from typing import Literal

import pyotp
from playwright.async_api import Page, Route

from app.accounts import add_account
from clock import SystemClock
from console.access.id_token import SecondFactor
from console.pages.hospital import WHY
from domain import Act
from storage import hospital as links
from storage import trail
from storage.access_words import Post
from storage.database import Database
from tests.console.browsing import ORIGIN, PASSWORD, RECOVERY, let_in, serving
from tests.console.provider import PASSWORD as THEIRS
from tests.console.provider import TOTP, Hospital, known_to
from tests.console.screen import Screen, on_screen, said, unfit

HOSPITAL, LINK = "Sign in with your hospital account", "Use your hospital account"


async def window(screen: Screen) -> Page:
    """A window that asks nobody but this machine: the provider's pages want styles of others."""

    async def answer(route: Route) -> None:
        await (route.continue_() if "//127.0.0.1:" in route.request.url else route.abort())

    page = await screen.window()
    await page.context.route(lambda address: "//localhost:" not in address, answer)
    return page


async def clicked(page: Page, role: Literal["link", "button"], name: str) -> None:
    """Until what it leads to stands there whole."""
    async with page.expect_navigation():
        await page.get_by_role(role, name=name, exact=True).click()


async def signs_in_there(page: Page, name: str, *, has_second: bool) -> None:
    """At the provider's own page, until it sends the browser back and the console has answered."""
    await page.wait_for_url("http://localhost:*/authorize*")
    await page.fill("#username", name)
    await page.fill("#password", THEIRS)
    await clicked(page, "button", "Authorize")
    if has_second:
        await page.fill("#totp_code", pyotp.TOTP(TOTP).now())
        await clicked(page, "button", "Verify")
    await page.wait_for_url("http://127.0.0.1:*/**")


async def comes(screen: Screen, page: Page, name: str, *, has_second: bool = True) -> str:
    """Somebody presses the button and signs in there; what the console says then."""
    await page.goto(f"{screen.home}/sign-in")
    await clicked(page, "button", HOSPITAL)
    await signs_in_there(page, name, has_second=has_second)
    return await said(page)


async def test_the_hospitals_sign_in_leads_there_and_back_and_refuses_in_words(
    house: Database, hospital: Hospital
) -> None:
    now, issuer = SystemClock().now(), f"http://localhost:{hospital.port}"
    with house.write() as tx:
        for code, subject in (("OWNER", "owner"), ("COORD", "coord")):
            made, _ = add_account(tx, Act("cli", now), code, None, None)
            links.link(tx, Act("cli", now), made.id, issuer, subject)
        _, code = add_account(tx, Act("cli", now), "ADMIN", "administrator", "NORTH")
        secret = let_in(tx, now, "AN1", Post.ANALYST)
    with serving(house, now, known_to(issuer, ORIGIN, SecondFactor("amr", ("otp",)))) as console:
        desk = replace(console.desk, wall=SystemClock())  # the provider goes by it, and this takes a while
        async with on_screen(replace(console, desk=desk)) as screen:
            page = await window(screen)
            await _in_and_out(screen, page)
            await _refused(screen, page)
            await _linked(screen, page, code)
            await _gone_over(screen, await window(screen), pyotp.TOTP(secret).now())
    with house.read() as tx:
        told = [(row.verb, row.detail) for row in trail.read(tx) if row.detail.get("by") == "hospital"]
    came_in, by = ("account.sign-in", {"by": "hospital"}), "hospital"
    refused = [("account.refuse", {"why": why, "by": by}) for why in ("second-factor", "not-linked")]
    assert told == [came_in, *refused, came_in, came_in]


async def _in_and_out(screen: Screen, page: Page) -> None:
    """With the post of our own tables; and out again, to a page without anything of theirs."""
    await page.goto(f"{screen.home}/sign-in")
    assert await unfit(page) == []
    assert "No case is open" in await comes(screen, page, "owner")
    assert page.url == f"{screen.home}/today"
    assert "OWNER, clinician" in await page.inner_text("header")
    await clicked(page, "button", "Sign out")
    assert "You are signed out here" in await said(page)
    assert await unfit(page) == []
    await clicked(page, "button", "Sign out of your hospital account too")
    await page.wait_for_url(f"{screen.home}/sign-in")
    await page.goto(f"{screen.home}/today")
    assert page.url == f"{screen.home}/sign-in"


async def _refused(screen: Screen, page: Page) -> None:
    """Somebody without a second factor there, and somebody who has no account here."""
    assert WHY["second-factor"] in await comes(screen, page, "coord", has_second=False)
    assert await unfit(page) == []
    assert WHY["not-linked"] in await comes(screen, page, "admin")
    assert await unfit(page) == []
    assert "code=" not in page.url


async def _linked(screen: Screen, page: Page, code: str) -> None:
    """Whoever was refused gets a set-up code, and from then on the button is enough; they unlink another."""
    await clicked(page, "link", "Set up a new account")
    await page.get_by_label("Name").fill("ADMIN")
    await page.get_by_label("Set-up code").fill(code)
    await clicked(page, "button", "Continue")
    assert await unfit(page) == []
    await clicked(page, "button", LINK)
    await signs_in_there(page, "admin", has_second=True)
    assert page.url == f"{screen.home}/accounts"
    assert "ADMIN, administrator" in await page.inner_text("header")
    assert await unfit(page) == []
    await clicked(page, "link", "Unlink OWNER from the hospital account")
    assert await unfit(page) == []
    await clicked(page, "button", "Unlink OWNER")
    assert "They are signed out everywhere, and need a new set-up code" in await said(page)


async def _gone_over(screen: Screen, page: Page, code: str) -> None:
    """Somebody with a password, who shows once more who they are: from a form's answer a link leads there."""
    await screen.sign_in(page, "AN1", code=code)
    await clicked(page, "link", "AN1, analyst")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_label("Code").fill(RECOVERY)
    await clicked(page, "button", "Continue")
    assert await unfit(page) == []
    await clicked(page, "button", "Go to your hospital's sign-in")
    await signs_in_there(page, "owner", has_second=True)
    await clicked(page, "link", "AN1, analyst")
    assert "hospital account, linked" in await said(page)
