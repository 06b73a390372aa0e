"""Answers as typed JSON, as the entry table keeps them: `{"integer": 7}`, `{"coding": [system, code]}`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from domain import Answer, Coding, Quantity


def to_json(values: Sequence[Answer]) -> list[dict[str, Any]]:
    """Each answer with the name of its type, in the order given."""
    return [_tagged(value) for value in values]


def from_json(stored: Sequence[dict[str, Any]]) -> tuple[Answer, ...]:
    """The answers that `to_json` wrote."""
    return tuple(_read(tag, value) for tagged in stored for tag, value in tagged.items())


def _tagged(value: Answer) -> dict[str, Any]:
    tag, write = _WRITERS[type(value)]
    return {tag: write(value)}


def _same(value: Any) -> Any:
    return value


_WRITERS: Mapping[type, tuple[str, Callable[[Any], Any]]] = {
    bool: ("boolean", _same),
    int: ("integer", _same),
    str: ("string", _same),
    Decimal: ("decimal", str),
    Coding: ("coding", lambda coding: [coding.system, coding.code]),
    Quantity: ("quantity", lambda it: [str(it.value), it.unit, it.system, it.code]),
    datetime: ("datetime", datetime.isoformat),
    date: ("date", date.isoformat),
    time: ("time", time.isoformat),
}


def _quantity(stored: list[str]) -> Quantity:
    number, unit, system, code = stored
    return Quantity(Decimal(number), unit, system, code)


_READERS: Mapping[str, Callable[[Any], Answer]] = {
    "boolean": bool,
    "integer": int,
    "string": str,
    "decimal": Decimal,
    "coding": lambda stored: Coding(*stored),
    "quantity": _quantity,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def _read(tag: str, value: Any) -> Answer:
    if tag not in _READERS:
        raise ValueError(f"An answer of an unknown type is stored: {tag}.")
    return _READERS[tag](value)
