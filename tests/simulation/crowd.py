"""Many people through years on a real database and the real tick, fast: the fake is at the sending port.

What is due goes through the courier's own check of its truth and is settled by the courier's own rules; only
words and network are left out. People answer with the entries that the rules read. The driver jumps to the
next instant of a grid at which somebody acts or anything is due; or it steps along the grid.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import event, func, select, union_all

from app.demo.agenda import Agenda
from app.demo.dice import dice
from app.shelf import Shelf
from clock import MovingClock
from scheduler.published import Protocols
from scheduler.ticking import Tick
from storage import mailboxes, rota
from storage.crypto import KeyRing
from storage.database import Database, Tx
from storage.schema import digest_wish, episode, outbox
from storage.words import MailState, OutboxState
from tests import cast
from tests.scheduler.lives import DEFINITIONS, publish
from tests.simulation import arrangements
from tests.simulation.crowd_deeds import Patients
from tests.simulation.crowd_post import Post, Posted
from tests.simulation.crowd_staff import Ward
from tests.simulation.dying import Death, DyingDatabase

T = TypeVar("T")

STARTS_AT = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
TWO_YEARS = 2 * 366 + 14
"""Days: two years for whoever comes last, in the second week."""
GRID = timedelta(minutes=5)
_FAR = datetime(2200, 1, 1, tzinfo=UTC)
_AWAY = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many, for how long, and what goes wrong. `mail`: whether the lead has an address."""

    seed: int
    patients: int
    days: int
    mail: bool = True
    death: float = 0.002
    """The chance of dying at a commit."""
    lost: float = 0.01
    """The chance that nobody knows whether a message arrived, and again that it certainly did not go out."""
    steps: bool = False
    """Whether each instant of the grid is lived through, instead of jumping to where anything is due."""
    outage: bool = True
    published: bool = True


@dataclass(slots=True)
class Lived:
    """What is left to look at."""

    plan: Crowd
    clock: MovingClock
    posted: list[Posted]
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    deaths: int = 0
    ticks: int = 0


class Inline(DyingDatabase):
    """Works where it is called from: nobody else waits, and threads would only take time."""

    async def within(self, work: Callable[[Tx], T]) -> T:
        with self.write() as tx:
            return work(tx)

    async def seeing(self, work: Callable[[Tx], T]) -> T:
        with self.read() as tx:
            return work(tx)


class Driver:
    """One run over a migrated, empty database."""

    def __init__(self, plan: Crowd, path: Path, keys: KeyRing) -> None:
        self.plan, self._url, self._keys, self._folder = plan, f"sqlite:///{path}", keys, path.parent
        self.calm = _quick(Database(self._url, keys))
        self._roll = dice(plan.seed, "deaths")
        self._protocols = Protocols(Shelf().library)
        self._agenda, self._clock = Agenda(), MovingClock(STARTS_AT)
        self.lived = Lived(plan, self._clock, [])

    async def live(self) -> Lived:
        """From the first day to the last."""
        until = STARTS_AT + timedelta(days=self.plan.days)
        self._begin(until)
        self._open()
        while (at := self._next()) < until:
            self._clock.move_to(max(at, self._clock.now()))
            await self._instant()
        self._clock.move_to(until)
        await self._instant()
        self._serving.close()
        return self.lived

    def _begin(self, until: datetime) -> None:
        plan, agenda = self.plan, self._agenda
        with self.calm.write() as tx:
            team = cast.team(tx, STARTS_AT)
            protocol_id = publish(tx, STARTS_AT)
            self._fill_rota(tx, team)
            if plan.mail:
                mailboxes.note_state(tx, cast.by(STARTS_AT), MailState.ON)
        arrangements.wish(self.calm, STARTS_AT, mail=plan.mail)
        patients = Patients(self.calm, agenda, plan.seed, team.site.id, protocol_id)
        ward = Ward(self.calm, agenda, plan.seed)
        self._patients, self._ward = patients, ward
        self._post = Post(plan.seed, plan.lost, self._protocols)
        for number in range(plan.patients):
            patients.expect(number, STARTS_AT + timedelta(days=number % 14, hours=2))
        if plan.outage:
            agenda.put(STARTS_AT + 0.6 * (until - STARTS_AT), self._go_away)
        if plan.published:
            agenda.put(STARTS_AT + 0.4 * (until - STARTS_AT), self._publish)

    def _fill_rota(self, tx: Tx, team: cast.Team) -> None:
        """Every second week the deputy is on call from Monday evening to Wednesday morning."""
        for week in range(0, self.plan.days // 7, 2):
            monday = STARTS_AT.replace(hour=17) + timedelta(weeks=week)
            times = {"starts_at": monday, "ends_at": monday + timedelta(hours=40)}
            rota.add(tx, cast.by(STARTS_AT), site_id=team.site.id, staff_id=team.deputy.id, **times)

    def _publish(self, at: datetime) -> None:
        arrangements.publish((self.calm,), self._folder, at)

    def _go_away(self, at: datetime) -> None:
        self._clock.advance(_AWAY)
        self.lived.outages.append((at, self._clock.now()))

    def _open(self) -> None:
        """A process begins: on the same tables, knowing nothing else."""
        self._serving = _quick(Inline(self._url, self._keys, chance=self.plan.death, roll=self._roll))
        self._tick = Tick(self._serving, DEFINITIONS, self._protocols)

    def _next(self) -> datetime:
        now = self._clock.now()
        if self.plan.steps:
            return now + GRID
        with self.calm.read() as tx:
            due = _due(tx)
        return _on_grid(max(min(each for each in (due, self._agenda.next_at, _FAR) if each), now + GRID))

    async def _instant(self) -> None:
        """People act, the tick looks, what is queued goes out; and so on anew wherever the process dies."""
        for deed in self._agenda.due(self._clock.now()):
            deed(self._clock.now())
        while True:
            at = self._clock.now()
            try:
                await self._tick.run(at)
                with self._serving.write() as tx:
                    came = self._post.carry(tx, at)
            except Death:
                self.lived.deaths += 1
                self._serving.close()
                self._open()
            else:
                self.lived.ticks += 1
                self._hear(came, at)
                return

    def _hear(self, came: list[Posted], at: datetime) -> None:
        self.lived.posted += came
        for posted in came:
            (self._ward if posted.row.staff_id is not None else self._patients).hear(posted, at)


def _quick(database: Database) -> Database:
    """Without waiting for the disk: whether a power cut loses anything is measured elsewhere."""
    event.listen(database.engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    return database


def _on_grid(at: datetime) -> datetime:
    return at + (STARTS_AT - at) % GRID


_DUE = union_all(
    select(func.min(episode.c.next_look_at)).where(episode.c.activated_at.is_not(None)),
    select(func.min(outbox.c.not_before_at)).where(outbox.c.state == OutboxState.QUEUED),
    select(func.min(digest_wish.c.next_at)),
)


def _due(tx: Tx) -> datetime | None:
    """The first instant at which an episode or a message is due, or a digest."""
    found = tx.conn.execute(_DUE).scalars()
    return min((at for at in found if at is not None), default=None)
