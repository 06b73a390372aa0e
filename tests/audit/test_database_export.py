"""The hospital's own database: filled once, then only what changed; for others to read, and never half."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import DBAPIError

from audit.database_export import KEYS, Place, export_to_database
from audit.dictionary import DICTIONARY
from audit.folders import ExportFault
from audit.tables import TABLES
from domain import Act
from questionnaires.library import Library
from storage import trail
from storage.database import Database
from storage.engine import address
from storage.faults import StorageFault
from storage.schema import episode, safety_event
from storage.warehouse import Change
from tests import postgres
from tests.audit.hostile import FORMULA, hostile
from tests.audit.lives import CANARIES

AT = datetime(2025, 7, 1, 12, tzinfo=UTC)
LIBRARY = Library.bundled()


@pytest.fixture
def hospital(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[str]:
    """The address of another, empty database of the same kind."""
    if database.engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'hospital.sqlite3'}"
    else:
        with postgres.fresh(request.getfixturevalue("postgres_server")) as url:
            yield url


def filled(
    database: Database, hospital: str, *, at: datetime = AT, reader: str | None = None
) -> dict[str, Change]:
    return export_to_database(database, LIBRARY, Place(hospital, "tmr", reader), Act("cli", at))


def there(hospital: str, table: str, sql: str = "SELECT * FROM {}") -> list[dict[str, Any]]:
    engine = create_engine(address(hospital))
    try:
        with engine.connect() as conn:
            name = f"v_tmr_{table}" if engine.dialect.name == "sqlite" else f"tmr.v_{table}"
            return [dict(row) for row in conn.execute(text(sql.format(name))).mappings()]
    finally:
        engine.dispose()


def total(changes: dict[str, Change]) -> tuple[int, int]:
    return sum(each.written for each in changes.values()), sum(each.deleted for each in changes.values())


def test_a_second_run_writes_nothing_and_says_so(database: Database, hospital: str) -> None:
    hostile(database)
    first = filled(database, hospital)
    assert {name: each.written for name, each in first.items()} == {n: e.rows for n, e in first.items()}
    assert first["operations"] == Change(5, 0, 5)
    assert total(filled(database, hospital, at=AT + timedelta(days=1))) == (0, 0)
    runs = there(hospital, "export_runs")
    assert [(run["rows_written"], run["rows_now"]) for run in runs] == [
        (total(first)[0], total(first)[0]),
        (0, total(first)[0]),
    ]
    assert {run["by"] for run in runs} == {"cli"}


def test_only_what_changed_is_written_and_what_is_gone_is_deleted(database: Database, hospital: str) -> None:
    hostile(database)
    filled(database, hospital)
    with database.engine.begin() as conn:
        conn.execute(update(episode).where(episode.c.code == "E0002").values(level="transfemoral"))
        conn.execute(safety_event.delete())
    changes = filled(database, hospital)
    assert {name: each for name, each in changes.items() if each.written or each.deleted} == {
        "operations": Change(1, 0, 5),
        "safety_events": Change(0, 1, 0),
    }
    levels = {row["episode"]: row["level"] for row in there(hospital, "operations")}
    assert (levels["E0001"], levels["E0002"]) == ("=1+1", "transfemoral")
    assert there(hospital, "safety_events") == []


def test_dates_moments_truths_and_numbers_are_real(database: Database, hospital: str) -> None:
    hostile(database)
    filled(database, hospital)
    ann = there(hospital, "operations")[0]
    if database.engine.dialect.name == "postgresql":
        assert (ann["tmr_on"], ann["active"]) == (date(2025, 1, 15), True)
        answer = next(row for row in there(hospital, "answers") if row["link_id"] == "rlp-average")
        assert answer["answered_at_utc"] == datetime(2025, 6, 2, 8, 40, tzinfo=UTC)
        assert answer["answered_at_local"] == datetime(2025, 6, 2, 9, 40)  # noqa: DTZ001 - of the zone beside
        assert answer["value_number"] == 7
    else:
        assert (ann["tmr_on"], ann["active"]) == ("2025-01-15", 1)
    assert ann["study_title"] == FORMULA
    assert "row_hash" not in ann


def test_every_column_of_every_view_is_in_the_dictionary_beside_it(database: Database, hospital: str) -> None:
    hostile(database)
    filled(database, hospital)
    described = {(row["table"], row["column"]) for row in there(hospital, "dictionary")}
    for table in (*TABLES, DICTIONARY):
        rows = there(hospital, table.name)
        assert [name for name in (rows[0] if rows else ()) if (table.name, name) not in described] == []


def test_every_table_has_a_key_that_tells_its_rows_apart(database: Database, hospital: str) -> None:
    assert set(KEYS) == {table.name for table in (*TABLES, DICTIONARY)}
    hostile(database)
    changes = filled(database, hospital)
    assert {name: len(there(hospital, name)) for name in changes} == {n: e.rows for n, e in changes.items()}


def test_no_identifier_reaches_the_hospital(database: Database, hospital: str) -> None:
    hostile(database)
    filled(database, hospital)
    told = str([there(hospital, table) for table in KEYS])
    assert "E0001" in told
    assert not [canary for canary in CANARIES if canary in told]


def test_a_column_that_is_new_is_added_and_filled(database: Database, hospital: str) -> None:
    hostile(database)
    filled(database, hospital)
    engine = create_engine(address(hospital))
    is_sqlite = engine.dialect.name == "sqlite"
    table, view = ("tmr_alerts", "v_tmr_alerts") if is_sqlite else ("tmr.alerts", "tmr.v_alerts")
    with engine.begin() as conn:
        conn.execute(text(f"DROP VIEW {view}"))
        conn.execute(text(f"ALTER TABLE {table} DROP COLUMN snoozes"))
        conn.execute(text(f"UPDATE {table} SET row_hash = 'old'"))
    engine.dispose()
    assert filled(database, hospital)["alerts"] == Change(2, 0, 2)
    assert [row["snoozes"] for row in there(hospital, "alerts")] == [0, 0]


def test_a_table_that_is_not_ours_is_left_alone_and_nothing_else_is_written(
    database: Database, hospital: str
) -> None:
    engine = create_engine(address(hospital))
    name = "tmr_scores" if engine.dialect.name == "sqlite" else "tmr.scores"
    with engine.begin() as conn:
        if engine.dialect.name != "sqlite":
            conn.execute(text("CREATE SCHEMA tmr"))
        conn.execute(text(f"CREATE TABLE {name} (mine integer)"))
    engine.dispose()
    with pytest.raises(StorageFault, match="is not ours"):
        filled(database, hospital)
    with pytest.raises(DBAPIError):
        there(hospital, "operations")


def test_the_reader_may_read_the_views_and_no_more(database: Database, hospital: str) -> None:
    hostile(database)
    if database.engine.dialect.name == "sqlite":
        with pytest.raises(StorageFault, match="Only PostgreSQL knows roles"):
            filled(database, hospital, reader="analyst")
        return
    with pytest.raises(StorageFault, match="There is no role 'analyst'"):
        filled(database, hospital, reader="analyst")
    engine = create_engine(address(hospital))
    try:
        with engine.begin() as conn:
            conn.execute(text("CREATE ROLE analyst"))
        filled(database, hospital, reader="analyst")
        allowed, refused = (
            ["SELECT * FROM tmr.v_operations"],
            [
                "SELECT * FROM tmr.operations",
                "DELETE FROM tmr.v_operations",
                "UPDATE tmr.v_alerts SET rule = 'x'",
                "CREATE TABLE tmr.mine (a integer)",
            ],
        )
        for sql in (*allowed, *refused):
            with engine.connect() as conn:
                conn.execute(text("SET ROLE analyst"))
                if sql in allowed:
                    conn.execute(text(sql))
                else:
                    with pytest.raises(DBAPIError, match="permission denied"):
                        conn.execute(text(sql))
    finally:
        with engine.begin() as conn:
            conn.execute(text("DROP OWNED BY analyst"))
            conn.execute(text("DROP ROLE analyst"))
        engine.dispose()


def test_the_trail_knows_of_it_and_never_the_address(database: Database, hospital: str) -> None:
    hostile(database)
    changes = filled(database, hospital)
    with database.read() as tx:
        (told,) = trail.read(tx, "export:to:tmr")
    rows = {name: each.rows for name, each in changes.items()}
    assert told.detail == {"rows": rows, "written": total(changes)[0], "deleted": 0}
    assert "hospital" not in str(told)
    assert "secret" not in repr(Place("postgresql://u:secret@h/d", "tmr"))


def test_the_products_own_database_and_odd_schemas_are_refused(database: Database, hospital: str) -> None:
    with pytest.raises(ExportFault, match="own database"):
        filled(database, database.url)
    with pytest.raises(StorageFault, match="no name for a schema"):
        export_to_database(database, LIBRARY, Place(hospital, 'x"; DROP', None), Act("cli", AT))
