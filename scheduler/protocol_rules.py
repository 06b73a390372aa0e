"""What a protocol must keep to beyond its shape: each rule gives the fields at fault with a sentence."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from itertools import combinations

from scheduler.durations import Duration
from scheduler.instants import Quiet
from scheduler.timepoints import Anchor, Recheck, TimePoint, Window

QUIET_AT_LEAST = Quiet(begins=time(21), ends=time(8))
"""Nobody is asked from 21:00 to 08:00; a site may widen this, never narrow it."""

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}", re.ASCII)

# Month lengths and leap years repeat every four years, and only the ends of months differ from other days:
# what holds for an operation on each of these days holds for every operation.
OPERATIONS = tuple(
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


def ladder_faults(steps: Iterable[Duration]) -> Iterator[tuple[int, str]]:
    """Steps count in days or in hours, and each comes after the one before; the number at fault is told."""
    before = 0
    for n, step in enumerate(steps):
        if step.days and step.hours:
            yield n, "This must count in days or in hours, not in both."
        if _in_hours(step) <= before:
            yield n, "This must come after the asking and after the steps before it."
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
    for tmr_on in OPERATIONS:
        window = point.window(tmr_on)
        if window.opens_on > window.closes_on:
            yield "closes", f"The window closes before it opens {when(point, tmr_on)}."
        elif not window.opens_on <= window.target_on <= window.closes_on:
            yield "target", f"The target lies outside the window {when(point, tmr_on)}."
        elif point.before_surgery and window.closes_on > tmr_on:
            yield "closes", "What is asked before the operation must close by P0D."
        elif point.anchor is not Anchor.TMR and window.opens_on < tmr_on:
            yield "opens", f"What counts from the {point.anchor} must open at P0D or later."
        elif point.after_surgery and window.opens_on < tmr_on:
            yield "opens", "What is asked after the operation must open at P0D or later."
        else:
            continue
        return


def when(point: TimePoint, on: date) -> str:
    anchor = "operation" if point.anchor is Anchor.TMR else point.anchor
    return f"(for an {anchor} on {on})"


def anchor_faults(points: Mapping[str, TimePoint], anchors: Iterable[str]) -> Iterator[Finding]:
    """Time points of one series count from one date, for else nothing keeps their windows apart.

    `points` as for `shared_faults`; `anchors` are the series for which the file names an anchor.
    """
    first: dict[str, TimePoint] = {}
    for path, point in points.items():
        other = first.setdefault(point.series, point)
        if point.anchor is not other.anchor:
            yield (
                f"{path}.anchor",
                (
                    f"{point.code} counts from the {point.anchor} and {other.code} from the {other.anchor}: "
                    f"time points of one series count from one date."
                ),
            )
    for series in anchors:
        if series not in first:
            yield f"anchors.{series}", "No time point is in this series."


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
    windows = {path: [point.window(tmr_on) for tmr_on in OPERATIONS] for path, point in points.items()}
    for (before, one), (path, other) in combinations(points.items(), 2):
        if one.series != other.series or one.code == other.code:
            continue
        there = zip(OPERATIONS, windows[before], windows[path], strict=True)
        tmr_on = next((tmr_on for tmr_on, a, b in there if _overlap(a, b)), None)
        if tmr_on is not None:
            yield (
                path,
                (
                    f"The windows of {one.code} and {other.code} in series {one.series} overlap "
                    f"{when(one, tmr_on)}."
                ),
            )


def _overlap(one: Window, other: Window) -> bool:
    return one.opens_on <= other.closes_on and other.opens_on <= one.closes_on
