"""Decides what becomes of the safety events of a file. Pure.

An event is known again by its id, else by its category, kind and date; the same twice in a file is one.
"""

from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from app.importing.gathering import Found
from app.importing.people import Op, People
from app.importing.setting import Setting
from app.importing.tally import Came, Tally, Thing
from app.importing.visiting import operation_of
from app.importing.words import Told
from storage.import_words import Event, KnownEvent
from storage.register_words import SafetyKind
from storage.words import SafetyCategory, SafetyState

_TOLD = ("state", "grade", "reoperation_reason", "product", "yellow_card_on", "yellow_card_reference", "note")
_KEY = ("category", "kind", "occurred_on")


class Harms:
    """Takes rows of events, and keeps them by operation."""

    def __init__(self, setting: Setting, people: People, told: Told) -> None:
        self._setting, self._people, self._told = setting, people, told
        self._held: dict[int, dict[str, tuple[Found, Event]]] = {}

    def take(self, found: Found) -> None:
        values = found.values
        if not _happened(found, self._told):
            return
        person = self._people.of(found)
        on = values.get("occurred_on")
        if person is None or not isinstance(on, date):
            return
        if "category" not in values:
            self._told.fault(found.at("category"), "An event needs its category.")
            return
        op = operation_of(person, found, on, self._told)
        if op is None or not self._is_possible(found, op, on, self._setting.today(person.zone)):
            return
        event = _event(values, on)
        held = self._held.setdefault(id(op), {})
        before = held.setdefault(event.suffix, (found, event))
        if before[1] != event:
            self._told.fault(
                found.at("occurred_on"),
                f"Row {before[0].place.row} tells otherwise of the same event. "
                "If there were two, give each an `id`.",
            )

    def _is_possible(self, found: Found, op: Op, on: date, today: date) -> bool:
        if on > today:
            self._told.fault(found.at("occurred_on"), "This date lies in the future.", str(on))
        elif op.tmr_on is not None and on < op.tmr_on:
            self._told.fault(found.at("occurred_on"), "This date is before the operation.", str(on))
        else:
            return True
        return False

    def decide(self, op: Op, tally: Tally) -> tuple[tuple[Event, ...], tuple[KnownEvent, ...]]:
        """The events to be added, and those that are to be changed."""
        new: list[Event] = []
        changed: list[KnownEvent] = []
        for found, event in self._held.get(id(op), {}).values():
            known = _known(op, event)
            if known is None:
                tally.add(Thing.EVENTS, Came.NEW)
                new.append(event)
            else:
                changed += _changed(known, event, found, tally)
        return tuple(new), tuple(changed)


def _happened(found: Found, told: Told) -> bool:
    """Whether a row tells of an event at all: it says so, or has a date."""
    values = found.values
    if values.get("happened") is False:
        if "occurred_on" in values:
            told.note(found.at("occurred_on"), "There is a date, but the row says that it did not happen.")
        return False
    if "occurred_on" in values:
        return True
    if values.get("happened") or ("happened" not in found.labels and _tells_more(found)):
        told.fault(found.at("occurred_on"), "An event needs its date.")
    return False


def _tells_more(found: Found) -> bool:
    """Whether a column tells anything of an event; what the map says of every row does not."""
    names = [name for name in found.values if name != "operation"]
    return any(found.labels.get(name, "").startswith("column") for name in names)


def _event(values: dict[str, Any], on: date) -> Event:
    category, kind = values["category"], values.get("kind")
    if isinstance(category, SafetyKind):
        category, kind = SafetyCategory.OTHER, kind or category
    suffix = f"{category}:{kind or ''}:{on}"
    if "id" in values:
        suffix = f"id:{sha256(str(values['id']).encode()).hexdigest()[:24]}"
    return Event(
        suffix=suffix,
        category=category,
        occurred_on=on,
        kind=kind,
        **{"state": SafetyState.CONFIRMED, **{name: values[name] for name in _TOLD if name in values}},
    )


def _known(op: Op, event: Event) -> KnownEvent | None:
    known = op.known.events if op.known else ()
    key = tuple(getattr(event, name) for name in _KEY)
    alike = [each for each in known if tuple(getattr(each.event, name) for name in _KEY) == key]
    same = [each for each in known if each.event.suffix == event.suffix]
    by_hand = [each for each in alike if not each.event.suffix]
    return next(iter((*same, *by_hand)), None)


def _changed(known: KnownEvent, event: Event, found: Found, tally: Tally) -> list[KnownEvent]:
    stored = asdict(known.event)
    told = {name: value for name, value in asdict(event).items() if value is not None and name != "suffix"}
    if "state" not in found.values:
        del told["state"]
    other = {name: value for name, value in told.items() if stored[name] != value}
    if not other:
        tally.add(Thing.EVENTS, Came.UNCHANGED)
        return []
    place = found.at(next(iter(other)))
    if not tally.differs(Thing.EVENTS, place, f"The event's {', '.join(sorted(other))}"):
        return []
    return [KnownEvent(known.id, Event(**(stored | other)))]
