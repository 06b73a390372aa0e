"""Whether elements are equal, equivalent, more or less, as FHIRPath has it: often nobody can say."""

import json
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from questionnaires.forms.fhirpath.elements import Element, Found, as_quantity, data_of, is_number
from questionnaires.forms.fhirpath.env import ExpressionFault, only
from questionnaires.forms.moments import Moment, compare_moments, read_moment
from questionnaires.forms.nodes import is_small
from questionnaires.forms.values import Quantity

_LARGEST = 2_000
_UNITS = {
    **{f"{word}s": word for word in ("year", "month", "week", "day", "hour", "minute", "second")},
    **{"a": "year", "mo": "month", "wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second"},
    "1": "",
}


def unit_of(quantity: Quantity) -> str:
    """The unit under one name: `years`, `year` and `a` are the same."""
    return _UNITS.get(quantity.unit, quantity.unit)


def same(one: Element, other: Element) -> bool | None:
    """Whether two elements are equal; none if nobody can say."""
    if type(one) is str and type(other) is str:  # the most frequent by far
        return one == other
    quantities = as_quantity(one), as_quantity(other)
    if quantities[0] is not None and quantities[1] is not None:
        return _order_of_quantities(quantities[0], quantities[1]) == 0
    one, other = _alike(data_of(one), data_of(other))
    if isinstance(one, Moment) and isinstance(other, Moment):
        sign = compare_moments(one, other)
        return None if sign is None else sign == 0
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _alike(one: Element, other: Element) -> tuple[Element, Element]:
    """A text beside a moment is read as a moment, if it is one."""
    if isinstance(one, Moment) and isinstance(other, str):
        return one, read_moment(other) or other
    if isinstance(one, str) and isinstance(other, Moment):
        return read_moment(one) or one, other
    return one, other


def equal(left: Found, right: Found) -> Found:
    if not left or not right:
        return []
    if len(left) != len(right):
        return [False]
    judged = [same(one, other) for one, other in zip(left, right, strict=True)]
    if False in judged:
        return [False]
    return [] if None in judged else [True]


def alike(one: Element, other: Element) -> bool:
    """FHIRPath's ~ of two elements: small letters, blanks and further decimals do not matter."""
    one, other = (one if as_quantity(one) else data_of(one) for one in (one, other))
    if isinstance(one, str) and isinstance(other, str):
        return one.lower().split() == other.lower().split()
    if is_number(one) and is_number(other):
        places = min(_places(one), _places(other))
        return _rounded(one, places) == _rounded(other, places)
    if isinstance(one, Mapping) and isinstance(other, Mapping) and "code" in one and "code" in other:
        return (one.get("system"), one["code"]) == (other.get("system"), other["code"])
    return same(one, other) is True


def _places(number: Element) -> int:
    exponent = Decimal(number).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _rounded(number: Element, places: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def equivalent(left: Found, right: Found) -> Found:
    """In any order; nothing is equivalent to nothing."""
    rest = list(right)
    for one in left:
        place = next((at for at, other in enumerate(rest) if alike(one, other)), None)
        if place is None:
            return [False]
        del rest[place]
    return [not rest]


def order(one: Element, other: Element) -> int | None:
    """-1, 0 or 1; none if nobody can say. Raises ExpressionFault for what is never compared."""
    quantities = _quantity_beside(one, other), _quantity_beside(other, one)
    if quantities[0] is not None and quantities[1] is not None:
        return _order_of_quantities(quantities[0], quantities[1])
    one, other = _alike(data_of(one), data_of(other))
    if isinstance(one, Moment) and isinstance(other, Moment):
        return compare_moments(one, other)
    if (is_number(one) and is_number(other)) or (isinstance(one, str) and isinstance(other, str)):
        return int(one > other) - int(one < other)
    raise ExpressionFault("what is compared is not of one kind")


def _quantity_beside(one: Element, other: Element) -> Quantity | None:
    """A number beside a quantity is a quantity without a unit."""
    if is_number(one) and as_quantity(other) is not None:
        return Quantity(Decimal(one), "")
    return as_quantity(one)


def _order_of_quantities(one: Quantity, other: Quantity) -> int | None:
    if unit_of(one) != unit_of(other):
        return None
    return int(one.number > other.number) - int(one.number < other.number)


def ordered(holds: Callable[[int], bool]) -> Callable[[Found, Found], Found]:
    """An operator like `<`, of one value on each side."""

    def operate(left: Found, right: Found) -> Found:
        if not left or not right:
            return []
        sign = order(only(left), only(right))
        return [] if sign is None else [holds(sign)]

    return operate


def mark(element: Element) -> object:
    """Something hashable that is the same for equal elements, to find doubles quickly."""
    quantity = as_quantity(element)
    if quantity is not None:
        return ("quantity", quantity.number, unit_of(quantity))
    data = data_of(element)
    if isinstance(data, Mapping):
        if not is_small(data, _LARGEST):
            raise ExpressionFault("an object is too large to be compared")
        return json.dumps(data, sort_keys=True, default=str)
    return (isinstance(data, bool), data)


def has(place: Found, element: Element) -> bool:
    return any(same(each, element) for each in place)
