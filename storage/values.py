"""Answers as typed JSON, as the entry table keeps them: `{"integer": 7}`, `{"coding": [system, code]}`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain import Answer, Coding


def to_json(values: Sequence[Answer]) -> list[dict[str, Any]]:
    """Each answer with the name of its type, in the order given."""
    return [_tagged(value) for value in values]


def from_json(stored: Sequence[dict[str, Any]]) -> tuple[Answer, ...]:
    """The answers that `to_json` wrote."""
    return tuple(_read(tag, value) for tagged in stored for tag, value in tagged.items())


def _tagged(value: Answer) -> dict[str, Any]:
    match value:
        case bool():  # before int: a bool is one
            return {"boolean": value}
        case int():
            return {"integer": value}
        case Decimal():
            return {"decimal": str(value)}
        case str():
            return {"string": value}
        case Coding(system, code):
            return {"coding": [system, code]}
        case date():
            return {"date": value.isoformat()}


def _read(tag: str, value: Any) -> Answer:
    match tag:
        case "boolean" | "integer" | "string":
            return value  # type: ignore[no-any-return]  # JSON's own types
        case "decimal":
            return Decimal(value)
        case "coding":
            return Coding(*value)
        case "date":
            return date.fromisoformat(value)
    raise ValueError(f"An answer of an unknown type is stored: {tag}.")
