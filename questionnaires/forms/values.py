"""Answers of any FHIR type as comparable values, and the comparisons that enableWhen makes.

Two values that cannot be compared (different kinds, other units, dates of other precision that agree so far)
are neither equal nor more nor less. Codings are equal when system and code are.
Source: HL7 FHIR R4, Questionnaire.item.enableWhen and the primitive types.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from domain import Coding
from questionnaires.forms.moments import Moment, compare_moments
from questionnaires.forms.nodes import rows, words

__all__ = ["Moment", "Quantity", "Value", "compare", "equal", "read_value"]


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


_MOST_DIGITS = 300
"""A number with more (1e9999999) is none that anybody means, and would take for ever to write out."""


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None


def _date(raw: Any) -> Moment | None:
    # YAML reads a date that is not quoted as a date.
    text = raw.isoformat() if isinstance(raw, date) else raw
    return Moment("date", text) if isinstance(text, str) else None


def _time(raw: Any) -> Moment | None:
    return Moment("time", raw) if isinstance(raw, str) else None


def _coding(raw: Any) -> Coding | str | None:
    """A coding; one without a code is what its words say, as some programs write an answer of one's own."""
    if not isinstance(raw, Mapping):
        return None
    code = words(raw, "code")
    return Coding(words(raw, "system"), code) if code else words(raw, "display") or None


def _concept(raw: Any) -> Coding | str | None:
    """The first coding of a CodeableConcept, else its words."""
    if not isinstance(raw, Mapping):
        return None
    codings = (_coding(row) for row in rows(raw, "coding"))
    return next((each for each in codings if each is not None), words(raw, "text") or None)


def _quantity(raw: Any) -> Quantity | None:
    number = _number(raw.get("value")) if isinstance(raw, Mapping) else None
    return None if number is None else Quantity(number, words(raw, "code") or words(raw, "unit"))


def _reference(raw: Any) -> str | None:
    """What a reference points to. One that only describes it is an answer all the same."""
    if not isinstance(raw, Mapping):
        return None
    return words(raw, "reference") or words(raw, "display") or (str(dict(raw)) if raw else None)


def _attachment(raw: Any) -> str | None:
    if not isinstance(raw, Mapping):
        return None
    return words(raw, "url") or words(raw, "title") or (str(dict(raw)) if raw else None)


_READERS: Mapping[str, Callable[[Any], Value | None]] = {
    "Boolean": _flag,
    **dict.fromkeys(("Integer", "Decimal", "PositiveInt", "UnsignedInt", "Integer64"), _number),
    **dict.fromkeys(("String", "Uri", "Url", "Canonical", "Code", "Markdown", "Id"), _text),
    **dict.fromkeys(("Date", "DateTime", "Instant"), _date),
    "Time": _time,
    "Coding": _coding,
    "CodeableConcept": _concept,
    "Quantity": _quantity,
    "Reference": _reference,
    "Attachment": _attachment,
}
"""More types than an answer may have: some programs write `valueCode` where `valueString` belongs."""


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
        case Moment(), Moment():
            return compare_moments(one, other)
        case str(), str():
            return _sign(one, other)
        case _:
            return None


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)
