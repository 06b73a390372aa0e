"""Puts the running product together: tick, courier, intake and worker on one database, one bot, one clock.

The command `run` keeps the parts going side by side; the demo and the simulation call them step by step.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram.error import TelegramError

from alerts.bank_holidays import around
from alerts.seen import seen_when
from app.figures import figures
from app.rosters import DUTIES, roster_of
from app.shelf import Shelf
from app.usual import usual_by
from bot.application import AnyApplication, build_application
from bot.courier import Courier
from bot.desk import Desk
from bot.limiter import Limiter
from bot.mail.courier import MailCourier
from bot.mail.mail import Mail
from bot.mail.post import Post
from bot.mail.server import MailServer
from bot.mail.writing import write
from bot.pace import Pace
from bot.polling import Polling
from bot.rendering import render
from bot.screen import Screen
from bot.speech import Speech
from bot.surroundings import Sight, Watch
from bot.texts.loading import load as load_texts
from bot.worker import Worker
from clock import Clock
from domain import Mode, Site
from scheduler.published import Protocols
from scheduler.tick import Definitions
from scheduler.ticking import Tick
from storage import heartbeats, staff
from storage.database import Database, Tx
from storage.keeping import USUAL_KEEPING, Keeping
from storage.words import Outgoing

Sleep = Callable[[float], Awaitable[None]]
_BEAT_EVERY = timedelta(seconds=30)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Address:
    """One bot and the Bot API server it is on."""

    token: str
    url: str

    def __repr__(self) -> str:
        return f"Address(url={self.url!r})"


@dataclass(frozen=True, slots=True)
class Service:
    """All parts. `news` is set when something new is in the inbox; `woken` when an entry was stored."""

    database: Database
    clock: Clock
    desk: Desk
    application: AnyApplication
    tick: Tick
    courier: Courier
    mail: MailCourier | None
    polling: Polling
    worker: Worker
    news: asyncio.Event

    async def beat(self, as_of: datetime) -> None:
        """Look at what is due, then send what is queued."""
        await self.tick.run(as_of)
        await self.send(as_of)
        await self.send_mail(as_of)

    async def send(self, as_of: datetime) -> None:
        """Send what is queued, then give a sign of life.

        A courier that is held by Telegram or in trouble gives none, so that the health page turns red.
        """
        while await self.courier.drain(as_of):
            pass
        if self.courier.rests_until(as_of) is not None:
            return
        last = await self.database.seeing(lambda tx: heartbeats.last(tx, "courier"))
        if last is None or as_of - last.at >= _BEAT_EVERY:
            await self.database.within(lambda tx: heartbeats.beat(tx, "courier", as_of))

    async def send_mail(self, as_of: datetime) -> None:
        """Send what goes by e-mail, if a mail server is set."""
        while self.mail is not None and await self.mail.drain(as_of):
            pass

    async def take_updates(self) -> int:
        """Fetch what Telegram holds, if it answers, and handle all that is kept; how many were handled."""
        try:
            await self.polling.step()
        except TelegramError as trouble:
            log.warning("service.not_fetched", kind=type(trouble).__name__)
        return await self.worker.drain()


def sight(tx: Tx, site: Site, as_of: datetime) -> Sight:
    """Whether an urgent answer given now is seen by anybody who can be reached, and when."""
    if site.mode is not Mode.MONITORING:
        return Sight(Watch.NOBODY, as_of)
    seen = seen_when(roster_of(tx, site, as_of), staff.out_of_reach(tx, site.id), as_of)
    if seen is None:
        return Sight(Watch.NOBODY, as_of)
    return Sight(Watch.NOW if seen.now else Watch.OPENING, seen.at)


def build_tick(database: Database, keeping: Keeping) -> Tick:
    """The tick alone, for whoever calls it from outside."""
    shelf = Shelf()
    return Tick(database, Definitions(shelf.library, around), Protocols(shelf.library), keeping)


def build_service(
    database: Database,
    clock: Clock,
    address: Address,
    *,
    woke: Callable[[], None] = lambda: None,
    sleep: Sleep = asyncio.sleep,
    at_once: int = 16,
    mail: MailServer | None = None,
    keeping: Keeping = USUAL_KEEPING,
) -> Service:
    """The parts; nothing is opened yet. `woke` is called after each stored entry.

    `at_once` is how many chats are served side by side; with 1 their order is always the same. `mail` is the
    server by which staff are written to, if there is one.
    """
    shelf, pace, news = Shelf(), Pace(), asyncio.Event()
    speech = Speech(shelf.pinned, load_texts(), sight, figures, DUTIES, usual_by(shelf))
    protocols = Protocols(shelf.library)
    desk, limiter = Desk(database, speech, clock, woke), Limiter(pace, clock, sleep)
    application = build_application(desk, token=address.token, url=address.url, limiter=limiter)

    def words(tx: Tx, outgoing: Outgoing, as_of: datetime) -> Screen | None:
        return render(tx, speech, outgoing, as_of)

    def mails(tx: Tx, outgoing: Outgoing, as_of: datetime) -> Mail | None:
        return write(tx, speech, outgoing, as_of)

    return Service(
        database=database,
        clock=clock,
        desk=desk,
        application=application,
        tick=Tick(database, Definitions(shelf.library, around), protocols, keeping),
        courier=Courier(database, application.bot, pace, words, protocols.after_quiet),
        mail=None if mail is None else MailCourier(database, Post(mail), mails, mail.sender),
        polling=Polling(database, application.bot, clock, news, sleep),
        worker=Worker(database, application, clock, news, at_once=at_once, sleep=sleep),
        news=news,
    )


@asynccontextmanager
async def open_service(
    database: Database,
    clock: Clock,
    address: Address,
    *,
    sleep: Sleep = asyncio.sleep,
    at_once: int = 16,
    mail: MailServer | None = None,
) -> AsyncIterator[Service]:
    """A service to be called step by step: the bot's name is known, and what was left in doubt is settled."""
    service = build_service(database, clock, address, sleep=sleep, at_once=at_once, mail=mail)
    try:
        async with service.application:
            await service.courier.recover(clock.now())
            yield service
    finally:
        await service.application.bot.request.shutdown()  # it is open even if nobody answered to it
