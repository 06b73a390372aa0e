"""Which items are enabled, by the rules of FHIR's enableWhen.

Codings are equal when system and code are. `!=` is true when no answer is equal, so also when unanswered;
the other comparisons are false when unanswered. An item is disabled with any of its ancestors, and a disabled
item counts as unanswered for whoever reads it. With several answers, one that satisfies the condition is
enough. What stands inside a question is asked once that question is answered.
Source: HL7 FHIR R4, Questionnaire.item.enableWhen.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime, time
from decimal import Decimal

from domain import Answer, Coding, Quantity
from questionnaires.forms.values import Moment, Value, compare, equal
from questionnaires.forms.values import Quantity as Measure
from questionnaires.instrument import Condition, Instrument, Item, ItemKind, Operator

Values = Mapping[str, tuple[Answer, ...]]

_ORDERED: Mapping[Operator, Callable[[int], bool]] = {
    Operator.GREATER: lambda sign: sign > 0,
    Operator.LESS: lambda sign: sign < 0,
    Operator.AT_LEAST: lambda sign: sign >= 0,
    Operator.AT_MOST: lambda sign: sign <= 0,
}


def enabled(instrument: Instrument, values: Values) -> frozenset[int]:
    """Ordinals of the items that are enabled while `values` are in force."""
    on: set[int] = set()
    judge(instrument, instrument.order, values, on)
    return frozenset(on)


def judge(instrument: Instrument, items: Iterable[Item], values: Values, on: set[int]) -> set[int]:
    """Judge these items anew, each after whatever it hangs on; `on` changes. Gives those disabled by it."""
    gone: set[int] = set()
    for item in items:
        if is_inside(item, instrument, values, on) and _allowed(item, instrument, values, on):
            on.add(item.ordinal)
        elif item.ordinal in on:
            on.discard(item.ordinal)
            gone.add(item.ordinal)
    return gone


def is_inside(item: Item, instrument: Instrument, values: Values, on: Set[int]) -> bool:
    """Whether everything around the item is enabled, and a question around it answered."""
    if item.parent is None:
        return True
    around = instrument.flat[item.parent]
    waits = around.kind is not ItemKind.GROUP and item.kind is not ItemKind.DISPLAY
    return item.parent in on and (not waits or around.link_id in values)


def _allowed(item: Item, instrument: Instrument, values: Values, on: set[int]) -> bool:
    for condition in item.conditions:
        answers = _read(condition, instrument, values, on)
        if holds(condition, answers) is item.any_of:
            return item.any_of
    return not (item.any_of and item.conditions)


def _read(condition: Condition, instrument: Instrument, values: Values, on: set[int]) -> tuple[Answer, ...]:
    """The answers a condition reads; those of disabled items do not count."""
    known = [name for name in condition.reads if instrument.places.get(name) in on]
    if len(known) == 1:
        return values.get(known[0], ())
    return tuple(answer for name in known for answer in values.get(name, ()))


def holds(condition: Condition, answers: tuple[Answer, ...]) -> bool:
    """Whether these answers of the condition's question satisfy it; empty means unanswered."""
    wanted = condition.answer
    match condition.operator:
        case Operator.EXISTS:
            return bool(answers) is wanted
        case Operator.EQUAL:
            return any(_same(answer, wanted) for answer in answers)
        case Operator.NOT_EQUAL:
            return not any(_same(answer, wanted) for answer in answers)
        case ordered:
            signs = [compare(_comparable(answer), _comparable(wanted)) for answer in answers]
            return any(sign is not None and _ORDERED[ordered](sign) for sign in signs)


def _same(answer: Answer, wanted: Answer) -> bool:
    if type(answer) is type(wanted) and (answer == wanted or isinstance(answer, (bool, str, Coding))):
        return answer == wanted
    return equal(_comparable(answer), _comparable(wanted))


def _comparable(answer: Answer) -> Value:
    """An answer as the comparisons of forms take it."""
    match answer:
        case bool() | str():
            return answer
        case int() | Decimal():
            return Decimal(answer)
        case datetime() | date():
            return Moment("date", answer.isoformat())
        case time():
            return Moment("time", answer.isoformat())
        case Quantity(number, unit, _, code):
            return Measure(number, code or unit)
        case coding:
            return coding
