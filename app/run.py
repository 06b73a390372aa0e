"""The command `run`: bot, tick and courier side by side until SIGTERM, and each again after trouble."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from app.backups import daily_backup
from app.console_keeping import kept_console
from app.console_server import console, why_ended
from app.daily_export import daily_export, place_of
from app.health import health_page
from app.logs import quiet_logs
from app.mailing import mail_server
from app.opening import keeping_of, secret
from app.service import Address, Service, build_service, build_tick
from app.turns import rest, turns
from bot.application import announce_commands
from bot.faults import refused_token
from bot.mail.courier import switch_off
from bot.webhook import check, webhook
from clock import SystemClock
from domain import Act, Fault
from scheduler.loop import Metronome
from settings import Settings
from storage.database import Database
from storage.duty import duty

TICK_EVERY = timedelta(seconds=15)
SEND_EVERY = timedelta(seconds=1)
DAILY_LOOK_EVERY = timedelta(minutes=1)
TRY_AGAIN = 5.0
CHECK_WEBHOOK = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The metronomes: one looks at what is due, two send what is queued, by Telegram and by e-mail, and two
    look whether the day's export and backup are to be made.

    Mail goes out while Telegram cannot be reached, and the other way.
    """

    tick: Metronome
    courier: Metronome
    mail: Metronome
    export: Metronome
    backup: Metronome

    def stop(self) -> None:
        for each in (self.tick, self.courier, self.mail, self.export, self.backup):
            each.stop()


def tick_once(settings: Settings, database: Database) -> int:
    """Look once at every episode that is due."""
    return asyncio.run(build_tick(database, keeping_of(settings)).run(SystemClock().now()))


def serve(settings: Settings, database: Database) -> None:
    """Run until told to stop; a refused token ends it with a sentence."""
    quiet_logs()
    asyncio.run(_serve(settings, database))


def serve_console(settings: Settings, database: Database) -> None:
    """Run the console alone until told to stop."""
    quiet_logs()
    asyncio.run(_serve_console(settings, database))


async def _serve_console(settings: Settings, database: Database) -> None:
    stop = told_to_stop()
    async with console(settings, database, SystemClock()) as running:
        log.info("run.console_started", port=settings.console_port)
        await asyncio.wait({running, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if not stop.is_set():
        raise Fault(f"The console ended by itself ({why_ended(running)}). Start it again.")
    log.info("run.stopped")


def told_to_stop() -> asyncio.Event:
    """Set as soon as the system or somebody at the terminal says so."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def _serve(settings: Settings, database: Database) -> None:
    address = Address(secret(settings.telegram_token, "TMR_TELEGRAM_TOKEN"), settings.telegram_url)
    if settings.webhook_url is not None:
        secret(settings.webhook_secret, "TMR_WEBHOOK_SECRET")
    mail_server(settings)  # one that cannot be used is named before anything runs
    stop = told_to_stop()
    page = health_page(database, SystemClock(), keeping_of(settings))
    async with AsyncExitStack() as open_while:
        await open_while.enter_async_context(
            _listening(page, "127.0.0.1", settings.health_port, "TMR_HEALTH_PORT")
        )
        await open_while.enter_async_context(kept_console(settings, database, SystemClock()))
        log.info("run.started", webhook=settings.webhook_url is not None)
        await turns(duty(database.url), stop, partial(_turn, settings, database, address))
    log.info("run.stopped")


async def _turn(settings: Settings, database: Database, address: Address, over: asyncio.Event) -> None:
    """Everything side by side until it is over; when one part ends, all do."""
    rhythm: list[Rhythm] = []

    def wake() -> None:
        rhythm[0].tick.wake()

    service = build_service(
        database, SystemClock(), address, woke=wake, mail=mail_server(settings), keeping=keeping_of(settings)
    )
    rhythm.append(_rhythm(service, settings))
    log.info("run.on_duty")
    bot = asyncio.create_task(_keep_bot(settings, service, rhythm[0], over))
    kept = (rhythm[0].tick, rhythm[0].mail, rhythm[0].export, rhythm[0].backup)
    told = asyncio.create_task(over.wait())
    parts = (bot, *(asyncio.create_task(each.run()) for each in kept), told)
    await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    over.set()
    rhythm[0].stop()
    await asyncio.gather(*parts)


def _rhythm(service: Service, settings: Settings) -> Rhythm:
    async def look() -> None:
        await service.tick.run(service.clock.now())
        courier.wake()

    async def send() -> None:
        await service.send(service.clock.now())

    async def send_mail() -> None:
        as_of = service.clock.now()
        if service.mail is None:
            await service.database.within(lambda tx: switch_off(tx, Act("system:courier", as_of)))
        await service.send_mail(as_of)

    courier = Metronome(send, SEND_EVERY)
    mail = Metronome(send_mail, TICK_EVERY if service.mail is None else SEND_EVERY)
    export = daily_export(service.database, service.clock, place_of(settings), settings.export_hour)
    backup = daily_backup(service.database, service.clock, settings)
    dailies = (Metronome(each.step, DAILY_LOOK_EVERY) for each in (export, backup))
    return Rhythm(Metronome(look, TICK_EVERY), courier, mail, *dailies)


@asynccontextmanager
async def _listening(site: web.Application, host: str, port: int, setting: str) -> AsyncIterator[None]:
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno == errno.EADDRINUSE:
            raise Fault(f"Port {port} is in use. Set {setting} to another.") from None
        raise Fault(f"Nobody can listen on {host}, port {port}: {error.strerror}.") from None
    try:
        yield
    finally:
        await runner.cleanup()


async def _keep_bot(settings: Settings, service: Service, rhythm: Rhythm, stop: asyncio.Event) -> None:
    """Reach Telegram, as often as it takes; then take in, handle and send until told to stop."""
    try:
        while not (reached := await _reach(service)) and not stop.is_set():
            await rest(stop, TRY_AGAIN)
        if reached:
            await _live(settings, service, rhythm, stop)
    finally:
        await service.application.shutdown()
        await service.application.bot.shutdown()  # holds connections even when it was never reached


async def _reach(service: Service) -> bool:
    """Whether Telegram knows the bot, and what was left in doubt is settled. A refused token raises."""
    try:
        await service.application.initialize()
        await service.courier.recover(service.clock.now())
    except InvalidToken:
        raise refused_token() from None
    except (TelegramError, Fault) as trouble:
        log.warning("run.not_reached", kind=type(trouble).__name__, again_in=TRY_AGAIN)
        return False
    return True


async def _live(settings: Settings, service: Service, rhythm: Rhythm, stop: asyncio.Event) -> None:
    """The parts side by side; when one ends, all finish what is in hand, and its error, if any, is raised."""
    with suppress(TelegramError):  # the menu is a nicety; it is set again at the next start
        await announce_commands(service.desk, service.application)
    taking = asyncio.create_task(_take_in(settings, service, stop))
    parts = (taking, asyncio.create_task(service.worker.run()), asyncio.create_task(rhythm.courier.run()))
    await asyncio.wait({*parts, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    taking.cancel()
    service.worker.stop()
    rhythm.stop()
    for ended in await asyncio.gather(*parts, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended


async def _take_in(settings: Settings, service: Service, stop: asyncio.Event) -> None:
    """Poll, or be called by Telegram when a webhook address is set."""
    if settings.webhook_url is None:
        await service.polling.run()
        return
    key, url = secret(settings.webhook_secret, "TMR_WEBHOOK_SECRET"), settings.webhook_url
    bot, database, clock = service.application.bot, service.database, service.clock
    site = webhook(database, bot.id, key, clock, service.news)
    async with _listening(site, settings.webhook_host, settings.webhook_port, "TMR_WEBHOOK_PORT"):
        anew = True
        while not stop.is_set():
            try:
                await check(bot, database, url, key, clock, anew=anew)
                anew = False
            except (TelegramError, Fault) as trouble:
                log.warning("run.webhook_unchecked", kind=type(trouble).__name__)
            await rest(stop, CHECK_WEBHOOK)
