"""A copy of a SQLite database as it stands at one moment, while others go on with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.database import Database
from storage.engine import address


def copy(database: Database, name: str) -> str:
    """Copy what is committed into a new file of that name beside it; the copy's address."""
    source = Path(str(address(database.url).database))
    copy_file(source, source.with_name(name))
    return f"sqlite:///{source.with_name(name)}"


def copy_file(source: Path, target: Path) -> None:
    """Copy what is committed, in one step: in small ones it begins anew with each write beside it."""
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as theirs:
        ours.backup(theirs)
