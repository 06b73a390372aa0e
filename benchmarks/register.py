"""Fills a database with a big register: years of operations, eight time points each, answers, harms, deaths.

`fill(database, operations)` writes the rows in bulk, past the verbs of storage, so nothing of it is in the
trail. The same number and seed give the same register.

    uv run python -m benchmarks.register sqlite:///register.sqlite3 [OPERATIONS]
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from audit.choosing import quarter_of
from benchmarks.register_cohort import DAYS, Drawn, draw
from benchmarks.register_rows import Row, at, ended, entries, harms, operated, person, scored_row, scores
from domain import (
    AlertState,
    AssessmentKind,
    ResponseState,
    Severity,
)
from questionnaires.library import Library
from storage.crypto import KeyRing, new_key
from storage.database import Database, Tx
from storage.migrate import upgrade
from storage.schema import (
    alert,
    alert_action,
    assessment,
    entry,
    episode,
    nerve_transfer,
    patient,
    response,
    safety_event,
    score,
    theatre_count,
)
from storage.words import ActionKind, CloseCode, EndReason
from tests import cast

OPERATIONS = 10_000
BEGAN = datetime(2015, 6, 1, 9, 0, tzinfo=UTC)
_TABLES = (
    patient,
    episode,
    nerve_transfer,
    assessment,
    response,
    entry,
    score,
    alert,
    alert_action,
    safety_event,
)
_AT_ONCE = 500
_PROTOCOL = "name: default\n"
_NUMBERS = ("1.1.0", "c" * 64)

Rows = dict[Table, list[Row]]


def fill(database: Database, operations: int = OPERATIONS, *, seed: int = 1) -> None:
    """An empty, migrated database gets two sites, their staff and so many operations of so many people."""
    with database.write() as tx:
        team = cast.team(tx, BEGAN)
        sites = (team.site.id, cast.elsewhere(tx, BEGAN))
        maker = _Maker(cast.protocol(tx, BEGAN), sites, team.owner.id)
        for start in range(1, operations + 1, _AT_ONCE):
            for number in range(start, min(start + _AT_ONCE, operations + 1)):
                maker.add(draw(seed, number))
            for table, rows in maker.taken().items():
                tx.conn.execute(insert(table), rows)
        _count_theatres(tx)
        _settle(tx)


class _Maker:
    """Makes the rows of one person after another, and numbers them."""

    def __init__(self, protocol_id: int, sites: Sequence[int], clinician_id: int) -> None:
        self.protocol_id, self.sites, self.clinician_id = protocol_id, sites, clinician_id
        self.core = Library.bundled().current("core")
        self.last = dict.fromkeys(_TABLES, 0)
        self.rows: Rows = {table: [] for table in _TABLES}

    def taken(self) -> Rows:
        """What was made since the last time, by table in the order of their references."""
        made = {table: rows for table, rows in self.rows.items() if rows}
        self.rows = {table: [] for table in _TABLES}
        return made

    def add(self, who: Drawn) -> None:
        """One person with one operation and all that followed it."""
        self._put(patient, **person(who, self._site(who)))
        self._put(episode, **operated(who, self._site(who), self.protocol_id))
        for number, pair in enumerate((("tibial", "soleus"), ("common peroneal", "biceps femoris")), start=1):
            self._put(nerve_transfer, episode_id=who.number, number=number, donor=pair[0], target=pair[1])
        for point in DAYS:
            self._visit(who, point)
        for harm in harms(who):
            self._put(safety_event, episode_id=who.number, **harm)

    def _site(self, who: Drawn) -> int:
        return self.sites[who.number % 10 >= 7]

    def _put(self, table: Table, **values: Any) -> int:
        self.last[table] += 1
        self.rows[table].append({"id": self.last[table], **values})
        return self.last[table]

    def _visit(self, who: Drawn, point: str) -> None:
        opens, closes, asked = (who.operation.tmr_on + timedelta(days=day) for day in DAYS[point])
        dead = who.died_on is not None and who.died_on <= asked
        answered = not dead and who.answers_at(point)
        sent_at = at(asked, time(9, 30))
        ended_at = sent_at + timedelta(minutes=40) if answered else at(closes, time(23, 59))
        number = self._put(
            assessment,
            episode_id=who.number,
            protocol_id=self.protocol_id,
            time_point=point,
            occurrence=1,
            tmr_on=who.operation.tmr_on,
            kind=AssessmentKind.SCHEDULED,
            opens_on=opens,
            closes_on=closes,
            send_at=sent_at,
            zone="Europe/London",
            instruments=("core",),
            state=ended(answered, dead),
            reason=None if answered else EndReason.DECEASED if dead else EndReason.NOT_REACHED,
            opened_at=None if dead else sent_at,
            prompted_at=None if dead else sent_at + timedelta(seconds=5),
            first_seen_at=sent_at + timedelta(minutes=30) if answered else None,
            answered_at=ended_at if answered else None,
            closed_at=at(who.died_on, time(12)) if dead and who.died_on else ended_at,
        )
        if answered:
            self._respond(who, point, number, sent_at + timedelta(minutes=30))

    def _respond(self, who: Drawn, point: str, assessment_id: int, began_at: datetime) -> None:
        phase = "before" if point == "BL" else "early" if DAYS[point][2] < 28 else "later"
        context = {"ctx-mode": "monitoring", "ctx-phase": phase, "ctx-limb": who.operation.limb.value}
        ended_at = began_at + timedelta(minutes=10)
        number = self._put(
            response,
            assessment_id=assessment_id,
            instrument="core",
            version=self.core.version,
            checksum=self.core.checksum,
            language="en" if who.number % 20 else "cy",
            context=context,
            state=ResponseState.COMPLETED,
            started_at=began_at,
            ended_at=ended_at,
            judged_seq=99,
            judged_at=ended_at,
        )
        given = who.answers(point)
        for row in entries(given, began_at, f"patient:E{who.number:05d}"):
            self._put(entry, response_id=number, **row)
        for scored in scores(given):
            self._put(score, response_id=number, **scored_row(scored))
        if given["rlp-average"] == 10 and point not in ("BL", "W02"):
            self._alarm(who.number, number, ended_at)

    def _alarm(self, episode_id: int, response_id: int, fired_at: datetime) -> None:
        later = fired_at + timedelta(hours=3)
        number = self._put(
            alert,
            key=f"AMB-3a:{response_id}:rlp",
            episode_id=episode_id,
            response_id=response_id,
            rule="AMB-3a",
            rule_version="1.0.0",
            severity=Severity.AMBER,
            state=AlertState.RESOLVED,
            fired_at=fired_at,
            inputs={"value": 10},
            acknowledged_at=later,
            acknowledged_by_id=self.clinician_id,
            closed_at=later,
            numbers_version=_NUMBERS[0],
            numbers_checksum=_NUMBERS[1],
        )
        for kind, detail in ((ActionKind.RAISED, {}), (ActionKind.CLOSED, {"code": CloseCode.CALLED.value})):
            self._put(alert_action, alert_id=number, kind=kind, at=later, by="staff:OWNER", detail=detail)


def _count_theatres(tx: Tx) -> None:
    """The theatre register of each site counts one operation more in each quarter than was registered."""
    done = select(episode.c.site_id, episode.c.tmr_on)
    counts: dict[tuple[int, int, int], int] = {}
    for site_id, on in tx.conn.execute(done):
        key = (site_id, on.year, quarter_of(on))
        counts[key] = counts.get(key, 1) + 1
    rows = [
        {"site_id": site_id, "year": year, "quarter": quarter, "operations": count, "at": BEGAN, "by": "cli"}
        for (site_id, year, quarter), count in sorted(counts.items())
    ]
    tx.conn.execute(insert(theatre_count), rows)


def _settle(tx: Tx) -> None:
    """What PostgreSQL would know by itself after a while: its statistics; and the next free numbers."""
    if tx.conn.dialect.name == "postgresql":
        for table in _TABLES:
            name = table.name
            tx.conn.execute(
                text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")  # noqa: S608 - ours
            )
        tx.conn.execute(text("ANALYZE"))


def main() -> None:
    """A new file or an empty database, filled."""
    url = sys.argv[1]
    upgrade(url)
    database = Database(url, KeyRing.load(new_key()))
    fill(database, int(sys.argv[2]) if len(sys.argv) > 2 else OPERATIONS)
    with database.read() as tx:
        for table in _TABLES:
            count = tx.conn.execute(select(func.count()).select_from(table)).scalar_one()
            sys.stdout.write(f"{table.name}: {count}\n")
    database.close()


if __name__ == "__main__":
    main()
