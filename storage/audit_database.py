"""Writes plain tables into a SQLite file of its own, never changed afterwards: the audit database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Float, Integer, MetaData, Table, Text, create_engine, insert
from sqlalchemy.types import TypeEngine

READ_ONLY = 0o444
_AT_ONCE = 5000

PlainCell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table to be written: column names with the Python type they hold, and rows in order."""

    name: str
    columns: tuple[tuple[str, type[str] | type[int] | type[Decimal]], ...]
    rows: Iterable[Sequence[PlainCell]]


_TYPES: dict[type, TypeEngine[Any]] = {str: Text(), int: Integer(), Decimal: Float()}


def write_database(path: Path, tables: Iterable[PlainTable]) -> Mapping[str, int]:
    """A new file with these tables; the same tables give the same bytes. Tells how many rows each has."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as conn:
            counts = {plain.name: _write(conn, plain) for plain in tables}
    finally:
        engine.dispose()
    path.chmod(READ_ONLY)
    return counts


def _write(conn: Connection, plain: PlainTable) -> int:
    columns = [Column(name, _TYPES[kind]) for name, kind in plain.columns]
    table = Table(plain.name, MetaData(), *columns)
    table.create(conn)
    statement = str(insert(table).compile(dialect=conn.dialect))
    count = 0
    for rows in _blocks(plain.rows):
        conn.exec_driver_sql(statement, rows)
        count += len(rows)
    return count


def _blocks(rows: Iterable[Sequence[PlainCell]]) -> Iterator[list[tuple[str | int | float | None, ...]]]:
    """The rows as the driver takes them, some thousands at once."""
    bindable = (tuple(map(_bindable, row)) for row in rows)
    while block := list(islice(bindable, _AT_ONCE)):
        yield block


def _bindable(cell: PlainCell) -> str | int | float | None:
    """SQLite knows no decimals."""
    return float(cell) if isinstance(cell, Decimal) else cell
