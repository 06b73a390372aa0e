"""FHIRPath's conversions: toString() and its like, and whether they would give something."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from questionnaires.forms.fhirpath.elements import Element, Found, as_json, as_quantity, data_of, is_number
from questionnaires.forms.fhirpath.env import ExpressionFault, only
from questionnaires.forms.moments import Moment, read_moment
from questionnaires.forms.values import Quantity

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_QUANTITY = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:'([^']+)'|([a-zA-Z]+))?", re.ASCII)
_YES = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_NO = frozenset({"false", "f", "no", "n", "0", "0.0"})


def in_words(element: Element) -> str:
    """An element as text. Raises ExpressionFault for an object that is no quantity."""
    quantity = as_quantity(element)
    if quantity is not None:
        return f"{as_json(quantity.number)} '{quantity.unit}'"
    data = data_of(element)
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, (str, int, Decimal, Moment)):
        return str(as_json(data))
    raise ExpressionFault("an object has no text")


def _string(element: Element) -> Element | None:
    try:
        return in_words(element)
    except ExpressionFault:
        return None


def _boolean(element: Element) -> bool | None:
    word = element.lower() if isinstance(element, str) else str(as_json(element)).lower()
    return True if word in _YES else False if word in _NO else None


def _decimal(element: Element) -> Decimal | None:
    if isinstance(element, str):
        return Decimal(element) if _NUMBER.fullmatch(element) else None
    return Decimal(element) if isinstance(element, (int, Decimal)) else None


def _integer(element: Element) -> int | None:
    number = None if isinstance(element, str) and "." in element else _decimal(element)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _moment(kind: str, length: int | None) -> Callable[[Element], Element | None]:
    """Reads a moment of a kind; a date is the first part of a dateTime."""

    def convert(element: Element) -> Element | None:
        text = element.text if isinstance(element, Moment) else element
        moment = read_moment(text) if isinstance(text, str) else None
        return Moment(kind, moment.text[:length]) if moment is not None and moment.kind == kind else None

    return convert


def _quantity(element: Element) -> Quantity | None:
    if is_number(element) or isinstance(element, bool):
        return Quantity(Decimal(element), "1")
    if isinstance(element, str):
        found = _QUANTITY.fullmatch(element)
        return Quantity(Decimal(found[1]), found[2] or found[3] or "1") if found else None
    return as_quantity(element)


_CONVERSIONS: Mapping[str, Callable[[Element], Element | None]] = {
    "String": _string,
    "Boolean": _boolean,
    "Integer": _integer,
    "Decimal": _decimal,
    "Date": _moment("date", 10),
    "DateTime": _moment("date", None),
    "Time": _moment("time", None),
    "Quantity": _quantity,
}


def _to(convert: Callable[[Element], Element | None]) -> Callable[[Found], Found]:
    def run(focus: Found) -> Found:
        value = convert(only(focus)) if focus else None
        return [] if value is None else [value]

    return run


def _converts_to(convert: Callable[[Element], Element | None]) -> Callable[[Found], Found]:
    return lambda focus: [convert(only(focus)) is not None] if focus else []


CONVERSIONS: Mapping[str, Callable[..., Found]] = {
    **{f"to{name}": _to(convert) for name, convert in _CONVERSIONS.items()},
    **{f"convertsTo{name}": _converts_to(convert) for name, convert in _CONVERSIONS.items()},
}
