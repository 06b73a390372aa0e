"""Backups: every day by `run`, by hand, tried, brought back; and what health says of them."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from app.daily import LATE, Daily, daily_fault, done_at
from clock import Clock
from console.reach import Colour, Sign
from domain import Act, Fault
from settings import Settings
from storage import assessments, backups, heartbeats, trail
from storage.crypto import KeyRing
from storage.database import Database, Tx
from storage.key_check import require_key

HEARTBEAT = "backup"
NOTED = "backup-noted"
_PART = "Last backup"
_TRY = "Ask whoever runs the server when one was last restored to try it."


def daily_backup(database: Database, clock: Clock, settings: Settings) -> Daily:
    """Made every day, where a folder for them is set; those that were kept long enough go then."""
    folder, keep = settings.backup_to, timedelta(days=settings.backup_keep_days)
    if folder is None:
        return Daily(database, clock, HEARTBEAT, settings.backup_hour, None)

    def back_up(as_of: datetime) -> Mapping[str, int]:
        file = back_up_now(database, folder, Act("system:backup", as_of))
        return {"size": file.stat().st_size, "deleted": backups.thin(folder, as_of, keep)}

    return Daily(database, clock, HEARTBEAT, settings.backup_hour, back_up)


def back_up_now(database: Database, folder: Path, act: Act) -> Path:
    """Make one; the trail tells of it, for whoever has the file and the key reads every name."""
    file, note = backups.make(database, folder, act.at)
    with database.write() as tx:
        trail.record(
            tx, act, "backup.make", f"backup:{file.name}", {"size": note.size, "sha256": note.sha256}
        )
    return file


def note_backup(tx: Tx, act: Act) -> None:
    """A backup was made: by hand, or by a tool of the hospital's own that says so."""
    heartbeats.beat(tx, NOTED, act.at)


def try_out(file: Path, keys: KeyRing) -> str:
    """Whether a backup is as it was written; one of SQLite is opened, and its trail read to the end."""
    note = backups.checked(file)
    whole = f"{file.name} is as it was written at {_moment(note)}."
    if note.engine == "postgresql":
        return f"{whole} To try it, bring it back into an empty database (`backup restore`)."
    with (
        tempfile.TemporaryDirectory(prefix="tmr-backup-") as folder,
        _brought_back(file, note, f"sqlite:///{Path(folder) / 'tried.sqlite3'}", keys) as (_, rows),
    ):
        return f"{whole} It opens under this key, and its trail is whole: {rows} rows."


def restore(file: Path, url: str, keys: KeyRing, act: Act) -> tuple[str, ...]:
    """Bring a backup back into an empty database; what to do before `run` is started on it."""
    note = backups.checked(file)
    with _brought_back(file, note, url, keys) as (database, rows), database.write() as tx:
        trail.record(tx, act, "backup.restore", f"backup:{file.name}", {"made_at": note.made_at})
        waiting = assessments.patients_awaited(tx, act.at)
    return (
        f"Brought back: all that was stored at {_moment(note)}. The trail is whole: {rows} rows.",
        "What came after that is not in it. Before you start `run`, withdraw whoever left since and erase "
        "whoever was erased since: it would ask them again. Enter what else staff know.",
        f"To be asked next, so ask about these first: {', '.join(waiting)}."
        if waiting
        else "Nobody is to be asked now.",
    )


@contextmanager
def _brought_back(file: Path, note: backups.Note, url: str, keys: KeyRing) -> Iterator[tuple[Database, int]]:
    """Bring it back there and look at it; the open database, and how many lines its trail has."""
    backups.bring_back(file, note, url)
    database = Database(url, keys)
    try:
        require_key(database)
        fault = backups.fault_of_trail(database, note)
        if fault is not None:
            raise Fault(f"Do not use what was brought back from {file.name}. {fault}")
        with database.read() as tx:
            rows = trail.end(tx)[0]
        yield database, rows
    finally:
        database.close()


def _moment(note: backups.Note) -> str:
    return f"{datetime.fromisoformat(note.made_at):%Y-%m-%d %H:%M} UTC"


def backup_fault(tx: Tx, as_of: datetime) -> str | None:
    """What health says of the daily backup."""
    return daily_fault(tx, HEARTBEAT, "The daily backup", as_of)


def last_backup(tx: Tx, as_of: datetime) -> Sign:
    """When the last one was made, daily or noted: amber after more than a day, whatever made it."""
    daily, noted = heartbeats.last(tx, HEARTBEAT), heartbeats.last(tx, NOTED)
    made = [at for at in (done_at(daily), None if noted is None else noted.at) if at is not None]
    if not made:
        said = "None is set up here (TMR_BACKUP_TO), and none was noted (tmr-followup backup noted)."
        return Sign(_PART, Colour.UNKNOWN, said, "Ask whoever runs the server when the last one was made.")
    if as_of - max(made) > LATE:
        return Sign(_PART, Colour.AMBER, "It was made more than a day ago.", _TRY, max(made))
    return Sign(_PART, Colour.GREEN, "It was made within a day.", _TRY, max(made))
