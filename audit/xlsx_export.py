"""Writes the tables as one workbook: notes, a sheet a table, the dictionary, the codes and their labels."""

from collections.abc import Mapping
from pathlib import Path

from audit.material import Material
from audit.tables import Sheet
from audit.workbook.notes import codes, notes
from audit.workbook.writing import write_workbook

FILE = "audit.xlsx"


def write_xlsx(folder: Path, sheets: tuple[Sheet, ...], material: Material) -> Mapping[str, int]:
    """One file. Tells how many rows each sheet has."""
    every = (*sheets, codes(sheets, material.asked))
    return write_workbook(folder / FILE, every, notes(every, material.at, material.chosen), material.at)
