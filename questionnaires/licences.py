"""Licences of instruments that a site brings along: their file, and how one stands on a day.

The file is YAML 1.2 (or JSON). `holder`, `text` and `valid_until_on` must be there: without them nobody could
tell who allows what until when. `reference`, `attribution` and `attribution_shown` may be left out.
"""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from domain import Licence
from questionnaires.cursor import Place
from questionnaires.faults import Found, InstrumentFaults
from questionnaires.notation import load

WARNED = timedelta(days=60)
"""How long before its end a licence is warned about."""

_KEYS = ("holder", "text", "valid_until_on", "reference", "attribution", "attribution_shown")
_WANTED = "A licence is wanted: its holder, its text, and the day until which it is valid."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHORT, _LONG = 200, 500
_TEMPLATE = Path(__file__).with_name("licence_template.yaml")


class LicenceState(StrEnum):
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def licence_state(licence: Licence, on: date) -> LicenceState:
    """How a licence stands on a local date. Its last day is a day on which somebody may be asked."""
    left = licence.valid_until_on - on
    if left < timedelta(0):
        return LicenceState.EXPIRED
    return LicenceState.EXPIRING if left <= WARNED else LicenceState.VALID


def licence_template() -> str:
    """A licence file to fill in, as text."""
    return _TEMPLATE.read_text(encoding="utf-8")


def read_licence(text: str) -> Licence:
    """The licence in a file. Raises InstrumentFaults with every fault found."""
    found: Found = []
    place = Place(load(text, _WANTED), "", found)
    place.only(*_KEYS)
    attribution = _line(place, "attribution", _LONG, needed=False)
    licence = Licence(
        holder=_line(place, "holder", _SHORT),
        text=_text(place, "text"),
        valid_until_on=_day(place, "valid_until_on"),
        reference=_line(place, "reference", _SHORT, needed=False),
        attribution=attribution,
        attribution_shown=_shown(place, attribution),
    )
    if found:
        raise InstrumentFaults(found)
    return licence


def _text(place: Place, key: str, *, needed: bool = True) -> str:
    """Text that every database can keep."""
    text = place.text(key, needed=needed).strip()
    if "\0" in text:
        place.fault("This holds a character that is none.", key)
    return text


def _line(place: Place, key: str, most: int, *, needed: bool = True) -> str:
    """A short text on one line, without braces: those stand for what is filled in when it is shown."""
    text = " ".join(_text(place, key, needed=needed).split())
    if len(text) > most:
        place.fault(f"This must be at most {most} characters.", key)
    if "{" in text or "}" in text:
        place.fault("There must be no { or } in this text.", key)
    return text


def _day(place: Place, key: str) -> date:
    value = place.node.get(key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        place.fault(f"{value} is on no calendar.", key)
        return date.max
    place.fault("A date such as 2027-03-31 is wanted here: the last day on which it is valid.", key)
    return date.max


def _shown(place: Place, attribution: str) -> bool:
    """An attribution is shown unless the file says that it need not be."""
    if "attribution_shown" not in place.node:
        return bool(attribution)
    shown = place.flag("attribution_shown")
    if shown and not attribution:
        place.fault("Nothing can be shown: give the words in `attribution`.", "attribution_shown")
    return shown
