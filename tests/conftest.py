"""What every test may ask for: keys, a fresh migrated database on each engine, and a fixed moment.

`database` runs a test twice, on SQLite and on PostgreSQL. `fresh_url` gives the address alone, for tests that
open the database themselves (or in another process). Where PostgreSQL cannot start, its half is skipped with
the reason, and fails when CI=true.
"""

import os
import shutil
import sys
import threading
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.key_check import require_key
from storage.migrate import upgrade
from tests import postgres
from tests.measured import measures


@pytest.fixture(scope="session")
def key() -> str:
    """The master key of this run, as it stands in the environment."""
    return new_key()


@pytest.fixture(scope="session")
def keys(key: str) -> KeyRing:
    return KeyRing.load(key)


@pytest.fixture
def as_of() -> datetime:
    """A Wednesday morning in winter, in staffed hours: UTC is London's time."""
    return datetime(2025, 1, 15, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL with a migrated template, or a loud skip."""
    try:
        running = postgres.server()
        address = running.__enter__()
    except Exception as error:  # whatever keeps it from starting, the half is skipped loudly
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"PostgreSQL did not start, so half of this test is not run: {error}")
    try:
        postgres.make_template(address)
        yield address
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty migrated database, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "tmr.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        with postgres.fresh(request.getfixturevalue("postgres_server")) as url:
            yield url


@pytest.fixture
def database(fresh_url: str, keys: KeyRing) -> Iterator[Database]:
    """An empty migrated database under the run's key, closed at the end."""
    opened = Database(fresh_url, keys)
    require_key(opened)
    yield opened
    opened.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest lives begin first, so that no process lives through them alone at the end."""
    items.sort(key=lambda item: "test_ordeal" not in item.nodeid)
    for item in items:
        if not measures(item):
            item.add_marker("unmeasured")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """No line is traced where a test counts for none: pytest-cov's mark fails in xdist's processes."""
    own, of_threads = sys.gettrace(), threading.gettrace()
    if item.get_closest_marker("unmeasured"):
        sys.settrace(None)
        threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(own)
        threading.settrace(of_threads)
