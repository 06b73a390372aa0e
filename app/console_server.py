"""The console as a part of the service: what it is given, and the server that listens for browsers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial

import uvicorn

from app.backtesting import past_year
from app.cohort_trial import try_on_cohort
from app.console_answers import answering
from app.console_care import CARE
from app.console_staff import STAFFING
from app.driving.drives import Drives
from app.driving.setting import setting_of
from app.enrolling import ENROLLING
from app.figures import figures
from app.hospital_sign_in import provider_of
from app.instruments import add_under, instrument_objection, renew_under
from app.linking import bot_name
from app.opening import keeping_of
from app.protocol_changes import foresee, publish_accepted
from app.rosters import DUTIES
from app.rule_numbers import numbers_faults, sign_draft
from app.running_site import RUNNING
from app.service import sight
from app.shelf import Shelf
from app.signs import ails, signs
from app.usual import usual_by
from bot.speech import Speech
from bot.texts.loading import load as load_texts
from clock import Clock
from console.access.hashing import Hashing
from console.access.limits import Limits
from console.access.provider import Provider
from console.reach import Adding, Driving, Numbering, Reach
from console.routes import routes_of
from console.web.application import application
from console.web.bench import Bench
from console.web.desk import Desk, Place
from console.web.lines import LOOPBACK, is_private
from domain import Fault
from scheduler.published import Protocols
from settings import Settings
from storage.database import Database
from storage.keeping import USUAL_KEEPING, Keeping

_TRIES, _WITHIN = 20, timedelta(minutes=5)
_LAST_ANSWERS = 5


def place_of(settings: Settings) -> Place:
    """Where browsers find it; off this machine only with TLS, because passwords go over the line."""
    origin = settings.console_origin
    if origin is not None and not is_private(origin):
        raise Fault("TMR_CONSOLE_ORIGIN must begin with https://.")
    if origin is None and settings.console_host not in LOOPBACK:
        raise Fault("Set TMR_CONSOLE_ORIGIN to the https address that browsers use for the console.")
    return Place(settings.console_port, origin)


async def nameless() -> None:
    """No bot stands beside this console."""


@contextmanager
def desk(
    database: Database,
    clock: Clock,
    place: Place,
    hashing: Hashing | None = None,
    *,
    wall: Clock | None = None,
    keeping: Keeping = USUAL_KEEPING,
    bot: Callable[[], Awaitable[str | None]] = nameless,
    hospital: Provider | None = None,
) -> Iterator[Desk]:
    """What the console works with; the threads that hash passwords end with it."""
    shelf, hashes = Shelf(), hashing or Hashing()
    speech = Speech(shelf.pinned, load_texts(), sight, figures, DUTIES, usual_by(shelf))
    told, forms = partial(signs, keeping=keeping), Adding(instrument_objection, add_under, renew_under)
    numbering, known = Numbering(numbers_faults, past_year, sign_draft), Protocols(shelf.library)
    drives = Drives()
    driving = Driving(setting_of, drives.begin, drives.look, drives.step, drives.end)
    doing = (numbering, CARE, forms, ENROLLING, RUNNING, STAFFING, answering(shelf), driving, bot)
    reach = Reach(shelf.library, known, foresee, publish_accepted, try_on_cohort, told, ails, *doing)
    bench, limits = Bench(), Limits(_TRIES, _WITHIN)
    try:
        yield Desk(database, clock, wall or clock, place, hashes, limits, speech, reach, bench, hospital)
    finally:
        drives.close()
        bench.close()
        hashes.close()


class _Server(uvicorn.Server):
    """Ends when told to; the signals belong to whoever runs the whole service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def console(settings: Settings, database: Database, clock: Clock) -> AsyncIterator[asyncio.Task[None]]:
    """Listen for browsers meanwhile; what is under way at the end is answered. Gives the server, which may
    end by itself."""
    named, keeping = partial(bot_name, settings), keeping_of(settings)
    place = place_of(settings)
    hospital = provider_of(settings, place)
    with desk(database, clock, place, keeping=keeping, bot=named, hospital=hospital) as given:
        async with listening(given, settings.console_host) as running:
            yield running


@asynccontextmanager
async def listening(given: Desk, host: str) -> AsyncIterator[asyncio.Task[None]]:
    """Serve a desk at its place on this host."""
    with _socket(host, given.place.port) as bound:
        server = _Server(
            uvicorn.Config(
                application(given, routes_of(given)),
                access_log=False,
                log_config=None,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=_LAST_ANSWERS,
            )
        )
        running = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            yield running
        finally:
            server.should_exit = True
            await asyncio.wait({running})
            for listener in getattr(server, "servers", ()):  # one that broke off has left them open
                listener.close()


def _socket(host: str, port: int) -> socket.socket:
    """Where the server listens; a Fault says why it cannot."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host.strip("[]"), port), family=family)
    except OSError as error:
        raise Fault(
            f"The console cannot listen on {host}, port {port}: {error.strerror}. "
            "Set TMR_CONSOLE_HOST and TMR_CONSOLE_PORT, or TMR_CONSOLE=off."
        ) from None


def why_ended(running: asyncio.Task[None]) -> str:
    """The kind of the error that ended a server, for the log; not its text, which may hold anything."""
    error = None if running.cancelled() else running.exception()
    return type(error).__name__ if error is not None else "stopped"
