"""What the expressions of a foreign form make of the answers: what is enabled, and what is calculated. Pure.

For display only: no score and no alert reads a value from here. Expressions take steps that are counted, so
that no form holds anybody up (`forms/evaluation.py`); their now is the moment of the latest entry.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from domain import Answer
from questionnaires.adopting.values import answer_at
from questionnaires.enablement import Values, is_inside
from questionnaires.forms.evaluation import Evaluation, judge
from questionnaires.forms.form import Form
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.responding import response_of

UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
"""What expressions take for now before anything was answered: nobody knows it from the log."""


def expressed(
    instrument: Instrument, form: Form, values: Values, on: frozenset[int], at: datetime | None
) -> tuple[Values, frozenset[int]]:
    """The values in force and what is enabled, once the expressions have been read."""
    found = _judged(instrument, form, frozenset(values.items()), at or UNKNOWN)
    enabled = set(found.enabled)
    still: set[int] = set()
    kept: dict[str, tuple[Answer, ...]] = {}
    for item in instrument.flat:
        if _is_on(item, enabled, on) and is_inside(item, instrument, kept, still):
            still.add(item.ordinal)
            given = values.get(item.link_id, ()) or _calculated(item, found.calculated)
            if given:
                kept[item.link_id] = given
    return kept, frozenset(still)


def _is_on(item: Item, enabled: set[str], on: frozenset[int]) -> bool:
    """What is asked over and over is opened by its own question, which no form knows."""
    if item.asks_for_more:
        is_first = item.link_id == f"{item.origin}~more"
        return item.ordinal in on and (item.origin in enabled or not is_first)
    named = (item.origin or item.link_id) in enabled
    return named and (item.ordinal in on or not item.is_often)


@lru_cache(maxsize=1024)  # every look at a conversation asks for the same few again
def _judged(
    instrument: Instrument, form: Form, values: frozenset[tuple[str, tuple[Answer, ...]]], at: datetime
) -> Evaluation:
    return judge(form, response_of(instrument, dict(values)), at)


def _calculated(item: Item, calculated: Mapping[str, Any]) -> tuple[Answer, ...]:
    """The calculated value of an item that is read only."""
    value = calculated.get(item.link_id)
    if value is None or not item.read_only:
        return ()
    found = [_as_answer(each, item.kind) for each in (value if isinstance(value, list) else [value])]
    return tuple(each for each in found if each is not None)


def _as_answer(value: Any, kind: ItemKind) -> Answer | None:
    if isinstance(value, Mapping):
        key = "valueCoding" if "code" in value and "value" not in value else "valueQuantity"
        return answer_at({key: value}, "value", kind)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return answer_at({"valueDecimal": value}, "value", kind)
    return str(value)
