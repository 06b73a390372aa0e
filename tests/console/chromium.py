"""A real browser for the tests: Debian's chromium through Playwright, and axe-core, which npm brings.

Where one of them is missing the tests are skipped loudly; with CI=true they fail.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.floors import ROOT

AXE = ROOT / ".ci/axe/node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def needed() -> str:
    """Where chromium is; a skip, or in the pipeline a failure, if it or axe is not there."""
    found = shutil.which("chromium")
    missing = "chromium (apt-get install chromium)" if found is None else ""
    if not AXE.exists():
        missing = "axe-core (uv run just browser fetches it)"
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"The pages were not opened in a browser: there is no {missing}.")
    if missing or found is None:
        pytest.skip(f"The pages were not opened in a browser: there is no {missing}.")
    return found


@asynccontextmanager
async def opened() -> AsyncIterator[Browser]:
    """One browser process."""
    path = needed()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


async def barriers(page: Page) -> list[str]:
    """What axe finds on the page as it is."""
    await page.evaluate(_axe())
    found = await page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", _RULES)
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wide: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
