"""Reads a FHIR R4 Questionnaire (a mapping) into a frozen Instrument, or lists all that is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import count
from types import MappingProxyType
from typing import Any

from questionnaires.conditions import check_conditions
from questionnaires.cursor import Place
from questionnaires.extensions import OF_INSTRUMENT, extensions
from questionnaires.faults import Found, InstrumentFaults
from questionnaires.fhir_items import read_items
from questionnaires.instrument import Advance, Instrument, Item, ItemKind

_KEYS = (
    "resourceType", "id", "url", "version", "name", "title", "status", "date", "publisher", "description",
    "purpose", "copyright", "subjectType", "language", "extension", "item",
)  # fmt: skip
_THREE_NUMBERS = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")


def read(resource: Mapping[str, Any], checksum: str) -> Instrument:
    """The instrument that this resource describes. Raises InstrumentFaults with every fault found."""
    found: Found = []
    place = Place(resource, "", found)
    place.only(*_KEYS)
    place.word("resourceType", ("Questionnaire",))
    items = tuple(read_items(place, count()))
    flat = tuple(_flattened(items))
    if not items:
        place.fault("There is nothing to ask.", "item")
    _check_links(place, flat)
    order = _order(place, flat)
    instrument = _assembled(place, checksum, items, flat, order)
    if found:
        raise InstrumentFaults(found)
    return instrument


def _assembled(
    place: Place, checksum: str, items: tuple[Item, ...], flat: tuple[Item, ...], order: tuple[Item, ...]
) -> Instrument:
    notes = extensions(place, OF_INSTRUMENT)
    return Instrument(
        id=place.text("id"),
        version=_version(place),
        url=place.text("url"),
        title=place.text("title"),
        minutes=_minutes(place, notes),
        checksum=checksum,
        languages=(place.text("language"),),
        items=items,
        flat=flat,
        order=order,
        questions=tuple(item for item in flat if item.is_question),
        places=MappingProxyType({item.link_id: item.ordinal for item in flat}),
        sources=frozenset(condition.question for item in flat for condition in item.conditions),
        advice=_advice(flat),
        advance=Advance(notes.get("advance") or Advance.AUTO),
        copyright=place.text("copyright", needed=False),
    )


def _version(place: Place) -> str:
    version = place.text("version")
    if version and not _THREE_NUMBERS.fullmatch(version):
        place.fault("A version is three numbers, such as 1.0.0.", "version")
    return version


def _minutes(place: Place, notes: Mapping[str, Any]) -> int:
    minutes = notes.get("minutes")
    if not isinstance(minutes, int) or minutes < 1:
        place.fault("The extension urn:tmr-followup:minutes says how long it takes, at least 1.", "extension")
        return 0
    return minutes


def _flattened(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _flattened(item.children)


def _check_links(place: Place, flat: tuple[Item, ...]) -> None:
    """Note every link id that stands twice, and every condition that cannot be judged."""
    known: dict[str, Item] = {}
    for item in flat:
        if item.link_id and item.link_id in known:
            place.fault("This link id stands twice.", f"item[{item.link_id}]")
        known[item.link_id] = item
    for item in flat:
        check_conditions(Place({}, f"item[{item.link_id}]", place.found), item, known)


def _order(place: Place, flat: tuple[Item, ...]) -> tuple[Item, ...]:
    """Every item after its parent and after what its conditions read; a loop is a fault."""
    known = {item.link_id: item.ordinal for item in flat}
    graph: TopologicalSorter[int] = TopologicalSorter()
    for item in flat:
        reads = [known[condition.question] for condition in item.conditions if condition.question in known]
        graph.add(item.ordinal, *reads, *([] if item.parent is None else [item.parent]))
    try:
        return tuple(flat[ordinal] for ordinal in graph.static_order())
    except CycleError as loop:
        names = ", ".join(dict.fromkeys(flat[ordinal].link_id for ordinal in loop.args[1]))
        place.fault(f"Conditions go round in a loop: {names}.", "enableWhen")
        return flat


def _advice(flat: tuple[Item, ...]) -> frozenset[int]:
    """Ordinals of the texts brought up by an answer, and not only by the site's context."""
    asked = {item.link_id for item in flat if item.is_question}
    return frozenset(
        item.ordinal
        for item in flat
        if item.kind is ItemKind.DISPLAY and any(condition.question in asked for condition in item.conditions)
    )
