"""Writes plain tables into a SQLite file of its own, never changed afterwards: the audit database."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Float, Integer, MetaData, Table, Text, create_engine, insert
from sqlalchemy.types import TypeEngine

READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table to be written: column names with the Python type they hold, and rows in order."""

    name: str
    columns: tuple[tuple[str, type[str] | type[int] | type[Decimal]], ...]
    rows: tuple[tuple[str | int | Decimal | None, ...], ...]


_TYPES: dict[type, TypeEngine[Any]] = {str: Text(), int: Integer(), Decimal: Float()}


def write_database(path: Path, tables: Iterable[PlainTable]) -> None:
    """A new file with these tables; the same tables give the same bytes."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as conn:
            for plain in tables:
                _write(conn, plain)
    finally:
        engine.dispose()
    path.chmod(READ_ONLY)


def _write(conn: Connection, plain: PlainTable) -> None:
    columns = [Column(name, _TYPES[kind]) for name, kind in plain.columns]
    table = Table(plain.name, MetaData(), *columns)
    table.create(conn)
    names = [name for name, _ in plain.columns]
    rows = [dict(zip(names, map(_bindable, row), strict=True)) for row in plain.rows]
    if rows:
        conn.execute(insert(table), rows)


def _bindable(cell: str | int | Decimal | None) -> str | int | float | None:
    """SQLite knows no decimals."""
    return float(cell) if isinstance(cell, Decimal) else cell
