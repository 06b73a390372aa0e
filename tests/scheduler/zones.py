"""Every zone that the tests sweep, in the order of their names; and which are one zone by several names."""

import zoneinfo
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

from scheduler.instants import zone_fault

ZONES = sorted(zone for zone in available_timezones() if zone_fault(zone) is None)


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
