"""A real browser for the tests: Debian's chromium through Playwright, and axe-core, which npm brings.

Where one of them is missing the tests are skipped loudly; with CI=true they fail.
"""

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.floors import ROOT

AXE = ROOT / ".ci/axe/node_modules/axe-core/axe.min.js"
ALL_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LAYOUT = ("scrollable-region-focusable", "target-size")
"""The rules that ask how things are laid out; the others ask what there is, and in which colours."""


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


async def barriers(page: Page, rules: Sequence[str] = ALL_RULES) -> list[str]:
    """What axe finds on the page as it is."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_axe())
    run = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
    found = await page.evaluate(run, list(rules))
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


async def drawn(page: Page) -> str:
    """Which elements are drawn at this width: the same letters at two widths, and the same are."""
    shown: str = await page.evaluate(
        "Array.from(document.body.querySelectorAll('*'), "
        "each => each.checkVisibility({visibilityProperty: true}) ? '1' : '0').join('')"
    )
    return shown


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wide: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
