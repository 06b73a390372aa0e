"""How long an import of 10,000 operations with eight time points takes, and the same file again.

`uv run python -m benchmarks.importing [OPERATIONS] [DATABASE_URL]`: a wide CSV of a drawn cohort into a fresh
database (SQLite in a temporary folder if none is named), by the code that the command runs. Prints seconds,
and the most memory that the process has had.
"""

import csv
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from app.importing.bringing import Asked, Brought, bring
from app.sites import SiteWords, set_site
from benchmarks.register_cohort import DAYS, draw
from domain import Act, Coding
from storage import trail
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.migrate import upgrade

OPERATIONS = 10_000
ACT = Act("cli", datetime(2026, 11, 1, 9, 0, tzinfo=UTC))
ITEMS = {
    "rlp": "rlp-average",
    "rlp_worst": "rlp-worst",
    "plp": "plp-average",
    "plp_worst": "plp-worst",
    "plp_frequency": "plp-frequency",
    "qol": "quality-of-life",
    "interference_activity": "interference-activity",
    "interference_enjoyment": "interference-enjoyment",
    "prosthesis_have": "prosthesis-have",
    "prosthesis_days": "prosthesis-days",
    "prosthesis_hours": "prosthesis-hours",
}
_OPERATION = ("tmr_on", "amputation_on", "indication", "technique", "limb", "side", "level", "cause")


def write_table(folder: Path, operations: int) -> tuple[Path, Path]:
    """The cohort as a wide table, and its map."""
    table, mapped = folder / "table.csv", folder / "map.yaml"
    columns = [f"{name}_{point}" for point in DAYS for name in ITEMS]
    with table.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["patient", "name", *_OPERATION, "infection_on", *columns])
        for number in range(1, operations + 1):
            who = draw(11, number)
            told = [str(getattr(who.operation, name)) for name in _OPERATION]
            cells = [cell for point in DAYS for cell in _answers(number, point)]
            out.writerow([f"T{number:05d}", f"Person {number}", *told, _infection(number), *cells])
    groups = "\n".join(
        f"  - {{at: {point}, {', '.join(f'{name}: {name}_{point}' for name in ITEMS)}}}" for point in DAYS
    )
    fields = "\n".join(f"  {name}: {name}" for name in _OPERATION)
    mapped.write_text(
        f"patient: {{code: patient, name: name}}\noperation:\n{fields}\nanswers:\n{groups}\nevents:\n"
        "  - {category: infection, occurred_on: infection_on}\n",
        "utf-8",
    )
    return table, mapped


def _answers(number: int, point: str) -> list[str]:
    """One time point of one person, asked again so that all eight are there."""
    given = draw(11, number).answers(point)
    return [_cell(given.get(link_id)) for link_id in ITEMS.values()]


def _cell(value: object) -> str:
    if isinstance(value, Coding):
        return value.code
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _infection(number: int) -> str:
    return str(draw(11, number).operation.tmr_on) if number % 12 == 0 else ""


def _timed(database: Database, table: Path, mapped: Path, *, dry_run: bool) -> tuple[Brought, float]:
    began = perf_counter()
    brought = bring(database, ACT, Asked(table, mapped, dry_run, update=False))
    return brought, perf_counter() - began


def main() -> None:
    operations = int(sys.argv[1]) if len(sys.argv) > 1 else OPERATIONS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/register.sqlite3"
        table, mapped = write_table(folder, operations)
        upgrade(url)
        database = Database(url, KeyRing.load(new_key()))
        with database.write() as tx:
            set_site(tx, ACT, "NORTH", SiteWords(name="North Hospital", team_phone="020 7946 0000"))
        for title, dry_run in (("checked only", True), ("stored", False), ("the same again", False)):
            brought, seconds = _timed(database, table, mapped, dry_run=dry_run)
            assert not brought.tally.told.troubles, brought.tally.told.troubles[:3]
            assert brought.stored is (title == "stored")
            print(f"{operations} operations, {title}: {seconds:.1f} s")
        with database.read() as tx:
            began = perf_counter()
            verdict = trail.verify(tx)
            print(f"{verdict.count} rows of trail verified: {perf_counter() - began:.1f} s")
            assert verdict.fault is None
        database.close()
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
