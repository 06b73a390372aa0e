"""Backups: one file with all that is committed at one moment, and beside it a note of what it must hold.

SQLite is copied in one step, PostgreSQL is written by its own `pg_dump`, in its own format. The note (JSON)
has the file's hash and the trail's count and head, so that a file that was cut or changed shows; kept on
another machine, as a backup should be, it is also the second place that shows a trail whose end was cut off.
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import copying, migrate, postgres_tools, trail
from storage.database import Database
from storage.engine import address
from storage.faults import StorageFault

_STEM = "tmr-followup-"
_WHEN = "%Y%m%dT%H%M%SZ"
_ENDING = {"sqlite": ".sqlite3", "postgresql": ".pgdump"}
_OURS = re.compile(rf"{_STEM}(\d{{8}}T\d{{6}}Z)\.(sqlite3|pgdump|json|part)")
_NOTE = ".json"


@dataclass(frozen=True, slots=True)
class Note:
    """What the file beside it must hold. `made_at`: ISO 8601, UTC; all that was committed before is in it.

    `engine`: sqlite or postgresql. `step`: of the schema. `trail_rows`, `trail_head`: at least these lines.
    """

    made_at: str
    engine: str
    step: str | None
    size: int
    sha256: str
    trail_rows: int
    trail_head: str


def make(database: Database, folder: Path, as_of: datetime) -> tuple[Path, Note]:
    """Write a backup into the folder: a file under its name is whole, and one that failed leaves nothing."""
    engine = address(database.url).get_backend_name()
    file = folder / f"{_STEM}{as_of.astimezone(UTC):{_WHEN}}{_ENDING[engine]}"
    with database.read() as tx:
        step, (rows, head) = migrate.revision(tx), trail.end(tx)
    with _disk_faults_told(), _new(file.with_suffix(".part")) as part:
        if engine == "sqlite":
            _copy(Path(str(address(database.url).database)), part)
        else:
            postgres_tools.dump(database.url, part)
        size, digest = part.stat().st_size, _hash(part)
        note = Note(as_of.astimezone(UTC).isoformat(), engine, step, size, digest, rows, head)
        _keep(_empty(file.with_suffix(_NOTE)), json.dumps(asdict(note), indent=1))
        os.replace(part, file)
        _to_disk(folder)
    return file, note


def thin(folder: Path, as_of: datetime, keep: timedelta) -> int:
    """Delete backups older than that, and what an attempt that was cut off left; how many files went."""
    gone = 0
    with _disk_faults_told():
        for file in sorted(folder.iterdir()):
            ours = _OURS.fullmatch(file.name)
            if ours is None:
                continue
            made_at = datetime.strptime(ours[1], _WHEN).replace(tzinfo=UTC)
            if made_at < (as_of if ours[2] == "part" else as_of - keep):
                file.unlink()
                gone += 1
    return gone


def checked(file: Path) -> Note:
    """The note of a backup whose file is as it was written; a StorageFault where it is not."""
    with _disk_faults_told():
        try:
            note = Note(**json.loads(file.with_suffix(_NOTE).read_bytes()))
        except (ValueError, TypeError):
            raise StorageFault(f"The note beside {file.name} cannot be read.") from None
        if file.stat().st_size != note.size or _hash(file) != note.sha256:
            raise StorageFault(f"{file.name} is not as it was written: take another backup.")
    return note


def bring_back(file: Path, note: Note, url: str) -> None:
    """Fill an empty database with a backup: a SQLite file that is not there yet, or a PostgreSQL database
    without tables. It is migrated to this program's schema."""
    engine = address(url).get_backend_name()
    if engine != note.engine:
        raise StorageFault(f"This is a backup of {note.engine}; it cannot be brought back into {engine}.")
    if engine == "sqlite":
        target = Path(str(address(url).database))
        if target.exists():
            raise StorageFault(f"There is a file {target} already. Name one that is not there yet.")
        with _disk_faults_told():
            copying.copy_file(file, _empty(target))
    else:
        postgres_tools.fill(url, file)
    migrate.upgrade(url)


def fault_of_trail(database: Database, note: Note) -> str | None:
    """What is wrong with the trail of a database that was brought back: it must reach what was noted."""
    with database.read() as tx:
        verdict = trail.verify(tx)
        seal = trail.seal_of(tx, note.trail_rows)
    if verdict.fault is not None:
        return verdict.fault
    return None if seal == note.trail_head else "The trail does not hold the line that was noted as its last."


def _copy(source: Path, part: Path) -> None:
    """One file alone, without a log beside it, and sound."""
    copying.copy_file(source, part)
    with closing(sqlite3.connect(part)) as made:
        made.execute("PRAGMA journal_mode = DELETE")
        if made.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise StorageFault("The database is damaged: SQLite's own check of the copy fails.")


@contextmanager
def _new(part: Path) -> Iterator[Path]:
    """A file that is gone afterwards, unless it got its name: a disk that is full is not filled up more."""
    try:
        yield _empty(part)
    finally:
        part.unlink(missing_ok=True)


def _empty(file: Path) -> Path:
    """A new file for its owner's eyes only."""
    os.close(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    return file


def _keep(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    _to_disk(file)


def _hash(file: Path) -> str:
    """SHA-256; what was read is on the disk before anybody relies on it."""
    _to_disk(file)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _disk_faults_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = "" if error.filename is None else f" {error.filename}"
        raise StorageFault(f"The backup{where} cannot be written or read: {error.strerror}.") from None
    except sqlite3.Error as error:
        raise StorageFault(f"SQLite could not copy the database: {error}.") from None
