"""Dates, dateTimes and times of day as FHIR writes them: of any precision, with or without a zone.

Two moments are compared field by field, from the year down, as far as both are precise: what agrees so far
and is not equally precise is neither equal nor more nor less. Two with a zone are compared as instants.
Source: HL7 FHIRPath, Date/Time equality, comparison and arithmetic.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d)?"
_CLOCK = r"(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?"
_DATE = re.compile(rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:T(?:{_CLOCK})?{_ZONE})?)?)?", re.ASCII)
_TIME = re.compile(rf"T?{_CLOCK}{_ZONE}", re.ASCII)
_SECONDS = {"week": 604_800, "day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
_MONTHS = {"year": 12, "month": 1}
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - a frame to count a time of day in, not an instant
Fields = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, dateTime or time as written. `kind` tells a time of day from a date."""

    kind: str
    text: str


def read_moment(text: str) -> Moment | None:
    """The moment a text holds; none if it holds another thing."""
    for kind in ("date", "time"):
        moment = Moment(kind, text)
        if _fields(moment) is not None:
            return moment
    return None


def compare_moments(one: Moment, other: Moment) -> int | None:
    """-1, 0 or 1 as the one is before, the same as or after the other; none if nobody can say."""
    if one.kind != other.kind:
        return None
    if one.text == other.text:
        return 0
    zones = _zone(one), _zone(other)
    mine, theirs = _fields(one, zones[1]), _fields(other, zones[0])
    if mine is None or theirs is None:
        return None
    for each, its in zip(mine, theirs, strict=False):
        if each != its:
            return 1 if each > its else -1
    same = len(mine) == len(theirs) and (zones[0] is None) is (zones[1] is None)
    return 0 if same else None


def _match(moment: Moment) -> re.Match[str] | None:
    return (_TIME if moment.kind == "time" else _DATE).fullmatch(moment.text)


def _zone(moment: Moment) -> str | None:
    found = _match(moment)
    return found["zone"] if found else None


def _fields(moment: Moment, other_zone: str | None = None) -> Fields | None:
    """Year, month, day, hour, minute, second as far as they are written; in UTC, if both have a zone."""
    found = _match(moment)
    if found is None:
        return None
    given = [each for each in found.groups()[:6] if each is not None and each != found["zone"]]
    fields = tuple(Decimal(each) for each in given)
    try:
        frame = _framed(moment.kind, fields)
        if found["zone"] and other_zone and len(fields) > 3:
            frame -= _offset(found["zone"])
    except (ValueError, OverflowError):
        return None
    moved = (frame.year, frame.month, frame.day, frame.hour, frame.minute)
    start = 3 if moment.kind == "time" else 0
    whole = tuple(Decimal(each) for each in moved[start : start + len(fields)])
    return (*whole, fields[-1]) if len(fields) > len(whole) else whole


def _framed(kind: str, fields: Fields) -> datetime:
    """The start of what the fields say. Raises ValueError for a 13th month."""
    if kind == "time":
        fields = (Decimal(_MIDNIGHT.year), Decimal(1), Decimal(1), *fields)
    year, month, day, hour, minute = ([int(each) for each in fields[:5]] + [1, 1, 0, 0][len(fields) - 1 :])[
        :5
    ]
    second = int(fields[5]) if len(fields) > 5 else 0
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is kept apart


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    span = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return -span if zone[0] == "-" else span


def add(moment: Moment, number: Decimal, unit: str) -> Moment | None:
    """A moment so much later, as precise as it was; none for a unit that is no time, or out of reach."""
    fields = _fields(moment)
    if fields is None or (unit not in _MONTHS and unit not in _SECONDS):
        return None
    precision = len(fields) + (3 if moment.kind == "time" else 0)
    frame = _framed(moment.kind, fields)
    try:
        moved = _moved(frame, number, unit, precision)
    except (ValueError, OverflowError):
        return None
    return Moment(moment.kind, _written(moment.kind, moved, precision, fields) + (_zone(moment) or ""))


def _moved(frame: datetime, number: Decimal, unit: str, precision: int) -> datetime:
    if unit in _MONTHS:
        months = int(number) * _MONTHS[unit]
    elif precision >= 3:
        whole = number if unit == "second" else int(number)
        return frame + timedelta(seconds=float(whole * _SECONDS[unit]))
    else:
        months = int(int(number) * _SECONDS[unit] / _SECONDS["day"] / 30)
    if precision == 1:
        months = int(months / 12) * 12
    count = frame.year * 12 + frame.month - 1 + months
    day = frame.day
    while day > 28 and not _exists(count, day):
        day -= 1
    return frame.replace(year=count // 12, month=count % 12 + 1, day=day)


def _exists(count: int, day: int) -> bool:
    try:
        datetime(count // 12, count % 12 + 1, day)  # noqa: DTZ001 - only whether there is such a day
    except ValueError:
        return False
    return True


def _written(kind: str, moved: datetime, precision: int, fields: Fields) -> str:
    fraction = str(fields[-1]).partition(".")[2] if precision == 6 else ""
    full = moved.strftime("%Y-%m-%dT%H:%M:%S").zfill(19) + (f".{fraction}" if fraction else "")
    start, end = (11, (0, 0, 0, 0, 13, 16)) if kind == "time" else (0, (0, 4, 7, 10, 13, 16))
    return full[start : end[precision] if precision < 6 else None]
