"""FHIR values as answers: those of options, initial values, conditions and limits."""

from datetime import date, datetime, time
from decimal import Decimal

from domain import Answer, Coding, Quantity
from questionnaires.forms.nodes import Node, words
from questionnaires.forms.values import Moment, Value, read_value
from questionnaires.forms.values import Quantity as Measure
from questionnaires.instrument import ItemKind


def answer_at(node: Node, prefix: str, kind: ItemKind) -> Answer | None:
    """The value of `prefix`[x] as an answer to a question of this kind; none if it cannot be one."""
    value = read_value(node, prefix)
    if isinstance(value, Measure):
        return quantity(node[f"{prefix}Quantity"], value.number)
    return None if value is None else answer_of(value, kind)


def answer_of(value: Value, kind: ItemKind) -> Answer | None:
    """A value that was compared or given, as an answer to a question of this kind."""
    match value:
        case Moment(text=text):
            return _moment(text)
        case Decimal():
            return _number(value, kind)
        case Measure(number, unit):
            return Quantity(number, unit, "", unit)
        case bool() | str() | Coding():
            return value
    return None  # it is held back


def quantity(node: Node, number: Decimal) -> Quantity:
    """A quantity with its unit in words and code."""
    unit = words(node, "unit") or words(node, "code")
    return Quantity(number, unit, words(node, "system"), words(node, "code"))


def _number(value: Decimal, kind: ItemKind) -> Answer:
    whole = kind in (ItemKind.INTEGER, ItemKind.CHOICE, ItemKind.OPEN_CHOICE)
    return int(value) if whole and value == value.to_integral_value() else value


def _moment(text: str) -> Answer | None:
    """A time, a date, or both; none for a date without its day, which nobody can give by buttons."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text)
        return time.fromisoformat(text) if ":" in text else date.fromisoformat(text)
    except ValueError:
        return None
