"""The whole way, with everything real but Telegram's network: a patient is enrolled by the keyboard alone,
opens the link and answers twice; a rise opens a case, which is closed; the report is signed. After each step
comes what the next person sees."""

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from playwright.async_api import Page
from pydantic import SecretStr

from app.demo.standin_chats import Shown
from app.linking import bot_name
from app.service import Service
from scheduler.protocol import default_text
from settings import Settings
from tests import cast
from tests.console.browsing import Console
from tests.console.keyboard import filled, pressed
from tests.console.screen import Screen, on_screen, said
from tests.end_to_end.conversation import asked, is_review
from tests.end_to_end.town import Town

ANN, OWNER = cast.CHATS["Ann"], cast.STAFF_CHATS["OWNER"]
WELL = {"rlp-average": "3", "rlp-worst": "4", "interference-activity": "2"}
"""What Ann taps in January in place of what she says in spring."""

TYPED: tuple[tuple[tuple[str, str], ...], ...] = (
    (("Full name", "Ann Canary-Surname"),),
    (("Telephone number", "07700 900123"),),
    (("English", "Space"),),
    (),  # the time of day that stands there
    (),  # the hospital's zone
    (("No", "Space"),),
    (("Day", "2"), ("Month", "5"), ("Year", "2023")),
    (("Day", "4"), ("Month", "12"), ("Year", "2024")),
    (("For pain", "Space"),),
    (("TMR", "Space"),),
    (("Arm", "Space"), ("Left", "Space")),
    (("At which level", "transradial"),),
    (("Vascular", "Space"),),
    (("Who is", "Dr Lead"), ("Day", "1"), ("Month", "11"), ("Year", "2024")),
    (("Day", "2"), ("Month", "11"), ("Year", "2024"), ("Version", "3")),
    (("What is the audit", "AUD-7"),),
    (("Day", "3"), ("Month", "11"), ("Year", "2024"), ("Who was", "surgeon\npain")),
)


@dataclass(frozen=True)
class Way:
    """The hospital's console on a screen, its service, and Telegram between that and Ann."""

    town: Town
    service: Service
    screen: Screen

    async def beats(self) -> None:
        """What came is taken, what is due is done, what is queued is sent."""
        await self.service.take_updates()
        await self.service.beat(self.town.clock.now())

    async def it_is(self, days: int) -> None:
        """So many days later, half past ten; the service has worked on."""
        self.town.clock.advance(timedelta(days=days))
        await self.beats()

    def card(self, chat_id: int = ANN) -> Shown:
        return self.town.heard(chat_id)[-1]

    async def taps(self, *labels: str, chat_id: int = ANN) -> None:
        for label in labels:
            card = self.card(chat_id)
            self.town.telegram.tap(chat_id, card.message_id, card.data_of(label))
            await self.service.take_updates()

    async def answers(self, otherwise: dict[str, str]) -> None:
        """Ann answers the questionnaire that is begun, and sends it."""
        while not is_review(self.card()):
            meant = asked(self.card())
            assert meant is not None, self.card()
            told = otherwise.get(meant.link_id)
            await self.taps(*(meant.taps if told is None else (told,)))
        await self.taps("Send")
        await self.beats()

    async def opens(self, page: Page, name: str) -> str:
        """Somebody signs in again, for much time has passed; what Today says to them."""
        await self.screen.sign_in(page, name)
        assert page.url == f"{self.screen.home}/today"
        return await said(page)


async def test_from_enrolment_to_the_signed_report(console: Console) -> None:
    with console.desk.database.write() as tx:
        cast.protocol(tx, console.clock.now(), default_text())
    town = Town(console.desk.database, console.clock)
    for chat_id in (ANN, *cast.STAFF_CHATS.values()):
        town.telegram.join(chat_id)
    async with town, town.service() as service:
        settings = Settings(telegram_token=SecretStr(town.telegram.token), telegram_url=town.url)
        reach = replace(console.desk.reach, bot_name=partial(bot_name, settings))
        console = replace(console, desk=replace(console.desk, reach=reach))
        async with on_screen(console) as screen:
            way = Way(town, service, screen)
            desk, clinic = await screen.window(), await screen.window()
            await _enrolled(way, desk)
            await _linked(way, desk)
            await _asked_twice(way, desk)
            await _closed(way, clinic)
            await _signed(way, desk, clinic)


async def _enrolled(way: Way, page: Page) -> None:
    await way.screen.sign_in(page, "COORD")
    await pressed(page, "Enrol")
    await pressed(page, "Enrol a new patient")
    for fields in TYPED:
        await filled(page, *fields)
        await pressed(page, "Continue")
    assert "follow-up begins at once" in await said(page)
    await pressed(page, "Enrol the patient")
    assert "Their code is P0001" in await said(page)


async def _linked(way: Way, page: Page) -> None:
    """Ann opens the link, gives the PIN of the letter on its pad, and consents."""
    await pressed(page, "Make their link and PIN")
    await pressed(page, "Make a new link")
    link = await page.locator("code.tmr-long").inner_text()
    letter = await page.locator(".tmr-letter").inner_text()
    assert link.startswith("https://t.me/tmr_standin_bot?start=")
    pin = re.search(r"\d{6}", letter)
    assert pin is not None
    await pressed(page, "Today")
    assert "P0001 has not joined by Telegram" in await said(page)
    way.town.telegram.say(ANN, f"/start {link.partition('=')[2]}")
    await way.beats()
    await way.taps(*pin[0], "OK", "I agree")
    await way.beats()
    await page.reload()
    assert "Messages reach every patient under follow-up" in await said(page)


async def _asked_twice(way: Way, page: Page) -> None:
    """Ann is asked at six weeks and, much worse, at three months."""
    await way.it_is(days=1)
    await way.opens(page, "COORD")
    await pressed(page, "Patients")
    assert "waits until 2 Feb 2025" in await said(page)
    await way.taps("Start")
    await way.answers(WELL)
    assert "Your next questions come around Tuesday 4 March." in way.card().text
    await page.reload()
    assert "answered" in await said(page)
    assert [each for each in way.town.heard(OWNER) if "P0001" in each.text] == []
    await way.it_is(days=50)
    await way.taps("Start")
    await way.answers({})
    assert "Thank you, that part is sent." in way.card().text
    assert "AMBER: AMB-3a, large rise in pain\nP0001" in way.card(OWNER).text


async def _closed(way: Way, page: Page) -> None:
    assert "AMBER Case 1 P0001 large rise in pain" in await way.opens(page, "OWNER")
    await page.get_by_role("link", name="Case 1").click()
    story = await said(page)
    assert "Pain of the residual limb: 8. The usual value R was 3" in story
    assert "OWNER was told by Telegram" in story
    await page.get_by_role("button", name="Acknowledge").click()
    await page.get_by_label("Called the patient").check()
    await page.get_by_role("button", name="Close the case").click()
    assert "OWNER closed it: Called the patient." in await said(page)
    await page.get_by_role("link", name="Back to today").click()
    assert "No case is open." in await said(page)
    await way.taps("Acknowledge", chat_id=OWNER)
    assert way.town.telegram.toasts[-1][1] == "This case is closed already."


async def _signed(way: Way, desk: Page, clinic: Page) -> None:
    """The coordinator sees that a report is overdue; the clinician makes it, reads it and signs."""
    assert "No case is open." in await way.opens(desk, "COORD")
    await pressed(desk, "Reports")
    assert "Overdue for review 2024-Q4" in await said(desk)
    await pressed(clinic, "Reports")
    await clinic.get_by_label("Period of the operations").fill("2024-Q4")
    await clinic.get_by_role("button", name="Make the report").click()
    while await clinic.get_by_role("link", name="Look again").count():
        await asyncio.sleep(0.2)
        await clinic.get_by_role("link", name="Look again").click()
    async with clinic.expect_download() as coming:
        await clinic.get_by_role("link", name="Download report.html").click()
    read = (await (await coming.value).path()).read_text("utf-8")
    assert "2024-Q4" in read
    assert "Canary" not in read
    await clinic.get_by_label("What was decided").fill("Call earlier")
    await clinic.get_by_role("button", name="Sign this report").click()
    assert "The report is signed." in await said(clinic)
    await pressed(desk, "Reports")
    assert "2024-Q4 OWNER 7 March 2025 Call earlier" in await said(desk)
