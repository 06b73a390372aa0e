"""The data dictionary, made from the same declarations as the rows: one row per column of every table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.columns import Column, Kind, Table, words
from audit.tables import TABLES, Sheet


@dataclass(frozen=True, slots=True)
class Described:
    """One column of one table."""

    table: str
    number: int
    column: Column[Any]


DICTIONARY: Table[Described] = Table(
    "dictionary",
    "One row per column of every table, this one included.",
    (
        Column("table", Kind.TEXT, "The table.", lambda d: d.table, "declared"),
        Column("number", Kind.INTEGER, "Place of the column, from 1.", lambda d: d.number, "declared"),
        Column("column", Kind.TEXT, "The column's name.", lambda d: d.column.name, "declared"),
        Column("meaning", Kind.TEXT, "What it means.", lambda d: d.column.meaning, "declared"),
        Column("type", Kind.CODE, "Its type.", lambda d: d.column.kind, "declared", allowed=words(Kind)),
        Column("unit", Kind.TEXT, "Its unit.", lambda d: d.column.unit, "declared"),
        Column(
            "allowed_values",
            Kind.TEXT,
            "The values it may hold, with bars; empty: not limited.",
            lambda d: " | ".join(d.column.allowed),
            "declared",
        ),
        Column("source", Kind.TEXT, "Where it comes from.", lambda d: d.column.source, "declared"),
    ),
)


def dictionary() -> Sheet:
    """The dictionary, by table and column in their order."""
    return dictionary_of(TABLES)


def dictionary_of(tables: Iterable[Table[Any]]) -> Sheet:
    """The dictionary of these tables and of itself."""
    described = _described((*tables, DICTIONARY))
    return Sheet(DICTIONARY, lambda: described)


def _described(tables: Iterable[Table[Any]]) -> tuple[Described, ...]:
    return tuple(
        Described(table.name, number, column)
        for table in tables
        for number, column in enumerate(table.columns, start=1)
    )
