"""APScheduler's SQLAlchemyJobStore with a job for each planned assessment, used as its scheduler does."""

import pickle
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.util import datetime_to_utc_timestamp
from sqlalchemy import create_engine, event, insert, text

from clock import Stopwatch
from storage.engine import address, prepare_sqlite

_AT_ONCE = 5000
_DUE = 100
_ROUNDS = 20


def ask(assessment_id: int) -> None:
    """What a job would call."""


class JobStore:
    """The store in a table of its own. What it gives are milliseconds, a round each."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(address(url))
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", prepare_sqlite)
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._store = SQLAlchemyJobStore(engine=self._engine)
        self._store.start(self._scheduler, "default")  # the scheduler itself stays still
        self._count = 0

    def fill(self, jobs: int, due_at: Callable[[int], datetime]) -> None:
        """So many jobs, numbered from 1."""
        for start in range(0, jobs, _AT_ONCE):
            made = [self._job(due_at(n + 1)) for n in range(start, min(start + _AT_ONCE, jobs))]
            with self._engine.begin() as conn:
                conn.execute(insert(self._store.jobs_t), [_row(job) for job in made])
        with self._engine.connect() as conn:
            if conn.dialect.name == "postgresql":
                conn.execute(text("ANALYZE"))
                conn.commit()

    def nothing_due(self, at: datetime, times: int) -> list[float]:
        """What the scheduler asks its store at a wake-up with nothing due."""
        return [self._look_up(at, 0)[1] for _ in range(times)]

    def due_and_removed(self, moments: Sequence[datetime]) -> tuple[list[float], list[float]]:
        """Looking up 100 due jobs and taking each out, as one-off jobs are; and the look-up alone."""
        took, looked_up = [], []
        for at in moments:
            found, looked = self._look_up(at, _DUE)
            watch = Stopwatch()
            for job in found:
                self._store.remove_job(job.id)
            looked_up.append(looked)
            took.append(looked + watch.seconds * 1000)
        return took, looked_up

    def adding(self, jobs: int, began: datetime) -> list[float]:
        """Adding so many jobs, each in a transaction of its own, for that is how the scheduler adds them."""
        took = []
        for _ in range(_ROUNDS):
            made = [self._job(began + timedelta(days=900)) for _ in range(jobs)]
            watch = Stopwatch()
            for job in made:
                self._store.add_job(job)
            took.append(watch.seconds * 1000)
        return took

    def close(self) -> None:
        self._engine.dispose()

    def _look_up(self, at: datetime, expected: int) -> tuple[list[Job], float]:
        watch = Stopwatch()
        found = self._store.get_due_jobs(at)
        self._store.get_next_run_time()
        seconds = watch.seconds
        assert len(found) == expected
        return found, seconds * 1000

    def _job(self, at: datetime) -> Job:
        self._count += 1
        return Job(
            self._scheduler,
            id=f"assessment-{self._count}",
            func=ask,
            args=(self._count,),
            kwargs={},
            name="ask",
            trigger=DateTrigger(at, "UTC"),
            executor="default",
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=at,
        )


def _row(job: Job) -> dict[str, object]:
    state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
    return {"id": job.id, "next_run_time": datetime_to_utc_timestamp(job.next_run_time), "job_state": state}
