"""What scheduling costs with 100,000 planned assessments, beside APScheduler's SQLAlchemyJobStore.

    uv run python -m benchmarks.scheduling [PLANNED]

On SQLite and on PostgreSQL, both made to survive a power cut: a tick with nothing due, one with 100 patients
due, and adding a patient while few and while many are enrolled. APScheduler holds a job for each planned
assessment, in the same database under the same settings. Its look-up for due jobs is what its scheduler does
at each wake-up, while our tick also says that it lives, in a transaction. Its 100 due jobs are looked up, and
removed as one-off jobs are, but do nothing, while ours open the visits, queue the messages and write the
trail. A patient is as many jobs as they have visits.

Each figure is the median of its rounds, then the best of them: on a busy machine the best says more. Ratios
are of the best.
"""

import asyncio
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks.job_store import JobStore
from benchmarks.many_patients import BEGAN, Clinic, Later
from clock import Stopwatch
from storage import episodes
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.key_check import require_key
from storage.migrate import upgrade
from tests import postgres
from tests.scheduler.lives import new_tick

Took = Sequence[float]
"""Milliseconds, a round each."""

PLANNED = 100_000
DUE = 100
ROUNDS = 5
VISITS = 12
"""Of the default protocol, for each patient."""
_QUIET = 20
"""Looks with nothing due."""
_HUNDREDS = tuple(Later(0, minutes).first_asked_at for minutes in range(1, ROUNDS + 1))
_TARGETS = {"nothing due": 5.0, "100 due": 1000.0}


def later(n: int) -> Later:
    """Copies 1 to 300 are first asked on one day, by hundreds in three minutes; all others after that day."""
    return Later(0, 1 + (n - 1) // DUE) if n <= DUE * ROUNDS else Later(1 + n % 600)


@contextmanager
def sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'benchmark.sqlite3'}"
        upgrade(url)
        yield url


@contextmanager
def postgresql() -> Iterator[str]:
    """The tests' server, with the settings taken back that make it quick and unsafe."""
    with postgres.server() as address:
        with psycopg.connect(address, autocommit=True) as conn:
            conn.execute("ALTER SYSTEM RESET ALL")
            conn.execute("SELECT pg_reload_conf()")
        postgres.make_template(address)
        with postgres.fresh(address) as url:
            yield url


def measured(url: str, planned: int) -> Iterator[str]:
    """The table of one engine."""
    database = Database(url, KeyRing.load(new_key()))
    require_key(database)
    clinic, store = Clinic(database), JobStore(url)
    few = adding(clinic)
    clinic.copy_to(planned // VISITS, later)
    store.fill(planned, lambda n: later(n).first_asked_at)
    quiet, theirs_quiet = nothing_due(database), store.nothing_due(BEGAN, _QUIET)
    nothing_found = [_looked_up(database, BEGAN, 0) for _ in range(_QUIET)]
    busy, looked_up = hundred_due(database)
    theirs_busy, theirs_looked_up = store.due_and_removed(_HUNDREDS)
    many, theirs_many = adding(clinic), store.adding(VISITS, BEGAN)
    yield f"{clinic.planned():,} planned, {clinic.size:,} patients; {planned:,} jobs"
    yield f"{'milliseconds: median, best':<36}{'ours':>20}{'APScheduler':>20}{'ratio':>8}{'target':>8}"
    yield _row("tick, nothing due", quiet, theirs_quiet, _TARGETS["nothing due"])
    yield _row("  of it looking up what is due", nothing_found, theirs_quiet)
    yield _row("tick, 100 due (APScheduler: no work)", busy, theirs_busy, _TARGETS["100 due"])
    yield _row("  of it looking up what is due", looked_up, theirs_looked_up)
    yield _row(f"adding a patient ({VISITS} jobs)", many, theirs_many)
    yield _row("  while a score was enrolled", few)
    store.close()
    database.close()


def _row(name: str, ours: Took, theirs: Took = (), target: float | None = None) -> str:
    ratio = f"{min(ours) / min(theirs):.2f}" if theirs else ""
    wanted = "" if target is None else f"{target:.0f}"
    return f"{name:<36}{_figures(ours):>20}{_figures(theirs):>20}{ratio:>8}{wanted:>8}"


def _figures(took: Took) -> str:
    return f"{statistics.median(took):.2f}, {min(took):.2f}" if took else ""


def nothing_due(database: Database) -> Took:
    """Ticks, as the loop runs them."""

    async def ticks() -> list[float]:
        tick, took = new_tick(database), []
        for n in range(_QUIET):
            watch = Stopwatch()
            assert await tick.run(BEGAN + timedelta(seconds=n)) == 0
            took.append(watch.seconds * 1000)
        return took

    return asyncio.run(ticks())


def hundred_due(database: Database) -> tuple[Took, Took]:
    """Ticks in which 100 patients are asked; and the look-ups alone."""

    async def ticks() -> tuple[list[float], list[float]]:
        tick, took, looked_up = new_tick(database), [], []
        await tick.run(Later(0).first_asked_at)  # those enrolled for real, one of them the first
        for at in _HUNDREDS:
            looked_up.append(_looked_up(database, at, DUE))
            watch = Stopwatch()
            assert await tick.run(at) == DUE
            took.append(watch.seconds * 1000)
        return took, looked_up

    return asyncio.run(ticks())


def _looked_up(database: Database, at: datetime, expected: int) -> float:
    watch = Stopwatch()
    with database.read() as tx:
        found = episodes.due(tx, at, 2 * DUE)
    seconds = watch.seconds
    assert len(found) == expected
    return seconds * 1000


def adding(clinic: Clinic) -> Took:
    """Enrolling one, and planning all of their visits at the first look."""
    took = []
    for n in range(_QUIET):
        watch = Stopwatch()
        at = BEGAN + timedelta(minutes=n)
        clinic.enrol(at)
        assert asyncio.run(new_tick(clinic.database).run(at)) == 1
        took.append(watch.seconds * 1000)
    return took


def main() -> None:
    """Print a table for each engine."""
    planned = int(sys.argv[1]) if len(sys.argv) > 1 else PLANNED
    for engine in (sqlite, postgresql):
        with engine() as url:
            for row in (engine.__name__, *measured(url, planned), ""):
                sys.stdout.write(f"{row}\n")


if __name__ == "__main__":
    main()
