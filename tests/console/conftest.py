"""The console over a database with the site NORTH, its staff, and one account of each post."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.access.provider import Provider
from scheduler.protocol import default_text
from storage.crypto import KeyRing
from storage.database import Database
from storage.key_check import require_key
from tests import cast
from tests.audit.lives import ASKED, START, live
from tests.console.browsing import Browser, Console, let_everybody_in, serving
from tests.console.provider import Hospital, running
from tests.questionnaires.bundled import LIBRARY


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path, keys: KeyRing, as_of: datetime) -> Iterator[Database]:
    """A SQLite database with the site and its staff. What differs between engines is tested in storage."""
    path = tmp_path / "house.sqlite3"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}", keys)
    require_key(opened)
    with opened.write() as tx:
        cast.team(tx, as_of)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """A hospital's own sign-in."""
    with running(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
def elsewhere() -> Provider | None:
    """The hospital's own sign-in as the console knows it; a module for which there is one says so."""
    return None


@pytest.fixture
def ward(
    sqlite_template: Path, tmp_path: Path, keys: KeyRing, elsewhere: Provider | None
) -> Iterator[Console]:
    """The console over a register in which much has happened, two days after Cara's and Ann's answers."""
    path = tmp_path / "ward.sqlite3"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}", keys)
    require_key(opened)
    with opened.write() as tx:
        cast.protocol(tx, START, default_text())
    live(opened, LIBRARY)
    now = ASKED + timedelta(days=2)
    secrets = let_everybody_in(opened, now)
    with serving(opened, now, elsewhere) as made:
        made.secrets.update(secrets)
        yield made
    opened.close()


@pytest.fixture
def console(house: Database, as_of: datetime, elsewhere: Provider | None) -> Iterator[Console]:
    secrets = let_everybody_in(house, as_of)
    with serving(house, as_of, elsewhere) as made:
        made.secrets.update(secrets)
        yield made


@pytest.fixture
def browser(console: Console) -> Browser:
    return console.browser()
