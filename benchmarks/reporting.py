"""What the report costs on a big register: time of each stage, and the most memory the process held.

    uv run python -m benchmarks.reporting [OPERATIONS]

The aim: 10,000 operations with eight time points, HTML, PDF and JSON, in under 30 s and 1.5 GB.
"""

import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from time import perf_counter

from audit import reporting
from audit.cohort.reading import operated
from audit.material import instrument_of
from audit.report.build import build
from audit.report.wanted import Wanted, period
from benchmarks.register import OPERATIONS, fill
from domain import Act
from questionnaires.library import Library
from storage import audit_rows
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.migrate import upgrade


def main() -> None:
    """Each stage apart, then the whole as the command does it."""
    operations = int(sys.argv[1]) if len(sys.argv) > 1 else OPERATIONS
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/register.sqlite3"
        upgrade(url)
        database = Database(url, KeyRing.load(new_key()))
        with timed("made (not part of it)"):
            fill(database, operations)
        library = Library.bundled()
        with database.read() as tx:
            as_of = max(row.closes_on for row in audit_rows.register(tx).assessments)
        wanted = Wanted(period("1900-01-01..2199-12-31"), as_of)
        stages(database, library, wanted)
        act = Act("benchmark", datetime.combine(as_of, time(12), UTC))
        with timed("the whole, as the command does it"):
            reporting.write(database, reporting.make(database, library, wanted), Path(folder) / "out", act)
        database.close()
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def stages(database: Database, library: Library, wanted: Wanted) -> None:
    with timed("read from the tables"), database.read() as tx:
        register = audit_rows.register(tx)
    with timed("folded into operations"):
        every = operated(register, instrument_of(library))
    with timed("reckoned"):
        build(register, every, wanted)


@contextmanager
def timed(name: str) -> Iterator[None]:
    began = perf_counter()
    yield
    print(f"{name}: {perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
