"""Exports the clinical-audit data set: read at one moment, written as a whole, noted in the trail."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit import fhir_export, sqlite_export
from audit.csv_export import write_csv
from audit.deadlines import deadlines
from audit.dictionary import DICTIONARY, dictionary
from audit.folders import ExportFault, replacing
from audit.material import Material, Writer, instrument_of
from audit.records import AskedInstrument
from audit.tables import TABLES, Sheet, sheets
from domain import Act
from questionnaires.library import Library
from storage import audit_rows
from storage.database import Database
from storage.trail import record

FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: files by name, counts per table (or type of resource) in order, SHA-256 per file."""

    files: tuple[Path, ...]
    counts: Mapping[str, int]
    checksums: Mapping[str, str]


def export(
    database: Database,
    library: Library,
    format_name: str,
    out: Path,
    act: Act,
    *,
    with_free_text: bool = False,
) -> Exported:
    """Write the data set into the folder `out`, replacing an earlier export there.

    The same database gives the same bytes (FHIR: at the same moment, which its Bundles name). The trail tells
    of the export before the files are in place: one told of that failed is better than one that nobody was
    told of.
    """
    if with_free_text and format_name != FHIR:
        raise ExportFault(f"Only the format {FHIR} can hold free text.")
    with database.read() as tx:
        register = audit_rows.register(tx)
    material = Material(register, library, instrument_of(library), act.at, with_free_text)
    with replacing(out, _names()) as folder:
        counts = FORMATS[format_name](folder, material)
        checksums = _checksums(folder)
        detail = {"rows": counts, "sha256": checksums} | ({"free_text": True} if with_free_text else {})
        with database.write() as tx:
            record(tx, act, "export.write", f"export:{format_name}", detail)
    return Exported(tuple(out / name for name in checksums), counts, checksums)


def _tabular(write: Callable[[Path, tuple[Sheet, ...]], None]) -> Writer:
    """A format that holds the tables and their dictionary."""

    def writer(folder: Path, material: Material) -> Mapping[str, int]:
        due_at = deadlines(material.register.signed_numbers, material.register.rota)
        asked = _asked(material.library)
        filled = (*sheets(material.register, material.instrument_of, due_at, asked), dictionary())
        write(folder, filled)
        return {sheet.name: len(sheet.rows) for sheet in filled}

    return writer


FORMATS: Mapping[str, Writer] = {
    "csv": _tabular(write_csv),
    "sqlite": _tabular(sqlite_export.write_sqlite),
    FHIR: fhir_export.write_fhir,
}


def _asked(library: Library) -> tuple[AskedInstrument, ...]:
    """Every version there is: the bundled ones by name, then the site's own as they were added."""
    licences = library.licences
    return tuple(AskedInstrument(each, licences.get((each.id, each.version))) for each in library.instruments)


def _names() -> set[str]:
    """Names of what an export of any format leaves in its folder."""
    tables = {f"{table.name}.csv" for table in (*TABLES, DICTIONARY)}
    return {sqlite_export.FILE, *tables, *fhir_export.NAMES}


def _checksums(folder: Path) -> dict[str, str]:
    """By name within the folder, in the order of the names."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): _checksum(file) for file in files}


def _checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
