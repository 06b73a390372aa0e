"""Reads a FHIR R4 Questionnaire (a mapping) into a frozen Instrument, or lists all that is wrong with it."""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from questionnaires.assembling import Head, Loop, assembled, flattened
from questionnaires.conditions import check_conditions
from questionnaires.cursor import Place
from questionnaires.extensions import OF_INSTRUMENT, extensions
from questionnaires.faults import Found, InstrumentFaults
from questionnaires.fhir_items import read_items
from questionnaires.instrument import Advance, Instrument, Item

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
    if not items:
        place.fault("There is nothing to ask.", "item")
    _check_links(place, tuple(flattened(items)))
    head = _head(place, checksum)
    try:
        instrument = assembled(head, items)
    except Loop as loop:
        place.fault(str(loop), "enableWhen")
    if found:
        raise InstrumentFaults(found)
    return instrument


def _head(place: Place, checksum: str) -> Head:
    notes = extensions(place, OF_INSTRUMENT)
    return Head(
        id=place.text("id"),
        version=_version(place),
        url=place.text("url"),
        title=place.text("title"),
        minutes=_minutes(place, notes),
        checksum=checksum,
        languages=(place.text("language"),),
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


def _check_links(place: Place, flat: tuple[Item, ...]) -> None:
    """Note every link id that stands twice, and every condition that cannot be judged."""
    known: dict[str, Item] = {}
    for item in flat:
        if item.link_id and item.link_id in known:
            place.fault("This link id stands twice.", f"item[{item.link_id}]")
        known[item.link_id] = item
    for item in flat:
        check_conditions(Place({}, f"item[{item.link_id}]", place.found), item, known)
