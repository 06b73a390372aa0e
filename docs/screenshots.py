"""Draws pictures of the console for its pages: `uv run just screenshots`, with Debian's chromium.

They show the demo's console: Today, a case, a patient, the grid and the preview of a draft, as made-up people
left them.
"""

import asyncio
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pyotp
from PIL import Image
from playwright.async_api import Page, async_playwright

from clock import SystemClock

TO = Path(__file__).parent / "generated"
DEMO = ("tmr-followup", "demo", "--patients", "20", "--months", "6")
_SAID = re.compile(r"open at (\S+)\nPassword of each account: (\S+)\n.*?NURSE .*?: (\S+)\n", re.S)
_SIZE = {"width": 1100, "height": 900}


def _told(demo: subprocess.Popen[str]) -> tuple[str, str, str]:
    """Address, password and authenticator's key, once the demo prints them."""
    said = ""
    for line in demo.stdout or ():
        said += line
        found = _SAID.search(said)
        if found is not None:
            return found[1], found[2], found[3]
    raise SystemExit("The demo ended without a console.")


async def _draw(home: str, password: str, secret: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = await browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
        await page.goto(f"{home}/sign-in")
        await page.get_by_label("Name").fill("NURSE")
        await page.get_by_label("Password", exact=True).fill(password)
        await page.get_by_label("Code").fill(pyotp.TOTP(secret).at(SystemClock().now()))
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/today")
        await _picture(page, "today")
        case = page.locator('a[href^="/cases/"]').first
        whose = page.locator('td a[href^="/patients/"]').first
        patient = await whose.get_attribute("href")
        await case.click()
        await _picture(page, "case")
        await page.goto(f"{home}{patient}")
        await page.get_by_role("heading", name="Pain").evaluate("heading => heading.scrollIntoView()")
        await _picture(page, "patient")
        await page.goto(f"{home}/patients")
        await _picture(page, "patients")
        await _draft(page, home)
        await browser.close()


async def _draft(page: Page, home: str) -> None:
    """What a schedule with its first year shortened would change for the patients there are."""
    await page.goto(f"{home}/schedules/draft")
    field = page.get_by_label("Its text")
    text = await field.input_value()
    await field.fill(
        text.replace("version: 1.0.0", "version: 1.1.0").replace("closes: P547D", "closes: P540D")
    )
    await page.get_by_role("button", name="Check and preview").click()
    await page.wait_for_url("**/schedules/drafts/*")
    await page.goto(page.url.partition("?")[0])
    await _picture(page, "draft")


async def _picture(page: Page, name: str) -> None:
    drawn = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    drawn.quantize(64, dither=Image.Dither.NONE).save(TO / f"console-{name}.png", optimize=True)


def main() -> None:
    with subprocess.Popen(DEMO, stdout=subprocess.PIPE, text=True) as demo:  # noqa: S603
        try:
            asyncio.run(_draw(*_told(demo)))
        finally:
            demo.terminate()


if __name__ == "__main__":
    main()
