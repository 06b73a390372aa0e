"""What was answered so far as FHIR has it: a QuestionnaireResponse for the expressions of a form. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from domain import Answer, Coding, Quantity
from questionnaires.forms.nodes import Node
from questionnaires.instrument import Instrument, Item, ItemKind

Values = Mapping[str, tuple[Answer, ...]]


def response_of(instrument: Instrument, values: Values) -> Node:
    """The items that have a value, nested as in the form; occurrences go by the form's own link ids."""
    return {"resourceType": "QuestionnaireResponse", "item": list(_rows(instrument.items, values))}


def _rows(items: Iterable[Item], values: Values) -> Iterator[Node]:
    for item in items:
        if item.kind is ItemKind.DISPLAY or item.asks_for_more:
            continue
        name = {"linkId": item.origin or item.link_id}
        inside = list(_rows(item.children, values))
        if item.kind is ItemKind.GROUP:
            if inside:
                yield {**name, "item": inside}
            continue
        answers: list[Node] = [value_of(item, value) for value in values.get(item.link_id, ())]
        if answers and inside:
            answers[0] = {**answers[0], "item": inside}
        if answers:
            yield {**name, "answer": answers}


def value_of(item: Item, value: Answer) -> dict[str, Any]:
    """One answer as FHIR's value[x], of the type its item wants."""
    match value:
        case bool():
            return {"valueBoolean": value}
        case int() | Decimal():
            return {"valueInteger" if item.kind is ItemKind.INTEGER else "valueDecimal": value}
        case Coding(system, code):
            return {"valueCoding": {"system": system, "code": code}}
        case Quantity(number, unit, system, code):
            return {"valueQuantity": {"value": number, "unit": unit, "system": system, "code": code}}
        case _:
            return _of_words(item, value)


def _of_words(item: Item, value: str | date | time) -> dict[str, Any]:
    match value:
        case datetime():
            return {"valueDateTime": value.isoformat()}
        case date():
            return {"valueDateTime" if item.kind is ItemKind.DATETIME else "valueDate": value.isoformat()}
        case time():
            return {"valueTime": value.isoformat()}
        case words:
            return {text_key(item): words}


def text_key(item: Item) -> str:
    """Where the words of an answer of this item stand."""
    return "valueUri" if item.kind is ItemKind.URL else "valueString"
