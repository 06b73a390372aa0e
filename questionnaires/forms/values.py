"""Answers of any FHIR type as comparable values, and the comparisons that enableWhen makes.

Two values that cannot be compared (different kinds, other units, dates of other precision that agree so far)
are neither equal nor more nor less. Codings are equal when system and code are.
Source: HL7 FHIR R4, Questionnaire.item.enableWhen and the primitive types.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from domain import Coding


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, dateTime or time as written. `kind` tells a time of day from a date."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a unit; `unit` is the code if there is one, else the unit's words."""

    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Untold:
    """A value that is held back: it is there, and nobody can compare it."""


Value = bool | Decimal | str | Coding | Moment | Quantity | Untold


def read_value(node: Mapping[str, Any], prefix: str) -> Value | None:
    """The value of `prefix`[x] in a node ("value", "answer"); none if there is none that can be read.

    An answer that has extensions in place of its value (`_valueString`, say) counts as one that is not told.
    """
    for key, raw in node.items():
        reader = _READERS.get(key.removeprefix(prefix)) if key.startswith(prefix) else None
        value = None if reader is None else reader(raw)
        if value is not None:
            return value
    return Untold() if prefix == "value" and _is_untold(node) else None


def _is_untold(node: Mapping[str, Any]) -> bool:
    held_back = (raw for key, raw in node.items() if str(key).startswith("_value"))
    return any(isinstance(raw, Mapping) and raw.get("extension") for raw in held_back)


def _flag(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _text(raw: Any) -> str | None:
    return raw if isinstance(raw, str) else None


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(raw: Any) -> Moment | None:
    # YAML reads a date that is not quoted as a date.
    text = raw.isoformat() if isinstance(raw, date) else raw
    return Moment("date", text) if isinstance(text, str) else None


def _time(raw: Any) -> Moment | None:
    return Moment("time", raw) if isinstance(raw, str) else None


def _coding(raw: Any) -> Coding | None:
    return Coding(_word(raw, "system"), _word(raw, "code")) if isinstance(raw, Mapping) else None


def _quantity(raw: Any) -> Quantity | None:
    number = _number(raw.get("value")) if isinstance(raw, Mapping) else None
    return None if number is None else Quantity(number, _word(raw, "code") or _word(raw, "unit"))


def _reference(raw: Any) -> str | None:
    return _word(raw, "reference") or _word(raw, "display") if isinstance(raw, Mapping) else None


def _attachment(raw: Any) -> str | None:
    return _word(raw, "url") or _word(raw, "title") if isinstance(raw, Mapping) else None


def _word(raw: Mapping[str, Any], key: str) -> str:
    return str(raw.get(key) or "")


_READERS: Mapping[str, Callable[[Any], Value | None]] = {
    "Boolean": _flag,
    "Integer": _number,
    "Decimal": _number,
    "String": _text,
    "Uri": _text,
    "Date": _date,
    "DateTime": _date,
    "Time": _time,
    "Coding": _coding,
    "Quantity": _quantity,
    "Reference": _reference,
    "Attachment": _attachment,
}


def equal(one: Value, other: Value) -> bool:
    """Whether two values are the same."""
    if isinstance(one, Moment) and isinstance(other, Moment):
        return compare(one, other) == 0
    return type(one) is type(other) and one == other


def compare(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as the one is less than, the same as or more than the other; none if nobody can say."""
    match one, other:
        case Decimal(), Decimal():
            return _sign(one, other)
        case Quantity(), Quantity() if one.unit == other.unit:
            return _sign(one.number, other.number)
        case Moment(), Moment() if one.kind == other.kind:
            return _moments(one.text, other.text)
        case str(), str():
            return _sign(one, other)
        case _:
            return None


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


def _moments(one: str, other: str) -> int | None:
    """Instants with a zone by their instant, everything else as far as both are precise."""
    instants = _instant(one), _instant(other)
    if instants[0] is not None and instants[1] is not None:
        return _sign(*instants)
    shared = min(len(one), len(other))
    sign = _sign(one[:shared], other[:shared])
    return sign if sign or len(one) == len(other) else None


def _instant(text: str) -> datetime | None:
    if "T" not in text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None
