"""Finds the columns of the wide table that a map names, and fills the tool's columns from them. Pure."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from audit.columns import Column, Kind, Table, Value, as_cell
from audit.nice.mapping import ColumnMap, MapFault, Target
from audit.table_operations import OPERATIONS
from audit.tables import Sheet
from audit.wide.asking import plain_name
from audit.wide.filling import Wide
from audit.wide.table import WideTable

_OF_VISITS = {"missingness": "came", "given_on": "given_on"}
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})


def mapped(found: ColumnMap, wide: WideTable) -> Sheet:
    """The tool's table; a MapFault lists every source that is not there, and every code without a word."""
    columns = {column.name: column for column in wide.sheet.columns}
    records = tuple(
        each for each in wide.records if found.indication in (None, each.operation.operation.indication)
    )
    faults: list[str] = []
    made = tuple(_made(target, wide, columns, faults) for target in found.targets)
    for target, column in zip(found.targets, made, strict=True):
        faults += _unworded(target, column, records)
    if faults:
        raise MapFault("The map cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))
    name = found.file.removesuffix(".csv")
    table: Table[Wide] = Table(name, "One row per operation, as the map has it.", made)
    return Sheet(table, lambda: records, len(records))


def _made(
    target: Target, wide: WideTable, columns: Mapping[str, Column[Any]], faults: list[str]
) -> Column[Wide]:
    if target.source is None:
        text = target.text
        return Column(target.name, Kind.TEXT, "The same in every row.", lambda _: text, "the map")
    named = [(path, _column(path, wide, columns)) for path in (target.source, target.minus) if path]
    faults += [f"{target.name}: there is no {path}." for path, column in named if column is None]
    sources = [column for _, column in named if column is not None]
    if len(sources) < len(named):
        return Column(target.name, Kind.TEXT, "Not there.", lambda _: None, "the map")
    if len(sources) == 1:
        (source,) = sources
        value = _worded(source, target.values) if target.values else source.value
        kind = Kind.TEXT if target.values else source.kind
        return Column(target.name, kind, source.meaning, value, source.source, source.unit)
    for path, column in named:
        if column is not None and column.kind not in _NUMBERS:
            faults.append(f"{target.name}: {path} is no number.")
    meaning = f"{target.source} minus {target.minus}."
    return Column(target.name, Kind.DECIMAL, meaning, _difference(*sources), "the map")


def _difference(one: Column[Wide], other: Column[Wide]) -> Callable[[Wide], Value]:
    def value(wide: Wide) -> Value:
        first, second = one.value(wide), other.value(wide)
        if not isinstance(first, (int, Decimal)) or not isinstance(second, (int, Decimal)):
            return None
        return Decimal(first) - Decimal(second)

    return value


def _worded(column: Column[Wide], words: Mapping[str, str]) -> Callable[[Wide], Value]:
    def value(wide: Wide) -> Value:
        code = as_cell(column.value(wide))
        return None if code is None else words.get(str(code), str(code))

    return value


def _unworded(target: Target, column: Column[Wide], records: tuple[Wide, ...]) -> Iterator[str]:
    if target.values:
        met = {str(value) for each in records if (value := column.value(each)) is not None}
        for code in sorted(met - set(target.values.values())):
            yield f"{target.name}: values has no word for {code!r}, which occurs."


def _column(path: str, wide: WideTable, columns: Mapping[str, Column[Any]]) -> Column[Any] | None:
    """The column of the wide table that a source names."""
    table, _, rest = path.partition(".")
    what, _, point = rest.partition("@")
    match table:
        case "wide":
            return columns.get(rest)
        case "operations":
            return columns.get(rest) if rest in {column.name for column in OPERATIONS.columns} else None
        case "assessments":
            return columns.get(f"{_OF_VISITS.get(what)}_{plain_name(point)}") if point else None
        case "safety_events":
            return columns.get(f"safety_{rest.replace('.', '_')}")
        case "answers" | "scores":
            names = [name for key, name in wide.names.items() if _is_meant(key, what, point)]
            return columns[names[0]] if len(names) == 1 else None
        case _:
            return None


def _is_meant(key: tuple[str, str, str], what: str, point: str) -> bool:
    instrument, name, asked_at = key
    return asked_at == point and what in (name, f"{instrument}/{name}")
