"""What an export costs: ten thousand operations with eight time points each, in every format.

    uv run python -m benchmarks.exporting [OPERATIONS] [FORMAT...]

Each format is written by a process of its own, from a register made once on SQLite: seconds (reading the
register and the questionnaires included), seconds of CPU (with starting Python, which tell more than those on
the clock where the machine is shared), the most memory that the process held, rows and bytes written.
`database` fills another SQLite file, and then looks again with nothing changed. The target for csv and xlsx
is 20 seconds.
"""

import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.database_export import Place, export_to_database
from audit.export import FORMATS, export
from benchmarks.register import OPERATIONS, fill
from clock import Stopwatch
from domain import Act
from questionnaires.library import Library
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.migrate import upgrade

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
TO_DATABASE = "database"
_MEGABYTE = 1024


def measure(path: Path, format_name: str, room: Path) -> str:
    """One row of the table, in this process."""
    database, act = Database(f"sqlite:///{path}", KeyRing.load(new_key())), Act("cli", AT)
    watch = Stopwatch()
    library = Library.bundled()
    if format_name.startswith(TO_DATABASE):
        place = Place(f"sqlite:///{room / 'hospital.sqlite3'}", "tmr")
        changes = export_to_database(database, library, place, act)
        rows, size = sum(each.written for each in changes.values()), _size(room)
    else:
        done = export(database, library, format_name, room / format_name, act)
        rows, size = sum(done.counts.values()), _size(room / format_name)
    seconds = watch.seconds
    database.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    busy, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / _MEGABYTE
    return f"{format_name:<16}{seconds:>9.1f}{busy:>9.1f}{memory:>9.0f}{rows:>12,}{size / 1e6:>9.1f}"


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measured(operations: int, formats: Sequence[str]) -> None:
    """The table, a process each."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite3"
        upgrade(f"sqlite:///{path}")
        database = Database(f"sqlite:///{path}", KeyRing.load(new_key()))
        fill(database, operations)
        database.close()
        print(f"{operations:,} operations")
        print(f"{'format':<16}{'seconds':>9}{'CPU':>9}{'MB':>9}{'rows':>12}{'MB out':>9}", flush=True)
        for name in formats:
            command = [sys.executable, "-m", "benchmarks.exporting", "--one", str(path), name, folder]
            subprocess.run(command, check=True)  # noqa: S603 - ourselves


def main() -> None:
    """All formats, or those named."""
    if sys.argv[1:2] == ["--one"]:
        path, name, folder = sys.argv[2:]
        print(measure(Path(path), name, Path(folder)), flush=True)
        return
    every = (*FORMATS, TO_DATABASE, f"{TO_DATABASE} again")
    measured(int(sys.argv[1]) if len(sys.argv) > 1 else OPERATIONS, sys.argv[2:] or every)


if __name__ == "__main__":
    main()
