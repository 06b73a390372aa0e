"""Every page of the table in a real browser, as those see it who may: no barrier, and wide enough.

Pages are found by following links, so a new page is looked at without a line here; one that no link leads to
is a failure.
"""

from console.routes import ROUTES
from tests.console.browsing import Console
from tests.console.fuzz.range import Person, people_of
from tests.console.fuzz.test_fuzz import NOT_YET
from tests.console.screen import Screen, on_screen, unfit


async def test_every_page_is_free_of_barriers_narrow_wide_and_zoomed(ward: Console) -> None:
    people = await people_of(ward)
    unseen = {route.path for route in ROUTES if route.method == "GET"} - NOT_YET
    found: list[str] = []
    async with on_screen(ward) as screen:
        for person in people.values():
            new = [path for path in person.offered.links if path in unseen]
            unseen -= set(new)
            found += await looked_at(screen, person, [person.offered.links[path][0] for path in new])
    assert found == []
    assert unseen == set()


async def looked_at(screen: Screen, person: Person, addresses: list[str]) -> list[str]:
    """What is wrong with these pages of this person; and what the browser itself complained of."""
    found: list[str] = []
    page = await screen.window(person.cookie)
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    for address in addresses:
        await page.goto(screen.home + address)
        found += await unfit(page)
    await page.context.close()
    return found
