"""A whole bot for tests: the real application, inbox and worker over real HTTP against the stand-in."""

import asyncio
from datetime import datetime, timedelta

from app.demo.standin import TOKEN, StandIn
from app.demo.standin_chats import Shown
from app.figures import figures
from app.rosters import DUTIES
from app.shelf import Shelf
from app.usual import usual_by
from bot.application import AnyApplication, build_application
from bot.desk import Desk
from bot.polling import Polling
from bot.speech import Speech
from bot.surroundings import Sight, Watch
from bot.texts import load
from bot.worker import Worker
from clock import MovingClock
from domain import Assessment, AssessmentKind, Site
from questionnaires.context import context, phase
from storage import assessments, episodes, responses, sites
from storage.database import Database, Tx
from tests import cast


def seen_at_once(_tx: Tx, _site: Site, as_of: datetime) -> Sight:
    return Sight(Watch.NOW, as_of)


def speech() -> Speech:
    shelf = Shelf()
    return Speech(shelf.pinned, load(), seen_at_once, figures, DUTIES, usual_by(shelf))


class House:
    """The service of one test. `step` takes in and handles all that people have done."""

    def __init__(self, database: Database, at: datetime) -> None:
        self.database, self.clock = database, MovingClock(at)
        self.people = StandIn(self.clock)
        self.wakes = 0
        self.desk = Desk(database, speech(), self.clock, self._woke)
        self.application: AnyApplication

    def _woke(self) -> None:
        self.wakes += 1

    async def __aenter__(self) -> "House":
        self.url = await self.people.start()
        await self._open()
        return self

    async def restart(self) -> None:
        """As after a kill: everything anew but the database and the world outside."""
        await self.application.shutdown()
        await self._open()

    async def _open(self) -> None:
        self.application = build_application(self.desk, token=TOKEN, url=self.url)
        await self.application.initialize()
        wake = asyncio.Event()
        self.polling = Polling(self.database, self.application.bot, self.clock, wake)
        self.worker = Worker(self.database, self.application, self.clock, wake, sleep=_at_once)

    async def __aexit__(self, *_: object) -> None:
        await self.application.shutdown()
        await self.people.stop()

    async def step(self) -> None:
        await self.polling.step()
        await self.worker.drain()

    async def say(self, chat_id: int, text: str) -> None:
        self.people.say(chat_id, text)
        await self.step()

    async def tap(self, chat_id: int, label: str, message: Shown | None = None) -> str:
        """Tap the button with this label, on the newest message that has buttons; gives the toast."""
        card = message or self.people.cards(chat_id)[-1]
        return await self.press(chat_id, card.message_id, card.data_of(label))

    async def press(self, chat_id: int, message_id: int, data: str) -> str:
        query = self.people.tap(chat_id, message_id, data)
        await self.step()
        return dict(self.people.toasts).get(query, "(not answered)")

    def last(self, chat_id: int) -> Shown:
        """The newest message of the bot."""
        return [shown for shown in self.people.messages(chat_id) if shown.by_bot][-1]

    def labels(self, chat_id: int) -> list[str]:
        return [key.text for row in self.last(chat_id).buttons for key in row]


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def begin(tx: Tx, at: datetime, person: cast.Person, planned: Assessment) -> None:
    """Its responses, as the tick begins them when it opens an assessment."""
    episode, library = episodes.get(tx, planned.episode_id), Shelf().library(tx)
    for name in planned.instruments:
        instrument = library.current(name)
        responses.start(
            tx,
            cast.by(at),
            assessment_id=planned.id,
            instrument=name,
            version=instrument.version,
            checksum=instrument.checksum,
            language=person.patient.language,
            context=context(
                sites.get(tx, episode.site_id).mode,
                episode.limb,
                phase(at, person.patient.zone, episode.tmr_on),
            ),
        )


def opened(
    tx: Tx,
    at: datetime,
    person: cast.Person,
    *instruments: str,
    time_point: str = "W02",
    episode_id: int | None = None,
) -> Assessment:
    """An assessment of a member of the cast that is open now."""
    act = cast.by(at)
    planned = assessments.add(
        tx,
        act,
        episode_id=person.episode.id if episode_id is None else episode_id,
        protocol_id=person.episode.protocol_id,
        time_point=time_point,
        kind=AssessmentKind.SCHEDULED,
        opens_on=at.date() - timedelta(days=1),
        closes_on=at.date() + timedelta(days=6),
        send_at=at,
        zone="Europe/London",
        instruments=instruments or ("core",),
    )
    assessments.open(tx, act, planned.id)
    begin(tx, at, person, planned)
    return assessments.get(tx, planned.id)
