"""What FHIRPath sees: plain values, moments, quantities, and objects that remember which type they are of.

A FHIR file writes the type of a value into the name of its key (`valueDate`); an expression asks for `value`.
So a value takes its type along when it is reached: a date is no text, a decimal no integer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from questionnaires.forms.moments import Moment
from questionnaires.forms.nodes import Node
from questionnaires.forms.values import Quantity

Element = Any
"""bool, int, Decimal, str, Moment, Quantity, Complex, or an object of a file."""
Found = list[Element]

_UCUM = "http://unitsofmeasure.org"
_DECIMALS = frozenset({"Decimal"})
_DATES = frozenset({"Date", "DateTime", "Instant"})
_TEXTS = frozenset(
    {"String", "Uri", "Url", "Code", "Markdown", "Id", "Canonical", "Oid", "Uuid", "Base64Binary"}
)
_OBJECTS = frozenset(
    {"Coding", "Quantity", "Reference", "Attachment", "CodeableConcept", "Period", "Range", "Ratio"}
    | {
        "Identifier",
        "HumanName",
        "Address",
        "ContactPoint",
        "Money",
        "Age",
        "Duration",
        "Expression",
        "Annotation",
    }
)
_WHOLE = frozenset({"Boolean", "Integer", "PositiveInt", "UnsignedInt", "Time"})
_SUFFIXES = _DECIMALS | _DATES | _TEXTS | _OBJECTS | _WHOLE
_QUANTITIES = frozenset({"Quantity", "Age", "Duration", "Money"})


@dataclass(frozen=True, slots=True)
class Complex:
    """An object whose type is known from the key it stood under."""

    data: Node
    kind: str


def data_of(element: Element) -> Element:
    return element.data if type(element) is Complex else element


def member(element: Element, name: str) -> Found:
    """What an element holds under a name; `value` finds `valueInteger`, too."""
    if type(element) is Quantity:
        return [element.number] if name == "value" else [element.unit] if name in ("unit", "code") else []
    data = data_of(element)
    if type(data) is not dict and not isinstance(data, Mapping):
        return []
    if name in data:
        return _typed(data[name], _suffix(name))
    for key in data:
        if isinstance(key, str) and key.startswith(name) and key[len(name) :] in _SUFFIXES:
            return _typed(data[key], key[len(name) :])
    return []


def children(element: Element) -> Iterator[Element]:
    """Everything directly below an element."""
    data = data_of(element)
    if isinstance(data, Mapping):
        for key in data:
            if isinstance(key, str) and not key.startswith("_"):
                yield from _typed(data[key], _suffix(key))


def _suffix(key: str) -> str:
    """The type at the end of a key: `valueDate` is a Date."""
    return key[5:] if key.startswith("value") else ""


def _typed(raw: Any, suffix: str) -> Found:
    if type(raw) is str and not suffix:  # the most frequent by far
        return [raw]
    if isinstance(raw, list):
        if not suffix and all(type(one) is dict for one in raw):
            return raw
        return [each for one in raw for each in _typed(one, suffix)]
    if raw is None:
        return []
    if isinstance(raw, Mapping):
        return [Complex(raw, suffix) if suffix in _OBJECTS else raw]
    return [_plain(raw, suffix)]


def _plain(raw: Any, suffix: str) -> Element:
    if isinstance(raw, float) or (suffix in _DECIMALS and type(raw) is int):
        return Decimal(str(raw))
    if isinstance(raw, date):  # YAML reads a date that is not quoted as a date
        return Moment("date", raw.isoformat())
    if isinstance(raw, str) and suffix in _DATES:
        return Moment("date", raw)
    if isinstance(raw, str) and suffix == "Time":
        return Moment("time", raw)
    return raw


def as_quantity(element: Element) -> Quantity | None:
    """The quantity an element is: one of an expression, or an object of a file with a number and a unit."""
    if type(element) is Quantity:
        return element
    if type(element) is Complex and element.kind in _QUANTITIES:
        number = element.data.get("value")
        if isinstance(number, (int, float, Decimal)) and not isinstance(number, bool):
            unit = element.data.get("code") or element.data.get("unit") or ""
            return Quantity(Decimal(str(number)), str(unit))
    return None


def is_number(element: Element) -> bool:
    return isinstance(element, (int, Decimal)) and not isinstance(element, bool)


def kinds_of(element: Element) -> frozenset[str]:
    """The names, in small letters, of the types an element may be said to be of."""
    if type(element) is Complex:
        return frozenset({element.kind.lower(), "element"})
    if isinstance(element, Moment):
        names = {"time"} if element.kind == "time" else {"datetime", "instant"}
        return frozenset(names if "T" in element.text or element.kind == "time" else {"date"})
    if isinstance(element, Mapping):
        return frozenset({str(element.get("resourceType", "BackboneElement")).lower(), "element"})
    return _KINDS.get(type(element), frozenset())


_KINDS: Mapping[type, frozenset[str]] = {
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "positiveint", "unsignedint"}),
    Decimal: frozenset({"decimal"}),
    str: frozenset(name.lower() for name in _TEXTS),
    Quantity: frozenset({"quantity"}),
}


def as_json(element: Element) -> Any:
    """An element as FHIR's JSON has it; a number without a fraction is a whole one."""
    element = data_of(element)
    if isinstance(element, Decimal):
        return _number(element)
    if isinstance(element, Moment):
        return element.text
    if isinstance(element, Quantity):
        unit = {"unit": element.unit, "system": _UCUM, "code": element.unit} if element.unit else {}
        return {"value": _number(element.number), **unit}
    return element


def _number(number: Decimal) -> Any:
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() else float(number)
