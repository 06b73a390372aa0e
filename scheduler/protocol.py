"""Reads a protocol file (YAML 1.2) into a Protocol, or lists everything that is wrong with it at once."""

from collections.abc import Set
from datetime import timedelta
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

import domain
from scheduler.durations import Duration
from scheduler.fields import Fault, Fields
from scheduler.instants import Quiet
from scheduler.protocol_rules import ladder_faults, point_faults, quiet_faults, recheck_faults, shared_faults
from scheduler.timepoints import Ladder, Protocol, Recheck, TimePoint

__all__ = ["Fault", "Protocol", "ProtocolFaults", "default_text", "read"]

_LADDER = "reminders call"
_POINT = "code series target opens closes instruments follow_up optional primary"
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

    Raises ProtocolFaults, with every fault and its path.
    """
    faults: list[Fault] = []
    fields = Fields("", _body(text), "name version quiet_hours follow_up re_check time_points", faults)
    protocol = _protocol(fields, known)
    if faults:
        raise ProtocolFaults(tuple(faults))
    return protocol


def _body(text: str) -> object:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        return yaml.load(text)
    except YAMLError as error:
        sentence = " ".join(str(error).split())
        raise ProtocolFaults((Fault("file", f"This cannot be read as YAML: {sentence}"),)) from error


def _protocol(fields: Fields, known: Set[str]) -> Protocol:
    usual = _ladder(fields.part("follow_up", _LADDER))
    return Protocol(
        name=fields.text("name", 64),
        version=fields.text("version", 32),
        quiet=_quiet(fields.part("quiet_hours", "from to")),
        recheck=_recheck(fields.part("re_check", "after until instruments follow_up"), known),
        time_points=_points(fields, usual, known),
    )


def _quiet(fields: Fields) -> Quiet:
    quiet = Quiet(begins=fields.clock("from"), ends=fields.clock("to"))
    fields.check(quiet_faults(quiet))
    return quiet


def _ladder(fields: Fields) -> Ladder:
    ladder = Ladder(
        reminders=fields.delays("reminders"),
        call=fields.delay("call") if fields.has("call") else None,
    )
    fields.check(ladder_faults(ladder))
    return ladder


def _recheck(fields: Fields, known: Set[str]) -> Recheck:
    recheck = Recheck(
        after=_span(fields.delay("after")),
        until=_span(fields.delay("until")),
        instruments=_instruments(fields, known),
        ladder=_ladder(fields.part("follow_up", _LADDER)),
    )
    fields.check(recheck_faults(recheck))
    return recheck


def _span(delay: Duration) -> timedelta:
    return timedelta(days=delay.days, hours=delay.hours)


def _points(fields: Fields, usual: Ladder, known: Set[str]) -> tuple[TimePoint, ...]:
    points = [(part, _point(part, usual, known)) for part in fields.parts("time_points", _POINT)]
    if not points:
        fields.fault("time_points", "There must be at least one time point.")
    for path, sentence in shared_faults({part.path: point for part, point in points if part.sound}):
        fields.fault(path, sentence)
    return tuple(point for _, point in points)


def _point(fields: Fields, usual: Ladder, known: Set[str]) -> TimePoint:
    point = TimePoint(
        code=fields.text("code", 12),
        series=fields.text("series", 32),
        target=fields.dates("target"),
        opens=fields.dates("opens"),
        closes=fields.dates("closes"),
        instruments=_instruments(fields, known),
        ladder=_ladder(fields.part("follow_up", _LADDER)) if fields.has("follow_up") else usual,
        optional=fields.flag("optional"),
        primary=fields.flag("primary"),
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
