"""The formats of the export by name, and the names of all files that any of them leaves."""

from collections.abc import Callable, Mapping
from pathlib import Path

from audit import fhir_export, labelled_export, nice_export, redcap_export, sqlite_export, xlsx_export
from audit.csv_export import write_csv
from audit.dictionary import DICTIONARY, dictionary_of
from audit.material import Material, Writer
from audit.tables import TABLES, Sheet
from audit.wide.table import NAME as WIDE

FHIR = "fhir"


def _tabular(write: Callable[[Path, tuple[Sheet, ...]], Mapping[str, int]]) -> Writer:
    """A format that holds the tables and their dictionary."""
    return lambda folder, material: write(folder, material.data_set)


def _xlsx(folder: Path, material: Material) -> Mapping[str, int]:
    return xlsx_export.write_xlsx(folder, material.data_set, material)


def _wide(folder: Path, material: Material) -> Mapping[str, int]:
    sheet = material.wide.sheet
    return write_csv(folder, (sheet, dictionary_of([sheet.table])))


FORMATS: Mapping[str, Writer] = {
    "csv": _tabular(write_csv),
    "xlsx": _xlsx,
    "wide": _wide,
    "spss": labelled_export.write_spss,
    "stata": labelled_export.write_stata,
    "redcap": redcap_export.write_redcap,
    "nice": nice_export.write_nice,
    "sqlite": _tabular(sqlite_export.write_sqlite),
    FHIR: fhir_export.write_fhir,
}


def names_of_files() -> set[str]:
    """Names of what an export of any format leaves in its folder."""
    tables = {f"{table.name}.csv" for table in (*TABLES, DICTIONARY)} | {f"{WIDE}.csv"}
    labelled = {labelled_export.SPSS_FILE, labelled_export.STATA_FILE}
    redcap = {redcap_export.DICTIONARY_FILE, redcap_export.IMPORT_FILE}
    return {
        sqlite_export.FILE,
        xlsx_export.FILE,
        *labelled,
        *redcap,
        *nice_export.NAMES,
        *tables,
        *fhir_export.NAMES,
    }
