"""Drives the made-up world through years of the real product while its process dies and Telegram misbehaves.

The world, its clinic and the witness have a database of their own, as other processes would; only the service
dies. It is started anew some seconds or minutes later, on the same tables.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random

from telegram import Update
from telegram.error import TelegramError

from app.demo.cohort import cohort
from app.demo.life import Life
from app.demo.lives import Happening, Harm, Member
from app.demo.standin_faults import Chances
from app.demo.world import World
from app.service import Address, Service, open_service
from clock import MovingClock
from domain import Act
from storage import rota, staff
from storage.crypto import KeyRing
from storage.database import Database
from tests.bot.postroom import PostRoom, plain
from tests.simulation import arrangements
from tests.simulation.busy import BusyClinician
from tests.simulation.dying import Death, DyingDatabase
from tests.simulation.witness import Witness, WitnessedStandIn

STARTS_AT = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
_SUFFIX = 15


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, for how many, and what goes wrong. `death` is the chance of dying at a commit."""

    seed: int
    patients: int
    days: int
    death: float = 0.0
    chances: Chances = field(default_factory=Chances)
    steps: int = 0
    """How many times the clock steps two hours back or forth."""
    outages: int = 0
    """How many times the whole service is away for ten days."""
    die_at: int | None = None
    """The write at which it dies, counted over all processes; `die_after` its commit, else before."""
    die_after: bool = False
    replayed_at: tuple[datetime, ...] = ()
    """When the last updates so far come again: twice, out of order, past the inbox."""
    published: bool = False
    """Whether a new version of the protocol is published in mid-flight."""
    mail: bool = False
    """Whether there is a mail server, and the lead has an address."""
    harmed: bool = False
    """Whether everybody is operated on in the second week, takes part, bleeds and gets a clot."""


@dataclass(slots=True)
class Outcome:
    """What is left to look at."""

    plan: Plan
    world: World
    witness: Witness
    standin: WitnessedStandIn
    clock: MovingClock
    deaths: int
    outages: list[tuple[datetime, datetime]]
    mail: list[tuple[str, EmailMessage]]


class Ordeal:
    """One run. The service lives in `_stack`, and is replaced when it dies."""

    def __init__(self, plan: Plan, path: Path, keys: KeyRing) -> None:
        self.plan, self._url, self._keys = plan, f"sqlite:///{path}", keys
        self._folder, self._room = path.parent, PostRoom()
        self._roll = Random(plan.seed)
        self.calm = Database(self._url, keys)
        self.clock = MovingClock(STARTS_AT)
        self.standin = WitnessedStandIn(self.clock, self.calm)
        self.world = World(self.calm, self.standin, plan.seed, BusyClinician)
        self.deaths = 0
        self.writes = 0
        self.outages: list[tuple[datetime, datetime]] = []

    async def run(self) -> Outcome:
        """Live to the end; everything is closed then but the calm database."""
        self._address = Address(self.standin.token, await self.standin.start())
        self.standin.faults.by_chance(self.plan.chances, self.plan.seed)
        self.world.populate(self._members(), STARTS_AT)
        until = STARTS_AT + timedelta(days=self.plan.days)
        self._arrange(until)
        try:
            async with self._room.open() as port:
                self._mail = plain(port) if self.plan.mail else None
                await self._live(until)
        finally:
            await self.standin.stop()
        return Outcome(
            plan=self.plan,
            world=self.world,
            witness=self.standin.witness,
            standin=self.standin,
            clock=self.clock,
            deaths=self.deaths,
            outages=self.outages,
            mail=self._room.taken,
        )

    def _arrange(self, until: datetime) -> None:
        """The rota and the digests; at each slot the service looks, as it does all the time in truth."""
        self._fill_rota()
        arrangements.wish(self.calm, STARTS_AT, mail=self.plan.mail)
        for slot in arrangements.slots(STARTS_AT, until):
            self.world.agenda.put(slot.astimezone(UTC), lambda _at: None)

    def _fill_rota(self) -> None:
        """Every second week somebody else is on call from Monday evening to Wednesday morning."""
        with self.calm.write() as tx:
            person = staff.by_code(tx, "DEPUTY")
            for week in range(0, self.plan.days // 7, 2):
                monday = STARTS_AT.replace(hour=17) + timedelta(weeks=week)
                times = {"starts_at": monday, "ends_at": monday + timedelta(hours=40)}
                if person is not None:
                    rota.add(tx, Act("cli", STARTS_AT), site_id=person.site_id, staff_id=person.id, **times)

    def _members(self) -> Sequence[Member]:
        members = cohort(self.plan.seed, self.plan.patients, STARTS_AT.date(), max(1, self.plan.days // 30))
        return [_harmed(member) for member in members] if self.plan.harmed else members

    async def _live(self, until: datetime) -> None:
        trials = self._trials(until)
        while self.clock.now() < until:
            stop = min([at for at, _ in trials] + [until])
            await self._until_death(stop)
            if trials and self.clock.now() >= trials[0][0]:
                await self._try(trials.pop(0)[1])

    async def _until_death(self, stop: datetime) -> None:
        """One process, from its start to its death or to `stop`."""
        wanted = self.plan.die_at if self.deaths == 0 else None
        die_at = None if wanted is None else wanted - self.writes
        database = DyingDatabase(
            self._url,
            self._keys,
            chance=self.plan.death,
            roll=self._roll,
            at=die_at,
            after=self.plan.die_after,
        )
        try:
            async with AsyncExitStack() as stack:
                service = await stack.enter_async_context(
                    open_service(
                        database, self.clock, self._address, sleep=self._sleep, at_once=1, mail=self._mail
                    )
                )
                await self._life(service).live(stop, lambda _: None)
        except Death:
            self.deaths += 1
            await _bury()
            self.clock.advance(timedelta(seconds=self._roll.choice((1, 5, 40, 600))))
        except TelegramError:  # nobody answered when the service asked for its own name
            self.clock.advance(timedelta(seconds=5))
        finally:
            self.writes += database.writes
            database.close()

    def _life(self, service: Service) -> Life:
        return Life(self.world, service, self.clock)

    async def _replay(self) -> None:
        """The last updates once more, as if the inbox had forgotten them."""
        updates = self.standin.told[-_SUFFIX:] * 2
        self._roll.shuffle(updates)
        async with open_service(self.calm, self.clock, self._address, sleep=self._sleep) as service:
            for update in updates:
                again = Update.de_json(update, service.application.bot)
                await service.application.process_update(again)
            await service.beat(self.clock.now())

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    def _trials(self, until: datetime) -> list[tuple[datetime, str]]:
        """When the clock steps, when the service is away and when updates come again, in order."""
        span = (until - STARTS_AT).total_seconds()
        kinds = ["step"] * self.plan.steps + ["outage"] * self.plan.outages
        times = [STARTS_AT + timedelta(seconds=self._roll.uniform(0.05, 0.9) * span) for _ in kinds]
        replays = [(at, "replay") for at in self.plan.replayed_at]
        published = [(STARTS_AT + 0.4 * (until - STARTS_AT), "publish")] if self.plan.published else []
        return sorted([*zip(times, kinds, strict=True), *replays, *published])

    async def _try(self, kind: str) -> None:
        if kind == "replay":
            await self._replay()
            return
        if kind == "publish":
            dying = DyingDatabase(self._url, self._keys, at=0)
            arrangements.publish((dying, self.calm), self._folder, self.clock.now())
            dying.close()
            return
        if kind == "step":
            self.clock.advance(timedelta(hours=self._roll.choice((-2, 2))))
            return
        away = self.clock.now()
        self.clock.advance(timedelta(days=10))
        self.outages.append((away, self.clock.now()))


def _harmed(member: Member) -> Member:
    happenings = (Happening(Harm.BLEEDING, 3, severe=True), Happening(Harm.CLOT, 7, severe=True))
    enrolled_on = STARTS_AT.date()
    amputated_on, tmr_on = enrolled_on - timedelta(days=400), enrolled_on + timedelta(days=8)
    surgery = replace(member.surgery, arranged=True, amputation_on=amputated_on, tmr_on=tmr_on)
    return replace(
        member,
        surgery=surgery,
        enrolled_on=enrolled_on,
        joins=True,
        silent=False,
        leaving=None,
        pauses_day=None,
        diligence=0.3,
        send_time=time(19, 30),
        happenings=happenings,
    )


async def _bury() -> None:
    """Whatever the dead process still had in hand ends with it."""
    here = asyncio.current_task()
    for task in asyncio.all_tasks():
        coro = task.get_coro()
        path = getattr(getattr(coro, "cr_code", None), "co_filename", "")
        if task is not here and "/bot/" in path:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
