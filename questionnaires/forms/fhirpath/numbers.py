"""FHIRPath's functions of numbers, and sums over several. A half is rounded away from zero.

The sum, least, most or mean of nothing is nothing, never 0: "not answered" is no "no symptoms".
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal, DecimalException

from questionnaires.forms.fhirpath.comparing import order
from questionnaires.forms.fhirpath.elements import Element, Found, as_quantity, is_number
from questionnaires.forms.fhirpath.env import ExpressionFault, only
from questionnaires.forms.fhirpath.operators import LARGEST, OPERATORS
from questionnaires.forms.values import Quantity

Function = Callable[..., Found]


def _of_number(work: Callable[..., Element]) -> Function:
    """A function of one number, and of numbers: nothing for what has no result."""

    def run(focus: Found, *given: Found) -> Found:
        if not focus or not all(given):
            return []
        try:
            value = work(*(_decimal(only(each)) for each in (focus, *given)))
        except (DecimalException, ValueError, OverflowError):
            return []
        return [value] if abs(value) < LARGEST else []

    return run


def _decimal(element: Element) -> Decimal:
    if not is_number(element):
        raise ExpressionFault("a number is wanted")
    return Decimal(element)


def _to_whole(rounding: str) -> Callable[[Decimal], int]:
    return lambda number: int(number.to_integral_value(rounding))


def _round(number: Decimal, places: Decimal = Decimal(0)) -> Decimal | int:
    rounded = number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return rounded if places else int(rounded)


def _abs(focus: Found) -> Found:
    one = only(focus) if focus else Decimal(0)
    quantity = as_quantity(one)
    if quantity is not None:
        return [Quantity(abs(quantity.number), quantity.unit)]
    return [abs(one) if isinstance(one, int) else abs(_decimal(one))] if focus else []


def _folded(word: str) -> Function:
    """All elements taken together by an operator, two by two."""

    def run(focus: Found) -> Found:
        total = focus[:1]
        for each in focus[1:]:
            total = OPERATORS[word](total, [each])
        return total

    return run


def _most(sign: int) -> Function:
    def run(focus: Found) -> Found:
        best = focus[:1]
        for each in focus[1:]:
            best = [each] if order(each, best[0]) == sign else best
        return best

    return run


def _mean(focus: Found) -> Found:
    return OPERATORS["/"](_folded("+")(focus), [len(focus)]) if focus else []


NUMBERS: Mapping[str, Function] = {
    "abs": _abs,
    "ceiling": _of_number(_to_whole(ROUND_CEILING)),
    "floor": _of_number(_to_whole(ROUND_FLOOR)),
    "truncate": _of_number(_to_whole(ROUND_DOWN)),
    "round": _of_number(_round),
    "exp": _of_number(Decimal.exp),
    "ln": _of_number(Decimal.ln),
    "log": _of_number(lambda number, base: (number.ln() / base.ln()).quantize(Decimal("1e-15")).normalize()),
    "power": _of_number(lambda number, exponent: number**exponent),
    "sqrt": _of_number(Decimal.sqrt),
    "sum": _folded("+"),
    "avg": _mean,
    "min": _most(-1),
    "max": _most(1),
}
