"""The tick: looks at every episode that is due, each in a transaction of its own, one fault stops one."""

from collections.abc import Callable
from datetime import datetime

import structlog

from domain import Act
from questionnaires.definitions import LibraryFault
from scheduler.digests import queue_digests
from scheduler.erasures import finish_erasures
from scheduler.licensing import tell_of_licences
from scheduler.outage import after_outage, untold
from scheduler.published import Protocols
from scheduler.put_back import looked_well, put_back
from scheduler.tick import BY, Definitions, look
from storage import episodes, heartbeats
from storage.chores import chores
from storage.database import Database, StorageFault, Tx
from storage.keeping import USUAL_KEEPING, Keeping, forget_old

BATCH = 50

log = structlog.get_logger()


class Tick:
    """Looks at what is due."""

    def __init__(
        self,
        database: Database,
        definitions: Definitions,
        protocols: Protocols,
        keeping: Keeping = USUAL_KEEPING,
    ) -> None:
        self._database, self._definitions, self._protocols = database, definitions, protocols
        self._keeping = keeping

    async def run(self, as_of: datetime) -> int:
        """Look once at each episode that is due at `as_of`; how many. A dead database raises StorageFault."""
        gap, due = await self._database.seeing(lambda tx: (untold(tx), episodes.due(tx, as_of, BATCH)))
        if gap is not None:
            # Before anybody is reminded: whoever is asked again needs no reminder beside it.
            await self._database.within(lambda tx: after_outage(tx, Act(BY, as_of)))
        looked: set[int] = set()
        well: list[int] = []
        while due:
            well += [episode_id for episode_id in due if await self._look(episode_id, as_of)]
            looked |= set(due)
            due = await self._due(as_of, looked) if len(due) == BATCH else ()
        await self._database.within(lambda tx: _finish(tx, as_of, len(looked), well, self._keeping))
        return len(looked)

    async def _due(self, as_of: datetime, looked: set[int]) -> tuple[int, ...]:
        """What else is due and was not looked at in this run, the longest overdue first."""
        due = await self._database.seeing(lambda tx: episodes.due(tx, as_of, BATCH + len(looked)))
        return tuple(episode_id for episode_id in due if episode_id not in looked)[:BATCH]

    async def _look(self, episode_id: int, as_of: datetime) -> bool:
        """One episode. A bug met here puts it back an hour and is told to staff; the rest goes on. Whether
        there was none."""
        try:
            await self._database.within(self._work(episode_id, as_of))
        except StorageFault:
            raise
        except Exception as bug:  # noqa: BLE001 - one episode's bug must not stop the follow-up of all others
            kind = type(bug).__name__
            fault = str(bug) if isinstance(bug, LibraryFault) else ""
            log.error("tick.episode_failed", episode=episode_id, kind=kind, where=_place(bug), fault=fault)
            await self._database.within(lambda tx: put_back(tx, Act(BY, as_of), episode_id, kind))
            return False
        return True

    def _work(self, episode_id: int, as_of: datetime) -> Callable[[Tx], None]:
        def work(tx: Tx) -> None:
            look(tx, episode_id, as_of, self._protocols, self._definitions)

        return work


def _finish(tx: Tx, as_of: datetime, looked: int, well: list[int], keeping: Keeping) -> None:
    """Say that the tick lives, tell of licences, queue digests, finish erasures, forget what is over."""
    act, there_are = Act(BY, as_of), chores(tx, as_of, keeping)
    heartbeats.beat(tx, "tick", as_of, {"looked": looked})
    looked_well(tx, as_of, well)
    if there_are.licences:
        tell_of_licences(tx, act)
    if there_are.digests:
        queue_digests(tx, act)
    if there_are.erasures:
        finish_erasures(tx, act)
    if there_are.forgetting:
        forget_old(tx, act, keeping)


def _place(bug: Exception) -> str:
    """File and line of the bug: its text may hold an answer, so it is not written down."""
    frame = bug.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
