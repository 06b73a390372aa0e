"""Transactions, and what happens when the database is not there."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import heartbeats, rows, sites
from storage.crypto import KeyRing
from storage.database import Database, StorageFault
from storage.engine import prepare_sqlite
from storage.faults import RuleBroken
from storage.migrate import require_migrated, upgrade
from storage.schema import staff


def test_what_a_block_wrote_is_there_afterwards(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        heartbeats.beat(tx, "tick", as_of)
    with database.read() as tx:
        assert heartbeats.last(tx, "tick") is not None


def test_a_block_that_raises_leaves_nothing_behind(database: Database, as_of: datetime) -> None:
    def crash() -> None:
        with database.write() as tx:
            heartbeats.beat(tx, "tick", as_of)
            raise KeyError("a crash")

    with pytest.raises(KeyError):
        crash()
    with database.read() as tx:
        assert heartbeats.last(tx, "tick") is None


def test_a_reading_transaction_can_change_nothing(database: Database, as_of: datetime) -> None:
    with pytest.raises((StorageFault, RuleBroken)), database.read() as tx:
        heartbeats.beat(tx, "tick", as_of)
    with database.write() as tx:
        heartbeats.beat(tx, "tick", as_of)


def test_a_reading_transaction_sees_one_moment(database: Database, as_of: datetime) -> None:
    with database.read() as tx:
        assert heartbeats.last(tx, "tick") is None
        with database.write() as other:
            heartbeats.beat(other, "tick", as_of)
        assert heartbeats.last(tx, "tick") is None


def test_writers_take_turns(database: Database, as_of: datetime) -> None:
    inside, overlapped = threading.Lock(), []

    def add_one(_: int) -> None:
        with database.write() as tx:
            overlapped.append(not inside.acquire(blocking=False))
            last = heartbeats.last(tx, "count")
            count = last.detail["n"] if last else 0
            heartbeats.beat(tx, "count", as_of, {"n": count + 1})
            inside.release()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(20)))
    with database.read() as tx:
        last = heartbeats.last(tx, "count")
    assert last is not None
    assert last.detail == {"n": 20}
    assert not any(overlapped)


async def test_work_is_done_in_the_writer_thread_and_seen_in_a_reader(
    database: Database, as_of: datetime
) -> None:
    def work(tx: object) -> str:
        heartbeats.beat(tx, "tick", as_of)  # type: ignore[arg-type]  # the same Tx, seen through a closure
        return threading.current_thread().name

    assert (await database.within(work)).startswith("storage-writer")
    beat = await database.seeing(lambda tx: heartbeats.last(tx, "tick"))
    assert beat is not None


async def test_within_goes_through_write_so_that_a_subclass_can_crash_it(
    fresh_url: str, keys: KeyRing, as_of: datetime
) -> None:
    class Crashing(Database):
        def write(self):  # type: ignore[no-untyped-def]  # the parent's type
            raise KeyError("a crash before the transaction")

    crashing = Crashing(fresh_url, keys)
    with pytest.raises(KeyError):
        await crashing.within(lambda tx: heartbeats.beat(tx, "tick", as_of))
    crashing.close()


def test_a_naive_datetime_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="needs a zone"), database.write() as tx:
        heartbeats.beat(tx, "tick", datetime(2025, 1, 1))  # noqa: DTZ001 - what is refused
    with database.read() as tx:
        assert heartbeats.last(tx, "tick") is None


def test_instants_come_back_aware_and_in_utc(database: Database, as_of: datetime) -> None:
    from zoneinfo import ZoneInfo

    with database.write() as tx:
        heartbeats.beat(tx, "tick", as_of.astimezone(ZoneInfo("America/New_York")))
    with database.read() as tx:
        beat = heartbeats.last(tx, "tick")
    assert beat is not None
    assert beat.at.isoformat() == "2025-01-15T10:00:00+00:00"


def test_a_constraint_is_named_without_the_values_it_refused(database: Database) -> None:
    with pytest.raises(RuleBroken) as refused, database.write() as tx:
        rows.add(tx.conn, staff, site_id=999, code="SECRET-CODE", role="clinician", active=True)
    assert "SECRET-CODE" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_value_that_does_not_fit_its_column_is_not_quoted(database: Database, as_of: datetime) -> None:
    with pytest.raises(RuleBroken) as refused, database.write() as tx:
        tx.conn.execute(text("INSERT INTO heartbeat (name, at, detail) VALUES ('SECRET', NULL, '{}')"))
    assert "SECRET" not in str(refused.value)


def test_sqlite_is_durable_and_keeps_foreign_keys(tmp_path: Path, keys: KeyRing) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    upgrade(url)
    database = Database(url, keys)
    with database.read() as tx:
        pragmas = {
            name: tx.conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_sqlite_that_cannot_be_durable_is_refused() -> None:
    with closing(sqlite3.connect(":memory:")) as volatile, pytest.raises(StorageFault, match="local disk"):
        prepare_sqlite(volatile)


def test_a_number_that_is_not_there_is_a_bug(database: Database) -> None:
    with pytest.raises(LookupError, match="There is no site 7"), database.read() as tx:
        sites.get(tx, 7)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "not an address", "postgresql+asyncpg2://"]
)
def test_another_kind_of_database_is_refused_in_a_sentence(url: str, keys: KeyRing) -> None:
    if url == "postgresql+asyncpg2://":
        Database(url, keys).close()  # any PostgreSQL address means ours, whatever driver it names
        return
    with pytest.raises(StorageFault, match=r"sqlite:///FILE"):
        Database(url, keys)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://tmr:hunter2@127.0.0.1:1/tmr",
        "postgres://tmr:hunter2@127.0.0.1:1/tmr",
        "sqlite:////no/such/folder/tmr.sqlite3",
    ],
)
def test_a_dead_database_is_a_sentence(url: str, keys: KeyRing) -> None:
    database = Database(url, keys)
    with pytest.raises(StorageFault, match="does not answer") as dead, database.read():
        pass
    database.close()
    assert "hunter2" not in str(dead.value)
    assert "\n" not in str(dead.value)


def test_an_unmigrated_database_names_the_command(tmp_path: Path, keys: KeyRing) -> None:
    (tmp_path / "empty.sqlite3").touch()
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}", keys)
    with pytest.raises(StorageFault, match="tmr-followup migrate"):
        require_migrated(database)
    with pytest.raises(StorageFault, match="tmr-followup migrate"), database.read() as tx:
        heartbeats.every(tx)
    database.close()


def test_connections_that_died_while_idle_are_replaced(postgres_database: Database, as_of: datetime) -> None:
    with postgres_database.write() as tx:
        heartbeats.beat(tx, "tick", as_of)
    killer = Database(postgres_database.url, postgres_database.keys)
    with killer.write() as tx:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        tx.conn.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    killer.close()
    with postgres_database.read() as tx:
        assert heartbeats.last(tx, "tick") is not None


def test_a_connection_that_dies_in_a_transaction_is_a_sentence(postgres_database: Database) -> None:
    with pytest.raises(StorageFault, match="does not answer"), postgres_database.write() as tx:
        tx.conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with postgres_database.read() as tx:
        assert heartbeats.every(tx) == ()
