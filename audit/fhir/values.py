"""An answer as FHIR's value[x]: of the type its item wants, options with their label, free text held back."""

from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from audit.fhir.absent import MASKED, absent_extension
from audit.fhir.naming import Node
from domain import Answer, Coding, Quantity
from questionnaires.instrument import Item, ItemKind


def masked(item: Item) -> Node:
    """The answer of an item whose words stay behind: it is there, and its value is not told."""
    return {f"_{_text_key(item)}": {"extension": [absent_extension(MASKED)]}}


def valued(item: Item, value: Answer, zone: tzinfo) -> Node:
    """One answer of an item. A moment without a zone is of `zone`."""
    match value:
        case bool():
            return {"valueBoolean": value}
        case int() | Decimal():
            return {"valueInteger" if item.kind is ItemKind.INTEGER else "valueDecimal": value}
        case str():
            return {_text_key(item): value}
        case Coding():
            return {"valueCoding": _coding(item, value)}
        case Quantity():
            return {"valueQuantity": _quantity(value)}
        case _:
            return _when(item, value, zone)


def _text_key(item: Item) -> str:
    return "valueUri" if item.kind is ItemKind.URL else "valueString"


def _coding(item: Item, coding: Coding) -> Node:
    """With the label that was tapped, where it is one of the options."""
    labels = [option.label for option in item.options if option.answer == coding]
    return _said(system=coding.system, code=coding.code, display=next(iter(labels), ""))


def _quantity(value: Quantity) -> Node:
    return {"value": value.value, **_said(unit=value.unit, system=value.system, code=value.code)}


def _said(**words: str) -> Node:
    """FHIR knows no empty text: what says nothing is left out."""
    return {key: word for key, word in words.items() if word}


def _when(item: Item, value: date | time, zone: tzinfo) -> Node:
    """Whole seconds. A dateTime may be a mere date, and has a zone as soon as it has a time."""
    match value:
        case datetime():
            return {"valueDateTime": instant(value, zone)}
        case time():
            return {"valueTime": value.isoformat(timespec="seconds")}
        case _:
            key = "valueDateTime" if item.kind is ItemKind.DATETIME else "valueDate"
            return {key: value.isoformat()}


def instant(value: datetime, zone: tzinfo) -> str:
    """A moment with the offset of the zone. One that has a zone of its own is told in this one."""
    there = value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return there.isoformat(timespec="seconds")
