"""Reads how another tool's columns are to be filled; every fault is listed at once. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain import Fault
from questionnaires.notation import load
from storage.words import Indication

_NAME = re.compile(r"nice_[A-Za-z0-9_-]+\.csv")
_KEYS = frozenset({"name", "from", "minus", "values", "text"})
_OPERATIONS: Mapping[str, Indication | None] = {
    "all": None,
    "primary": Indication.PRIMARY,
    "secondary": Indication.SECONDARY,
}


class MapFault(Fault):
    """The map cannot be used; every reason is told."""


@dataclass(frozen=True, slots=True)
class Target:
    """One column of the tool. `source` and `minus` as the file has them; `values`: code -> word."""

    name: str
    source: str | None
    minus: str | None
    values: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """`indication`: None for all operations."""

    file: str
    indication: Indication | None
    targets: tuple[Target, ...]


def read_map(text: str) -> ColumnMap:
    """The map in a file; a MapFault tells all that is wrong with it."""
    try:
        told = load(text, "One object with the key `columns` is wanted.")
    except Fault as fault:
        raise MapFault(f"The map cannot be read: {fault}") from None
    faults = list(_faults(told))
    if faults:
        raise MapFault("The map cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))
    return ColumnMap(
        str(told.get("file", "nice_audit.csv")),
        _OPERATIONS[str(told.get("operations", "all"))],
        tuple(_target(column) for column in told["columns"]),
    )


def _target(column: Mapping[str, Any]) -> Target:
    values = {str(code): str(word) for code, word in column.get("values", {}).items()}
    return Target(
        str(column["name"]), column.get("from"), column.get("minus"), values, str(column.get("text", ""))
    )


def _faults(told: Mapping[str, Any]) -> Iterator[str]:
    if not _NAME.fullmatch(str(told.get("file", "nice_audit.csv"))):
        yield f"file: {told['file']!r} is not as nice_NAME.csv."
    if str(told.get("operations", "all")) not in _OPERATIONS:
        yield f"operations: {told['operations']!r} is not one of {', '.join(_OPERATIONS)}."
    for key in sorted(str(key) for key in set(told) - {"file", "operations", "columns"}):
        yield f"{key}: nothing is known by that name."
    columns = told.get("columns")
    if not isinstance(columns, list) or not columns:
        yield "columns: there are none."
        return
    names = [column.get("name") for column in columns if isinstance(column, Mapping)]
    for number, column in enumerate(columns, start=1):
        yield from (f"columns[{number}]: {fault}" for fault in _of_column(column, names))


def _of_column(column: Any, names: list[Any]) -> Iterator[str]:
    if not isinstance(column, Mapping):
        yield "It needs a name, and `from` or `text`."
        return
    yield from _of_name(column.get("name"), names)
    if ("from" in column) is ("text" in column):
        yield "It needs either `from` or `text`."
    if "minus" in column and "from" not in column:
        yield "`minus` needs `from`."
    yield from (
        f"`{key}` must be a text."
        for key in ("from", "minus")
        if key in column and not isinstance(column[key], str)
    )
    if not isinstance(column.get("values", {}), Mapping):
        yield "`values` must give a word for each code."
    for key in sorted(str(key) for key in set(column) - _KEYS):
        yield f"`{key}` is not known."


def _of_name(name: Any, names: list[Any]) -> Iterator[str]:
    if not isinstance(name, str) or not name.strip():
        yield "Its name is missing."
    elif names.count(name) > 1:
        yield f"The name {name!r} is there twice."
