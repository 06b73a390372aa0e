"""FHIRPath's operators between two collections: sums, comparisons, yes and no, sets."""

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException

from questionnaires.forms.fhirpath.comparing import equal, equivalent, has, mark, ordered, unit_of
from questionnaires.forms.fhirpath.converting import in_words
from questionnaires.forms.fhirpath.elements import Element, Found, as_quantity, data_of, is_number
from questionnaires.forms.fhirpath.env import ExpressionFault, only, short, truth
from questionnaires.forms.moments import Moment, add, read_moment
from questionnaires.forms.values import Quantity

Operator = Callable[[Found, Found], Found]
LARGEST = 10**40


def _of_two(work: Callable[[Element, Element], Found]) -> Operator:
    """An operator of one value on each side; nothing comes of nothing."""

    def operate(left: Found, right: Found) -> Found:
        if not left or not right:
            return []
        try:
            return work(only(left), only(right))
        except DecimalException:
            raise ExpressionFault("a number is out of reach") from None

    return operate


def _number(number: Element) -> Found:
    if abs(number) > LARGEST:
        raise ExpressionFault("a number grows too large")
    return [number]


def _plus(one: Element, other: Element) -> Found:
    if is_number(one) and is_number(other):
        return _number(one + other)
    quantity = as_quantity(other)
    if quantity is not None:
        return _later(one, quantity)
    one, other = data_of(one), data_of(other)
    if isinstance(one, str) and isinstance(other, str):
        return [short(one + other)]
    raise ExpressionFault("these cannot be added")


def _later(one: Element, span: Quantity) -> Found:
    """A moment and a span of time, or two quantities of one unit."""
    first = as_quantity(one)
    if first is not None:
        return [Quantity(first.number + span.number, first.unit)] if unit_of(first) == unit_of(span) else []
    moment = read_moment(one) if isinstance(one, str) else one
    if not isinstance(moment, Moment):
        raise ExpressionFault("these cannot be added")
    moved = add(moment, span.number, unit_of(span))
    return [] if moved is None else [moved]


def _minus(one: Element, other: Element) -> Found:
    if is_number(one) and is_number(other):
        return _number(one - other)
    quantity = as_quantity(other)
    if quantity is None:
        raise ExpressionFault("these cannot be subtracted")
    return _later(one, Quantity(-quantity.number, quantity.unit))


def _times(one: Element, other: Element) -> Found:
    if is_number(one) and is_number(other):
        return _number(one * other)
    for quantity, number in ((as_quantity(one), other), (as_quantity(other), one)):
        if quantity is not None and is_number(number):
            return [Quantity(quantity.number * number, quantity.unit)]
    raise ExpressionFault("these cannot be multiplied")


def _by(one: Element, other: Element) -> Found:
    first, second = as_quantity(one), as_quantity(other)
    if second is not None and second.number and first is not None and unit_of(first) == unit_of(second):
        return [first.number / second.number]
    divisor = _divisor(other)
    if divisor is None:
        return []
    return [Quantity(first.number / divisor, first.unit)] if first else [_numeric(one) / divisor]


def _whole_by(one: Element, other: Element) -> Found:
    divisor = _divisor(other)
    return [] if divisor is None else [int(_numeric(one) / divisor)]


def _rest(one: Element, other: Element) -> Found:
    divisor = _divisor(other)
    if divisor is None:
        return []
    rest = _numeric(one) % divisor
    return [int(rest)] if isinstance(one, int) and isinstance(other, int) else [rest]


def _numeric(element: Element) -> Decimal:
    if not is_number(element):
        raise ExpressionFault("a number is wanted")
    return Decimal(element)


def _divisor(element: Element) -> Decimal | None:
    """A number to divide by; none for 0, for which there is no result."""
    return _numeric(element) or None


def _joined(left: Found, right: Found) -> Found:
    parts = [in_words(only(each)) if each else "" for each in (left, right)]
    return [short("".join(parts))]


def _and(left: Found, right: Found) -> Found:
    judged = truth(left), truth(right)
    if False in judged:
        return [False]
    return [] if None in judged else [True]


def _or(left: Found, right: Found) -> Found:
    judged = truth(left), truth(right)
    if True in judged:
        return [True]
    return [] if None in judged else [False]


def _xor(left: Found, right: Found) -> Found:
    one, other = truth(left), truth(right)
    return [] if one is None or other is None else [one is not other]


def _implies(left: Found, right: Found) -> Found:
    one = truth(left)
    return _or([] if one is None else [not one], right)


def _not(operator: Operator) -> Operator:
    return lambda left, right: [not each for each in operator(left, right)]


def _in(left: Found, right: Found) -> Found:
    return [has(right, only(left))] if left else []


def union(left: Found, right: Found) -> Found:
    """Each element once, in order."""
    return list({mark(each): each for each in reversed((*left, *right))}.values())[::-1]


OPERATORS: Mapping[str, Operator] = {
    "+": _of_two(_plus),
    "-": _of_two(_minus),
    "*": _of_two(_times),
    "/": _of_two(_by),
    "div": _of_two(_whole_by),
    "mod": _of_two(_rest),
    "&": _joined,
    "=": equal,
    "!=": _not(equal),
    "~": equivalent,
    "!~": _not(equivalent),
    "<": ordered(lambda sign: sign < 0),
    ">": ordered(lambda sign: sign > 0),
    "<=": ordered(lambda sign: sign <= 0),
    ">=": ordered(lambda sign: sign >= 0),
    "and": _and,
    "or": _or,
    "xor": _xor,
    "implies": _implies,
    "in": _in,
    "contains": lambda left, right: _in(right, left),
    "|": union,
}
