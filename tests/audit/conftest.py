"""Every format of one register, made once: what is tested of them is only read."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.export import FORMATS, Exported, export
from domain import Act
from questionnaires.library import Library
from storage.crypto import KeyRing
from storage.database import Database
from storage.key_check import require_key
from tests.audit.hostile import hostile

EXPORTED_AT = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def hostile_register(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The small register with hostile texts and canaries, on SQLite."""
    path = tmp_path_factory.mktemp("hostile") / "tmr.sqlite3"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}", keys)
    require_key(opened)
    hostile(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def made(hostile_register: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exported]:
    """What each format left, by its name; all at one moment."""
    room, library = tmp_path_factory.mktemp("formats"), Library.bundled()
    return {
        name: export(hostile_register, library, name, room / name, Act("cli", EXPORTED_AT))
        for name in FORMATS
    }
