"""Writes the audit tables and their dictionary into one read-only SQLite database."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from audit.columns import Column, Kind, cells
from audit.tables import Sheet
from storage.audit_database import PlainTable, write_database

FILE = "audit.sqlite3"
_HOLDS: dict[Kind, type[int] | type[Decimal]] = {Kind.INTEGER: int, Kind.DECIMAL: Decimal}


def write_sqlite(folder: Path, sheets: Iterable[Sheet]) -> Mapping[str, int]:
    """One file, one table a sheet; dates and instants are ISO text. Tells how many rows each has."""
    return write_database(folder / FILE, (_plain(sheet) for sheet in sheets))


def _plain(sheet: Sheet) -> PlainTable:
    columns = tuple((column.name, _holds(column)) for column in sheet.columns)
    return PlainTable(sheet.name, columns, sheet.rows(cells))


def _holds(column: Column[object]) -> type[str] | type[int] | type[Decimal]:
    return _HOLDS.get(column.kind, str)
