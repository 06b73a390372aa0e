"""Writes a REDCap project: its data dictionary and an import file, as REDCap documents both.

In REDCap: a new project, upload the dictionary (Designer, Data Dictionary), enable repeating instruments for
every form but `operation`, then Data Import Tool with the import file (dates Y-M-D).
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from audit.csv_export import defused
from audit.material import Material
from audit.redcap.fields import RECORD, Field, raw_code
from audit.redcap.project import Instance, Project

DICTIONARY_FILE, IMPORT_FILE = "redcap_dictionary.csv", "redcap_import.csv"
HEADINGS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)


def write_redcap(folder: Path, material: Material) -> Mapping[str, int]:
    """Both files; tells how many fields and rows there are."""
    project = Project(material.register, material.instrument_of, material.library.instruments)
    fields = [field for form in project.forms for field in form.fields]
    described = ([_safe(cell) for cell in _described(field)] for field in fields)
    _write(folder / DICTIONARY_FILE, HEADINGS, described)
    columns = [column for field in fields[1:] for column in field.columns]
    head = (RECORD, "redcap_repeat_instrument", "redcap_repeat_instance")
    places = {column: place for place, column in enumerate(columns, start=len(head))}
    rows = [_row(each, places) for each in project.rows()]
    _write(folder / IMPORT_FILE, (*head, *columns), rows)
    return {"fields": len(fields), "rows": len(rows)}


def _row(instance: Instance, places: Mapping[str, int]) -> list[str]:
    row = [instance.record, instance.form, str(instance.number or ""), *[""] * len(places)]
    for column, cell in instance.cells.items():
        row[places[column]] = _safe(cell)
    return row


def _described(field: Field) -> list[str]:
    choices = " | ".join(f"{raw_code(code)}, {_words(label)}" for code, label in field.choices.items())
    limits = ["" if bound is None else str(bound) for bound in (field.least, field.most)]
    told = [
        field.name,
        field.form,
        "",
        field.type,
        _words(field.label),
        choices,
        "",
        field.validation,
        *limits,
    ]
    return told + [""] * (len(HEADINGS) - len(told))


def _words(text: str) -> str:
    """A bar would begin another choice."""
    return text.replace("|", "/")


def _write(path: Path, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """No text in it can run as a formula; see `audit/csv_export.py`."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows(rows)


def _safe(cell: str) -> str:
    """Numbers are written as text here, and must stay what they are."""
    return cell if _is_number(cell) else defused(cell)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
