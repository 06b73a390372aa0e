"""An answer as FHIR's value[x] for others to read: options with their label, moments with their zone.

What needs neither is as the expressions of a form have it (`questionnaires/responding.py`). Free text is held
back.
"""

from datetime import datetime, time, tzinfo

from audit.fhir.absent import MASKED, absent_extension
from audit.fhir.naming import Node
from domain import Answer, Coding, Quantity
from questionnaires.instrument import Item
from questionnaires.responding import text_key, value_of


def masked(item: Item) -> Node:
    """The answer of an item whose words stay behind: it is there, and its value is not told."""
    return {f"_{text_key(item)}": {"extension": [absent_extension(MASKED)]}}


def valued(item: Item, value: Answer, zone: tzinfo) -> Node:
    """One answer of an item, in whole seconds. A moment without a zone is of `zone`.

    A dateTime may be a mere date, and has a zone as soon as it has a time.
    """
    match value:
        case Coding():
            return {"valueCoding": _coding(item, value)}
        case Quantity():
            return {"valueQuantity": _quantity(value)}
        case datetime():
            return {"valueDateTime": instant(value, zone)}
        case time():
            return {"valueTime": value.isoformat(timespec="seconds")}
        case _:
            return value_of(item, value)


def _coding(item: Item, coding: Coding) -> Node:
    """With the label that was tapped, where it is one of the options."""
    labels = [option.label for option in item.options if option.answer == coding]
    return _said(system=coding.system, code=coding.code, display=next(iter(labels), ""))


def _quantity(value: Quantity) -> Node:
    return {"value": value.value, **_said(unit=value.unit, system=value.system, code=value.code)}


def _said(**words: str) -> Node:
    """FHIR knows no empty text: what says nothing is left out."""
    return {key: word for key, word in words.items() if word}


def instant(value: datetime, zone: tzinfo) -> str:
    """A moment with the offset of the zone. One that has a zone of its own is told in this one."""
    there = value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return there.isoformat(timespec="seconds")
