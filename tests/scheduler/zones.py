"""Every zone that the tests sweep, in the order of their names; and which are one zone by several names, or
differ in nothing that the sweep can meet."""

import zoneinfo
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from scheduler.instants import zone_fault

ZONES = sorted(zone for zone in available_timezones() if zone_fault(zone) is None)

BEGINS, ENDS = datetime(2010, 10, 1, tzinfo=UTC), datetime(2035, 3, 1, tzinfo=UTC)
"""The sweep asks for no instant outside these: from the baseline of 2011 to the last call of 2034."""
_STEP = timedelta(hours=6)
_SECOND = timedelta(seconds=1)

Offsets = tuple[tuple[datetime, timedelta | None], ...]


@cache
def kinds() -> tuple[tuple[str, ...], ...]:
    """All zones, those together whose clocks show the same from `BEGINS` to `ENDS`; each led by its first."""
    by_offsets: dict[Offsets, list[str]] = {}
    for zones in alike():
        by_offsets.setdefault(_offsets(zones[0]), []).extend(zones)
    return tuple(map(tuple, by_offsets.values()))


def hourly(zone: str) -> list[timedelta | None]:
    """How far the clocks are from UTC, at each hour and just before it."""
    offset, hours = _offset_in(zone), (ENDS - BEGINS) // timedelta(hours=1)
    times = (BEGINS + timedelta(hours=n) for n in range(hours))
    return [offset(at - before) for at in times for before in (timedelta(0), _SECOND)]


def _offsets(zone: str) -> Offsets:
    """The offset from UTC at first, and each other one from the second on at which it holds."""
    offset, at = _offset_in(zone), BEGINS
    found = [(at, offset(at))]
    while at < ENDS:
        at += _STEP
        if (now := offset(at)) != found[-1][1]:
            before, after = at - _STEP, at
            while after - before > _SECOND:
                middle = (before + (after - before) // 2).replace(microsecond=0)
                before, after = (before, middle) if offset(middle) == now else (middle, after)
            found.append((after, now))
    return tuple(found)


def _offset_in(zone: str) -> Callable[[datetime], timedelta | None]:
    place = ZoneInfo(zone)
    return lambda at: at.astimezone(place).utcoffset()


@cache
def alike() -> tuple[tuple[str, ...], ...]:
    """All zones, those of equal rules together: by nothing else can one zone differ from another."""
    by_rules: dict[bytes, list[str]] = {}
    for zone in ZONES:
        by_rules.setdefault(_rules(zone), []).append(zone)
    return tuple(map(tuple, by_rules.values()))


def _rules(zone: str) -> bytes:
    """The file that `zoneinfo` reads for it: the system's first, then that of the pinned package."""
    found = (Path(folder, zone) for folder in zoneinfo.TZPATH)
    file = next((path for path in found if path.is_file()), None)
    return file.read_bytes() if file else files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
