"""Exports the clinical-audit data set: read at one moment, written as a whole, noted in the trail."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.folders import ExportFault, replacing
from audit.formats import FHIR, FORMATS, names_of_files
from audit.material import Wanted, read_material
from audit.quickly import no_search_for_cycles
from domain import Act
from questionnaires.library import Library
from storage.database import Database
from storage.trail import record

__all__ = ["FHIR", "FORMATS", "Exported", "Wanted", "export"]


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
    wanted: Wanted | None = None,
) -> Exported:
    """Write the data set into the folder `out`, replacing an earlier export there.

    The same database gives the same bytes (where a format names the moment: at the same moment). The trail
    tells of the export before the files are in place: one told of that failed is better than one that nobody
    was told of.
    """
    asked = wanted or Wanted()
    if asked.with_free_text and format_name != FHIR:
        raise ExportFault(f"Only the format {FHIR} can hold free text.")
    with no_search_for_cycles():
        material = read_material(database, library, act, asked)
        with replacing(out, names_of_files()) as folder:
            counts = FORMATS[format_name](folder, material)
            checksums = _checksums(folder)
            with database.write() as tx:
                record(tx, act, "export.write", f"export:{format_name}", _told(asked, counts, checksums))
    return Exported(tuple(out / name for name in checksums), counts, checksums)


def _told(wanted: Wanted, counts: Mapping[str, int], checksums: Mapping[str, str]) -> dict[str, object]:
    detail: dict[str, object] = {"rows": dict(counts), "sha256": dict(checksums)}
    chosen = wanted.choice.detail
    return (
        detail
        | ({"filter": chosen} if chosen else {})
        | ({"free_text": True} if wanted.with_free_text else {})
    )


def _checksums(folder: Path) -> dict[str, str]:
    """By name within the folder, in the order of the names."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): _checksum(file) for file in files}


def _checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
