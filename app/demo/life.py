"""Drives the made-up world and the real product through the months, from instant to instant, never waiting.

The clock jumps to whatever comes next: a deed of somebody, an episode that is due, a message that may go out.
After taps the product looks within the minute, a little slower than the running service does.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from app.demo.dice import dice
from app.demo.lives import Member
from app.demo.standin import StandIn
from app.demo.standin_faults import TooMany
from app.demo.world import World
from app.service import Address, Service, open_service
from clock import MovingClock
from storage import episodes, outbox
from storage.database import Database, Tx

_BEAT = timedelta(seconds=55)
"""The product looks at most this often, so that what was tapped is judged within the minute."""
_POLL = timedelta(hours=23)
"""It asks for updates at least this often: a day without would be an outage, and it would ask again."""
_FAR = datetime(2200, 1, 1, tzinfo=UTC)
_SHOWS = frozenset({"sendmessage", "sendphoto"})
_TROUBLE, _CALLS = 0.004, 20_000


class Life:
    """The driver. `heard` is how much of the stand-in's list of calls people have reacted to."""

    def __init__(self, world: World, service: Service, clock: MovingClock) -> None:
        self._world, self._service, self._clock = world, service, clock
        self._heard = 0
        self._last_beat = clock.now() - _BEAT
        self._last_poll = clock.now()
        self._beat_at: datetime | None = clock.now()

    async def live(self, until: datetime, progress: Callable[[datetime], None]) -> None:
        """Live up to an instant; `progress` is told the time now and then."""
        while (at := self._next()) <= until:
            self._clock.move_to(max(at, self._clock.now()))
            await self._step()
            progress(self._clock.now())
        self._clock.move_to(max(until, self._clock.now()))
        await self._beat()

    def _next(self) -> datetime:
        """When somebody acts, the product looks, or it must at least ask for updates."""
        looks = (self._world.next_at, self._beat_at, self._last_poll + _POLL)
        return min(at for at in looks if at is not None)

    async def _step(self) -> None:
        """One instant: people act, the bot answers, the product looks if it is time."""
        at = self._clock.now()
        if self._world.act(at):
            self._beat_at = min(self._beat_at or _FAR, at + _BEAT)
        beats = self._beat_at is not None and self._beat_at <= at
        if self._world.standin.unconfirmed:
            await self._service.take_updates()
            self._last_poll = at
            self._listen()
        elif at >= self._last_poll + (_BEAT if beats else _POLL):
            await self._service.polling.step()  # the product trusts a silence only if it has asked
            self._last_poll = at
        if beats:
            await self._beat()

    async def _beat(self) -> None:
        await self._service.beat(self._clock.now())
        self._last_beat = self._clock.now()
        self._listen()
        at = await self._service.database.seeing(due)
        self._beat_at = None if at is None else max(at, self._last_beat + _BEAT)

    def _listen(self) -> None:
        """Whoever was written to reads it."""
        calls = self._world.standin.calls
        fresh, self._heard = calls[self._heard :], len(calls)
        for chat_id in sorted({chat for method, chat in fresh if method in _SHOWS and chat}):
            if chat_id in self._world.people:
                self._world.people[chat_id].hear(self._clock.now())


def due(tx: Tx) -> datetime | None:
    """The first instant at which an episode or a message is due."""
    first = episodes.due(tx, _FAR, 1)
    looks = [episodes.get(tx, each).next_look_at for each in first]
    return min((at for at in (*looks, outbox.oldest_waiting(tx)) if at is not None), default=None)


async def live_through(
    database: Database,
    members: Sequence[Member],
    *,
    seed: int,
    starts_at: datetime,
    until: datetime,
    progress: Callable[[datetime], None],
) -> World:
    """The whole story: open the clinic, let everybody live, close everything; the world as it then is."""
    clock = MovingClock(starts_at)
    standin = StandIn(clock)
    standin.faults.next_answers("sendmessage", *_refusals(seed))
    address = Address(standin.token, await standin.start())

    async def sleep(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    try:
        async with open_service(database, clock, address, sleep=sleep, at_once=1) as service:
            world = World(database, standin, seed)
            world.populate(members, starts_at)
            await Life(world, service, clock).live(until, progress)
    finally:
        await standin.stop()
    return world


def _refusals(seed: int) -> list[TooMany | None]:
    """Now and then the server says "too many requests"."""
    roll = dice(seed, "network")
    return [TooMany(3) if roll.random() < _TROUBLE else None for _ in range(_CALLS)]
