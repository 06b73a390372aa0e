"""Which items are enabled, by the rules of FHIR's enableWhen.

Codings are equal when system and code are. `!=` is true when no answer is equal, so also when unanswered;
the other comparisons are false when unanswered. An item is disabled with any of its ancestors, and a disabled
item counts as unanswered for whoever reads it. With several answers, one that satisfies the condition is
enough.
Source: HL7 FHIR R4, Questionnaire.item.enableWhen.
"""

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from domain import Answer
from questionnaires.instrument import Condition, Instrument, Item, Operator

Values = Mapping[str, tuple[Answer, ...]]

_ORDERED: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
}


def enabled(instrument: Instrument, values: Values) -> frozenset[int]:
    """Ordinals of the items that are enabled while `values` are in force."""
    return _enabled(instrument, frozenset((key, values[key]) for key in instrument.sources if key in values))


@lru_cache(maxsize=4096)  # the same few answers decide again at every tap
def _enabled(instrument: Instrument, given: frozenset[tuple[str, tuple[Answer, ...]]]) -> frozenset[int]:
    values = dict(given)
    on: set[int] = set()
    for item in instrument.order:
        if (item.parent is None or item.parent in on) and _allowed(item, instrument, values, on):
            on.add(item.ordinal)
    return frozenset(on)


def _allowed(item: Item, instrument: Instrument, values: Values, on: set[int]) -> bool:
    for condition in item.conditions:
        source = condition.question
        answers = values.get(source, ()) if instrument.places[source] in on else ()
        if holds(condition, answers) is item.any_of:
            return item.any_of
    return not (item.any_of and item.conditions)


def holds(condition: Condition, answers: tuple[Answer, ...]) -> bool:
    """Whether these answers of the condition's question satisfy it; empty means unanswered."""
    match condition.operator:
        case Operator.EXISTS:
            return bool(answers) is condition.answer
        case Operator.EQUAL:
            return condition.answer in answers
        case Operator.NOT_EQUAL:
            return condition.answer not in answers
        case ordered:
            compare = _ORDERED[ordered]
            return any(compare(answer, condition.answer) for answer in answers)
