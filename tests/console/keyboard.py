"""Somebody without a mouse at the pages in a real browser: the tab key leads on, and one sees where it is."""

from playwright.async_api import Page

_FOCUSED = """() => {
    const at = document.activeElement;
    if (at === document.body) return ['', true];
    const ringed = getComputedStyle(at).outlineStyle !== 'none' || getComputedStyle(at).boxShadow !== 'none'
        || at.type === 'radio';
    const name = [...(at.labels || [])].map(each => each.innerText).join(' ') || at.innerText || '';
    return [name.trim(), ringed];
}"""


async def reached(page: Page, name: str) -> None:
    """Go on with the tab key until what is called so has the focus; every stop shows that it has it."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        called, is_shown = await page.evaluate(_FOCUSED)
        assert is_shown, f"{page.url}: nobody sees that {called!r} has the focus"
        if called.startswith(name):
            return
    raise AssertionError(f"{page.url}: the tab key does not lead to {name!r}")


async def pressed(page: Page, name: str) -> None:
    await reached(page, name)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def filled(page: Page, *fields: tuple[str, str]) -> None:
    """Fill in what the page asks, by the beginning of its labels, past the links above. `Space` takes
    the choice that is reached."""
    await reached(page, "Skip to main content")
    await page.keyboard.press("Enter")
    for label, text in fields:
        await reached(page, label)
        await (page.keyboard.press(text) if text == "Space" else page.keyboard.type(text))
