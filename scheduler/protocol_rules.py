"""What a protocol must keep to beyond its shape: each rule gives the fields at fault with a sentence."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from itertools import combinations

from scheduler.durations import Duration
from scheduler.instants import Quiet
from scheduler.timepoints import Ladder, Recheck, TimePoint

QUIET_AT_LEAST = Quiet(begins=time(21), ends=time(8))
"""Nobody is asked from 21:00 to 08:00; a site may widen this, never narrow it."""

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}", re.ASCII)

# Month lengths and leap years repeat every four years, and only the ends of months differ from other days:
# what holds for an operation on each of these days holds for every operation.
_OPERATIONS = tuple(
    date(year, month, day)
    for year in range(2024, 2028)
    for month in range(1, 13)
    for day in (1, 29, 30, 31)
    if day <= monthrange(year, month)[1]
)

Finding = tuple[str, str]
"""The field at fault, and what is wrong with it."""


def quiet_faults(quiet: Quiet) -> Iterator[Finding]:
    """Quiet hours go over midnight, cover 21:00 to 08:00 and leave some of the day."""
    if quiet.begins > QUIET_AT_LEAST.begins:
        yield "from", "Quiet hours must begin at 21:00 or earlier."
    if quiet.ends < QUIET_AT_LEAST.ends:
        yield "to", "Quiet hours must end at 08:00 or later."
    if quiet.ends >= quiet.begins:
        yield "to", "Quiet hours must leave some of the day to ask in."


def ladder_faults(ladder: Ladder) -> Iterator[Finding]:
    """Steps count in days or in hours, and each comes after the one before it."""
    before = 0
    steps = [(f"reminders[{n}]", step) for n, step in enumerate(ladder.reminders)]
    for field, step in [*steps, *([("call", ladder.call)] if ladder.call else [])]:
        if step.days and step.hours:
            yield field, "This must count in days or in hours, not in both."
        if _in_hours(step) <= before:
            yield field, "This must come after the asking and after the steps before it."
        before = max(before, _in_hours(step))


def _in_hours(step: Duration) -> int:
    return 24 * step.days + step.hours


def recheck_faults(recheck: Recheck) -> Iterator[Finding]:
    """A whole day between the two, so that every preferred time has its turn."""
    if recheck.after <= timedelta(0):
        yield "after", "This must be later than the rise."
    if recheck.until - recheck.after < timedelta(days=1):
        yield "until", "This must be at least one day later than `after`."


def point_faults(point: TimePoint) -> Iterator[Finding]:
    """A window opens before it closes, holds its target, and lies on one side of the operation."""
    if not _CODE.fullmatch(point.code):
        yield "code", "This must be 1 to 12 capital letters and digits, a letter first."
    for tmr_on in _OPERATIONS:
        window = point.window(tmr_on)
        if window.opens_on > window.closes_on:
            yield "closes", f"The window closes before it opens (for an operation on {tmr_on})."
        elif not window.opens_on <= window.target_on <= window.closes_on:
            yield "target", f"The target lies outside the window (for an operation on {tmr_on})."
        elif point.before_surgery and window.closes_on > tmr_on:
            yield "closes", "What is asked before the operation must close by P0D."
        elif not point.before_surgery and window.opens_on < tmr_on:
            yield "opens", "What is asked after the operation must open at P0D or later."
        else:
            continue
        return


def shared_faults(points: Mapping[str, TimePoint]) -> Iterator[Finding]:
    """Codes differ, one time point at most is primary, and windows of one series never overlap.

    `points`: path in the file -> time point, in the order of the file. The path at fault is given.
    """
    codes: dict[str, str] = {}
    primary: str | None = None
    for path, point in points.items():
        if point.code in codes:
            yield f"{path}.code", f"The code {point.code} is used twice; it is also at {codes[point.code]}."
        codes.setdefault(point.code, path)
        if point.primary and primary is not None:
            yield f"{path}.primary", f"Only one time point can be primary; {primary} is already."
        primary = point.code if point.primary else primary
    yield from _overlaps(points)


def _overlaps(points: Mapping[str, TimePoint]) -> Iterator[Finding]:
    for (_, one), (path, other) in combinations(points.items(), 2):
        if one.series != other.series or one.code == other.code:
            continue
        tmr_on = next((tmr_on for tmr_on in _OPERATIONS if _overlap(one, other, tmr_on)), None)
        if tmr_on is not None:
            yield (
                path,
                (
                    f"The windows of {one.code} and {other.code} in series {one.series} overlap "
                    f"(for an operation on {tmr_on})."
                ),
            )


def _overlap(one: TimePoint, other: TimePoint, tmr_on: date) -> bool:
    a, b = one.window(tmr_on), other.window(tmr_on)
    return a.opens_on <= b.closes_on and b.opens_on <= a.closes_on
