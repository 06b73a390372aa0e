"""Writes the audit tables as CSV (RFC 4180): UTF-8, CRLF, a header row; no cell runs as a formula."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from audit.columns import Cell
from audit.tables import Sheet

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(folder: Path, sheets: Iterable[Sheet]) -> None:
    """One file a table."""
    for sheet in sheets:
        (folder / f"{sheet.name}.csv").write_bytes(csv_bytes(sheet))


def csv_bytes(sheet: Sheet) -> bytes:
    """The table as the bytes of its file; the same sheet gives the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in sheet.columns)
    writer.writerows([written(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8")


def written(cell: Cell) -> str:
    """A cell as text. Text that a spreadsheet would run gets an apostrophe in front; numbers do not."""
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(STARTS_A_FORMULA) else text
