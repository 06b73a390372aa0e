"""Fills a database with patients under follow-up, all copied from one who was enrolled and planned for real.

A copy is enrolled and operated on some days later than the first, may like to be asked some minutes later,
and has the plan that goes with it. Only the trail is not copied: it is one chain.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from domain import AssessmentState, Episode
from scheduler.plan import Planned, Preferences, plan
from storage.database import Database
from storage.schema import assessment, contact, episode, patient
from storage.words import Owner
from tests import cast
from tests.scheduler.cast import DEFAULT
from tests.scheduler.lives import new_tick, publish

Row = dict[str, Any]
BEGAN = datetime(2025, 1, 13, 9, 0, tzinfo=UTC)
BEFORE = timedelta(days=42)
_COPIED = (patient, contact, episode, assessment)
_FIRST_NUMBER = 1_000_000
"""Of the copies; the numbers of patients who are enrolled for real go on from the highest."""
_A_COPY = 100
"""Numbers kept for the assessments of one copy."""
_MOVED = ("tmr_on", "enrolled_on", "linked_on")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Later:
    """How a copy differs from the first patient."""

    days: int
    minutes: int = 0

    @property
    def first_asked_at(self) -> datetime:
        """On the day after enrolment at half past nine, and those minutes."""
        return BEGAN.replace(minute=30) + timedelta(days=1 + self.days, minutes=self.minutes)


class Clinic:
    """A site with its first patient, linked and planned; and copies of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as tx:
            self.team = cast.team(tx, BEGAN)
            self._protocol_id = publish(tx, BEGAN)
        self.enrol(BEGAN, linked=True)
        asyncio.run(new_tick(database).run(BEGAN))
        self.size = 1

    def enrol(self, at: datetime, *, linked: bool = False) -> Episode:
        """One more patient, as a coordinator enrols one: registered and activated in one transaction."""
        tmr_on = at.date() + BEFORE
        with self.database.write() as tx:
            told = cast.person(
                tx, at, self.team, "Ann", tmr_on=tmr_on, protocol_id=self._protocol_id, linked=linked
            )
        return told.episode

    def copy_to(self, size: int, later: Callable[[int], Later]) -> None:
        """Copies of the first patient until there are `size`, numbered from 1."""
        with self.database.write() as tx:
            first = {table: _of_the_first(tx.conn, table) for table in _COPIED}
            for start in range(self.size, size, _AT_ONCE):
                numbers = range(start, min(start + _AT_ONCE, size))
                for table in _COPIED:
                    rows = [row for n in numbers for row in _copies(first[table], n, later(n))]
                    tx.conn.execute(insert(table), rows)
        self.size = size
        self._settle()

    def planned(self) -> int:
        """How many assessments are planned."""
        waiting = select(func.count()).where(assessment.c.state == AssessmentState.PLANNED)
        with self.database.read() as tx:
            return int(tx.conn.execute(waiting).scalar_one())

    def _settle(self) -> None:
        """What PostgreSQL would know by itself after a while: its statistics; and the next free numbers."""
        with self.database.engine.connect() as conn:
            if conn.dialect.name == "postgresql":
                for table in _COPIED:
                    name = table.name
                    conn.execute(
                        text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")  # noqa: S608 - ours
                    )
                conn.execute(text("ANALYZE"))
                conn.commit()


def _of_the_first(conn: Connection, table: Table) -> list[Row]:
    own = {
        patient: [patient.c.id == 1],
        contact: [contact.c.owner == Owner.PATIENT, contact.c.owner_id == 1],
        episode: [episode.c.patient_id == 1],
        assessment: [assessment.c.episode_id == 1],
    }
    found = conn.execute(select(table).where(*own[table]).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def _copies(rows: list[Row], n: int, later: Later) -> list[Row]:
    return [_copy(row, place, len(rows), n, later) for place, row in enumerate(rows)]


def _copy(row: Row, place: int, many: int, n: int, later: Later) -> Row:
    """One row for copy number n."""
    number = _FIRST_NUMBER + n
    own = {
        "id": number if many == 1 else number * _A_COPY + place,
        "patient_id": number,
        "episode_id": number,
        "owner_id": number,
        "code": f"C{number}",
        "chat_index": str(number).encode(),
        "send_time": (BEGAN.replace(minute=30) + timedelta(minutes=later.minutes)).time(),
        "next_look_at": later.first_asked_at,
    }
    own |= {name: row[name] + timedelta(later.days) for name in _MOVED if name in row}
    if "time_point" in row:
        planned = _plan(later)[row["time_point"]]
        own |= {name: getattr(planned, name) for name in ("opens_on", "closes_on", "send_at")}
    return row | {name: value for name, value in own.items() if name in row}


@cache
def _plan(later: Later) -> Mapping[str, Planned]:
    """What is planned for such a copy, by time point."""
    enrolled_on = BEGAN.date() + timedelta(later.days)
    preferences = Preferences("Europe/London", time(9, 30 + later.minutes), enrolled_on)
    return {each.time_point: each for each in plan(DEFAULT, enrolled_on + BEFORE, preferences)}
