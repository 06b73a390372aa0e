"""Bringing a database to the schema of this program, and refusing to work on one that is not there yet."""

import os
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database, Tx
from storage.engine import address, open_engine, writing
from storage.faults import StorageFault

_STEPS = Path(__file__).parent / "migrations"
_RUN = "Run `tmr-followup migrate`."


def config() -> Config:
    """Alembic's settings, made here so that the installed wheel needs no ini file."""
    made = Config()
    made.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(url: str) -> None:
    """Run every step the database has not seen, in one transaction; makes a SQLite file if there is none."""
    _make_file(url)
    engine = open_engine(url, remakes_tables=True)
    settings = config()
    try:
        with writing(engine) as conn:
            _refuse_newer(MigrationContext.configure(conn).get_current_revision())
            settings.attributes["connection"] = conn
            command.upgrade(settings, "head")
            _check_references(conn)
    finally:
        engine.dispose()


def require_migrated(database: Database) -> None:
    """Refuse a database without this program's schema, with the command that gives it."""
    path = _file(database.url)
    if path is not None and not path.exists():
        raise StorageFault(f"There is no database at {path} yet. {_RUN}")
    with database.read() as tx:
        seen = revision(tx)
    _refuse_newer(seen)
    if seen != head():
        raise StorageFault(f"The database has not been migrated to this version of the program. {_RUN}")


def revision(tx: Tx) -> str | None:
    """The last step that the database has seen."""
    return MigrationContext.configure(tx.conn).get_current_revision()


@cache
def head() -> str | None:
    """The last step that this program knows; its files do not change while it runs."""
    return ScriptDirectory.from_config(config()).get_current_head()


def _refuse_newer(seen: str | None) -> None:
    known = {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}
    if seen is not None and seen not in known:
        raise StorageFault(
            "The database was migrated by a newer version of the program. Install that version."
        )


def _make_file(url: str) -> None:
    """A new SQLite file is for its owner's eyes only; its log files inherit that."""
    path = _file(url)
    if path is None or path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageFault(f"The database file {path} cannot be made: {error.strerror}.") from None


def _check_references(conn: Connection) -> None:
    """SQLite did not watch references while tables were made anew: look at them once, before the commit."""
    if conn.dialect.name == "sqlite" and conn.execute(text("PRAGMA foreign_key_check")).first():
        raise StorageFault(
            "The migration would leave rows without the rows they belong to. Nothing was done."
        )


def _file(url: str) -> Path | None:
    where = address(url)
    return Path(str(where.database)) if where.get_backend_name() == "sqlite" else None
