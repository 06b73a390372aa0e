"""Opening a database: SQLite in a file, or PostgreSQL through psycopg; and what each must be told first.

A writing transaction is alone on both engines: `BEGIN IMMEDIATE` on SQLite, one advisory lock on PostgreSQL,
taken before anything is read. So a verb may look and then write, and the trail has one order. A reading
transaction sees one moment and can change nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.faults import StorageFault, begin_refused, told

_WAIT_SECONDS = 30
_ONE_WRITER = 0x744D_5231  # any number that is ours: the advisory lock of writing transactions
_FULL = 2


def address(url: str) -> URL:
    """Read a database address; refuses what is neither a SQLite file nor PostgreSQL."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise StorageFault(
            "The database address cannot be read. Use sqlite:///FILE or postgresql://..."
        ) from None
    kind = given.get_backend_name() if given.drivername != "postgres" else "postgresql"
    if kind == "postgresql":
        return given.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and given.database not in (None, "", ":memory:"):
        return given.set(drivername="sqlite+pysqlite")
    raise StorageFault(
        "The database must be a SQLite file (sqlite:///FILE) or PostgreSQL (postgresql://...)."
    )


def open_engine(url: str, *, remakes_tables: bool = False, only_reads: bool = False) -> Engine:
    """An engine for the address. Nothing is connected yet. Its errors never quote parameters.

    `remakes_tables`: for a migration, which checks references itself once the tables are made anew.
    `only_reads`: its connections to SQLite can change nothing.
    """
    where = address(url)
    if where.get_backend_name() == "sqlite":
        engine = create_engine(where, hide_parameters=True, connect_args={"timeout": _WAIT_SECONDS})
        event.listen(engine, "connect", prepare_sqlite)
        if remakes_tables:
            event.listen(engine, "connect", _without_references)
        if only_reads:
            event.listen(engine, "connect", _without_writing)
        return engine
    return create_engine(
        where,
        hide_parameters=True,
        pool_pre_ping=True,  # a connection that died while idle is replaced: we recover by ourselves
        connect_args={
            "connect_timeout": 10,
            "options": f"-c lock_timeout={_WAIT_SECONDS}s -c timezone=UTC",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may change things, alone among all writers of all processes."""
    with _faults_told(), engine.connect() as conn, conn.begin():
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_WRITER})
        else:
            _begin_sqlite(conn, "BEGIN IMMEDIATE")
        yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees one moment and changes nothing. The engine is one that only reads."""
    with _faults_told(), engine.connect() as conn:
        if conn.dialect.name == "postgresql":
            conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with conn.begin():
            if conn.dialect.name == "sqlite":
                _begin_sqlite(conn, "BEGIN")
            yield conn


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise told(error) from None
    except sqlite3.Error as error:
        raise begin_refused(error) from None
    except PoolTimeoutError:
        raise StorageFault("The database is too busy: no connection became free in time.") from None


def prepare_sqlite(dbapi: sqlite3.Connection, _record: Any = None) -> None:
    """Set what makes a commit survive a power cut, and make sure that it was set."""
    dbapi.isolation_level = None  # we say BEGIN ourselves
    dbapi.execute("PRAGMA journal_mode = WAL")
    dbapi.execute("PRAGMA synchronous = FULL")
    dbapi.execute("PRAGMA foreign_keys = ON")
    dbapi.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten in the file, not only unlisted
    asked = [
        dbapi.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    if asked != [("wal",), (_FULL,), (1,)]:
        raise StorageFault(
            "SQLite cannot make answers survive a power cut here. Put the file on a local disk."
        )


def _without_references(dbapi: sqlite3.Connection, _record: Any = None) -> None:
    """SQLite changes a table by making it anew; dropping the old one must not count as losing its rows.

    Source: sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".
    """
    dbapi.execute("PRAGMA foreign_keys = OFF")


def _without_writing(dbapi: sqlite3.Connection, _record: Any = None) -> None:
    """Said once a connection: each time this is set, SQLite forgets every statement that it has prepared, and
    preparing one takes ten times as long as running it."""
    dbapi.execute("PRAGMA query_only = ON")


def _begin_sqlite(conn: Connection, begin: str) -> None:
    raw = conn.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - the dialect says so
    # Straight to the driver: each tap begins four times, and this needs nothing of SQLAlchemy. A listener to
    # its "begin" would slow down every statement.
    raw.execute(begin)
