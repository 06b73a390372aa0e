"""Exports the clinical-audit data set: read at one moment, written as a whole, noted in the trail."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from alerts import numbers_file
from audit.csv_export import write_csv
from audit.deadlines import deadlines
from audit.dictionary import dictionary
from audit.folders import ExportFault, replacing
from audit.records import AskedInstrument, InstrumentOf
from audit.sqlite_export import FILE, write_sqlite
from audit.tables import Sheet, sheets
from domain import Act
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from storage import audit_rows
from storage.audit_words import ResponseRow
from storage.database import Database
from storage.trail import record

FORMATS: Mapping[str, Callable[[Path, tuple[Sheet, ...]], None]] = {"csv": write_csv, "sqlite": write_sqlite}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: files by name, rows per table in the tables' order, SHA-256 per file name."""

    files: tuple[Path, ...]
    counts: Mapping[str, int]
    checksums: Mapping[str, str]


def export(database: Database, library: Library, format_name: str, out: Path, act: Act) -> Exported:
    """Write every table and the dictionary into the folder `out`, replacing an earlier export there.

    The same database gives the same bytes. The trail tells of the export before the files are in place: one
    told of that failed is better than one that nobody was told of.
    """
    filled = _filled(database, library)
    with replacing(out, _names(filled)) as folder:
        FORMATS[format_name](folder, filled)
        counts = {sheet.name: len(sheet.rows) for sheet in filled}
        checksums = {file.name: _checksum(file) for file in sorted(folder.iterdir())}
        with database.write() as tx:
            record(tx, act, "export.write", f"export:{format_name}", {"rows": counts, "sha256": checksums})
    return Exported(tuple(out / name for name in checksums), counts, checksums)


def _filled(database: Database, library: Library) -> tuple[Sheet, ...]:
    with database.read() as tx:
        register = audit_rows.register(tx)
    due_at = deadlines(numbers_file.bundled())
    return (*sheets(register, _instrument_of(library), due_at, _asked(library)), dictionary())


def _asked(library: Library) -> tuple[AskedInstrument, ...]:
    """Every version there is: the bundled ones by name, then the site's own as they were added."""
    licences = library.licences
    return tuple(AskedInstrument(each, licences.get((each.id, each.version))) for each in library.instruments)


def _instrument_of(library: Library) -> InstrumentOf:
    def pinned(response: ResponseRow) -> Instrument:
        instrument = library.get(response.instrument, response.version)
        if instrument.checksum != response.checksum:
            raise ExportFault(
                f"Response {response.id} was asked with another file of {response.instrument} "
                f"{response.version} than the one at hand; bring that file back."
            )
        return instrument

    return pinned


def _names(filled: tuple[Sheet, ...]) -> set[str]:
    """Names of the files that an export of any format makes."""
    return {FILE, *(f"{sheet.name}.csv" for sheet in filled)}


def _checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
