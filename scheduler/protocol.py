"""Reads a protocol file (YAML 1.2) into a Protocol, or lists everything that is wrong with it at once."""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

import domain
from scheduler.durations import Duration
from scheduler.fields import Fault, Fields
from scheduler.instants import Quiet
from scheduler.ladders import ladder
from scheduler.protocol_rules import anchor_faults, point_faults, quiet_faults, recheck_faults, shared_faults
from scheduler.timepoints import NO_CAPS, Anchor, Caps, Ladder, Protocol, Recheck, TimePoint

__all__ = ["Fault", "Protocol", "ProtocolFaults", "default_text", "parse", "read"]

_FILE = "name version quiet_hours never_on anchors caps follow_up re_check time_points"
_POINT = "code series anchor target opens closes instruments follow_up optional primary"
_WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MOST_MESSAGES = 50
_DEFAULT = Path(__file__).with_name("default_protocol.yaml")


class ProtocolFaults(domain.Fault):
    """A protocol file that cannot be used. `faults` are in the order in which they were found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def default_text() -> str:
    """The protocol that comes with the product, as text."""
    return _DEFAULT.read_text(encoding="utf-8")


def read(text: str, known: Set[str]) -> Protocol:
    """The protocol written in `text`; `known` are the ids of the instruments that there are.

    Raises ProtocolFaults, with every fault and its path. What was published is read by this for ever, so a
    rule that is newer than a published file belongs to `scheduler.publishing`.
    """
    protocol, faults = parse(text, known)
    if faults:
        raise ProtocolFaults(faults)
    return protocol


def parse(text: str, known: Set[str]) -> tuple[Protocol, tuple[Fault, ...]]:
    """As `read`, with the faults beside what could be read. Raises ProtocolFaults for what is no YAML."""
    return _parsed(text, frozenset(known))


@lru_cache(maxsize=64)  # pages, previews and publishing read the same few texts again and again
def _parsed(text: str, known: frozenset[str]) -> tuple[Protocol, tuple[Fault, ...]]:
    faults: list[Fault] = []
    fields = Fields("", _body(text), _FILE, faults)
    return _protocol(fields, known), tuple(faults)


_UNREADABLE = "It holds a number or a date that cannot be read, or lists within lists without end."


def _body(text: str) -> object:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        return yaml.load(text)
    except YAMLError as error:
        sentence = " ".join(str(error).split())
        raise ProtocolFaults((Fault("file", f"This cannot be read as YAML: {sentence}"),)) from error
    except (ValueError, RecursionError):
        raise ProtocolFaults((Fault("file", _UNREADABLE),)) from None


def _protocol(fields: Fields, known: Set[str]) -> Protocol:
    usual = ladder(fields)
    return Protocol(
        name=fields.text("name", 64),
        version=fields.text("version", 32),
        quiet=_quiet(fields),
        recheck=_recheck(fields.part("re_check", "after until instruments follow_up"), known),
        time_points=_points(fields, usual, known),
        follow_up=usual,
        caps=_caps(fields.part("caps", "a_day a_week")) if fields.has("caps") else NO_CAPS,
    )


def _quiet(fields: Fields) -> Quiet:
    hours = fields.part("quiet_hours", "from to")
    quiet = Quiet(begins=hours.clock("from"), ends=hours.clock("to"))
    hours.check(quiet_faults(quiet))
    return replace(quiet, never_on=_never_on(fields)) if fields.has("never_on") else quiet


def _never_on(fields: Fields) -> frozenset[int]:
    names = fields.names("never_on")
    for name in names:
        if name not in _WEEK:
            fields.fault("never_on", f"{name} is no day; the days are {', '.join(_WEEK)}.")
    if len(set(names) & set(_WEEK)) == len(_WEEK):
        fields.fault("never_on", "This must leave a day of the week to ask on.")
        return frozenset()
    return frozenset(_WEEK.index(name) for name in names if name in _WEEK)


def _caps(fields: Fields) -> Caps:
    def most(key: str) -> int | None:
        return fields.number(key, 1, _MOST_MESSAGES) if fields.has(key) else None

    return Caps(a_day=most("a_day"), a_week=most("a_week"))


def _recheck(fields: Fields, known: Set[str]) -> Recheck:
    recheck = Recheck(
        after=_span(fields.delay("after")),
        until=_span(fields.delay("until")),
        instruments=_instruments(fields, known),
        ladder=ladder(fields),
    )
    fields.check(recheck_faults(recheck))
    return recheck


def _span(delay: Duration) -> timedelta:
    return timedelta(days=delay.days, hours=delay.hours)


def _points(fields: Fields, usual: Ladder, known: Set[str]) -> tuple[TimePoint, ...]:
    anchors = _anchors(fields)
    points = [(part, _point(part, usual, anchors, known)) for part in fields.parts("time_points", _POINT)]
    if not points:
        fields.fault("time_points", "There must be at least one time point.")
    sound = {part.path: point for part, point in points if part.sound}
    named = anchors if len(sound) == len(points) else ()
    for path, sentence in (*anchor_faults(sound, named), *shared_faults(sound)):
        fields.fault(path, sentence)
    return tuple(point for _, point in points)


def _anchors(fields: Fields) -> dict[str, Anchor]:
    """Series -> the date that its time points count from, where the file says so for the whole series."""
    if not fields.has("anchors"):
        return {}
    part = fields.open_part("anchors")
    return {series: _anchor(part, series) for series in part.given()}


def _anchor(fields: Fields, key: str) -> Anchor:
    word = fields.word(key, Anchor)
    return Anchor(word) if word else Anchor.TMR


def _point(fields: Fields, usual: Ladder, anchors: Mapping[str, Anchor], known: Set[str]) -> TimePoint:
    code, series = fields.text("code", 12), fields.text("series", 32)
    point = TimePoint(
        code=code,
        series=series,
        target=fields.dates("target"),
        opens=fields.dates("opens"),
        closes=fields.dates("closes"),
        instruments=_instruments(fields, known),
        ladder=ladder(fields) if fields.has("follow_up") else usual,
        optional=fields.flag("optional"),
        primary=fields.flag("primary"),
        anchor=_anchor(fields, "anchor") if fields.has("anchor") else anchors.get(series, Anchor.TMR),
    )
    fields.check(point_faults(point))
    return point


def _instruments(fields: Fields, known: Set[str]) -> tuple[str, ...]:
    names = fields.names("instruments")
    for name in names:
        if name not in known:
            there_are = ", ".join(sorted(known))
            fields.fault("instruments", f"There is no instrument {name}; there are {there_are}.")
    return names
