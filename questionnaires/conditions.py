"""Reads enableWhen, and checks that every condition can be judged: known question, fitting answer."""

from decimal import Decimal
from typing import Any

from domain import Answer, Coding
from questionnaires.cursor import Place
from questionnaires.instrument import Condition, Item, ItemKind, Operator

_KEY_OF_KIND = {
    ItemKind.BOOLEAN: "answerBoolean",
    ItemKind.INTEGER: "answerInteger",
    ItemKind.CHOICE: "answerCoding",
    ItemKind.STRING: "answerString",
    ItemKind.TEXT: "answerString",
}
_ANSWER_KEYS = ("answerBoolean", "answerInteger", "answerCoding", "answerString")
_ORDERED = (Operator.GREATER, Operator.LESS, Operator.AT_LEAST, Operator.AT_MOST)


def read_conditions(place: Place) -> tuple[Condition, ...]:
    """The conditions of one item, in order; those that cannot be read are noted and left out."""
    return tuple(condition for row in place.rows("enableWhen") if (condition := _condition(row)))


def read_any_of(place: Place) -> bool:
    """Whether one condition is enough. Two conditions without a word on that are a fault: engines differ."""
    if "enableBehavior" in place.node:
        return place.word("enableBehavior", ("all", "any")) == "any"
    if len(place.rows("enableWhen")) > 1:
        place.fault("More than one condition needs enableBehavior: all or any.", "enableWhen")
    return False


def _condition(row: Place) -> Condition | None:
    row.only("question", "operator", *_ANSWER_KEYS)
    question = row.text("question")
    operator = row.word("operator", tuple(Operator))
    keys = [key for key in _ANSWER_KEYS if key in row.node]
    if len(keys) != 1:
        row.fault(f"Exactly one answer is wanted: one of {', '.join(_ANSWER_KEYS)}.")
        return None
    answer = _answer(row, keys[0])
    if not question or operator is None or answer is None:
        return None
    return Condition(question, Operator(operator), answer)


def _answer(row: Place, key: str) -> Answer | None:
    match key:
        case "answerBoolean":
            return row.flag(key)
        case "answerInteger":
            return row.whole(key)
        case "answerString":
            return row.text(key) or None
        case _:
            coding = row.one(key)
            return read_coding(coding) if coding else None


def read_coding(place: Place) -> Coding | None:
    """A choice: system and code, both texts (`display` is read elsewhere)."""
    place.only("system", "code", "display")
    system, code = place.text("system"), place.text("code")
    return Coding(system, code) if system and code else None


def check_conditions(place: Place, item: Item, known: dict[str, Item]) -> None:
    """Note each condition of the item that could never be judged."""
    for number, condition in enumerate(item.conditions):
        source = known.get(condition.question)
        sentence = "There is no such item." if source is None else _misfit(condition, source)
        if sentence:
            place.fault(f"'{condition.question}' {condition.operator}: {sentence}", f"enableWhen[{number}]")


def _misfit(condition: Condition, source: Item) -> str:
    """Why this condition cannot be judged on that question; empty when it can."""
    key = _KEY_OF_KIND.get(source.kind)
    if key is None:
        return "It is never answered."
    if condition.operator is Operator.EXISTS:
        return "" if isinstance(condition.answer, bool) else "exists goes with answerBoolean."
    if key != _key_of(condition.answer):
        return f"Its answers are compared with {key}."
    if condition.operator in _ORDERED and source.kind is not ItemKind.INTEGER:
        return "Only numbers are more or less."
    if source.kind is ItemKind.CHOICE and condition.answer not in {
        option.answer for option in source.options
    }:
        return "It has no such option."
    return ""


def _key_of(answer: Any) -> str:
    match answer:
        case bool():
            return "answerBoolean"
        case int() | Decimal():
            return "answerInteger"
        case str():
            return "answerString"
        case _:
            return "answerCoding"
