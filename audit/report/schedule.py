"""Which time points there are in what order, and whether a window is over for an operation. Pure.

The windows of the register tell it. An operation that has no window for a time point (nobody planned one, as
for what was imported) is held against the usual one: the default schedule's last day after the operation.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from audit.cohort.operated import Operated

USUAL_LAST_DAY = {"BL": 0, "W02": 20, "W06": 60, "M03": 136, "M06": 273, "M12": 547, "M24": 910, "M48": 1643}
"""Time point -> the last day of its window after the operation (day 0), in the order of the schedule."""

EXPECTED = tuple(point for point in USUAL_LAST_DAY if point != "M48")
"""What is expected of everyone; what comes later is told where there is any."""


def time_points(operations: Sequence[Operated]) -> tuple[str, ...]:
    """Those expected of everyone, and any other that an operation has, by when the usual window ends."""
    found = {point for each in operations for point in each.windows}
    ends = dict(USUAL_LAST_DAY)
    for each in operations:
        for point, window in each.windows.items():
            if point not in ends:
                ends[point] = (window.closes_on - each.row.operation.tmr_on).days
    return tuple(sorted({*EXPECTED, *found}, key=lambda point: (ends[point], point)))


def last_day(each: Operated, point: str) -> date | None:
    """The last day of the window; none for a time point that this operation was never to have."""
    window = each.windows.get(point)
    if window is not None:
        return window.closes_on
    if point not in EXPECTED:
        return None
    return each.row.operation.tmr_on + timedelta(days=USUAL_LAST_DAY[point])


def is_over(each: Operated, point: str, as_of: date) -> bool:
    """Whether the window has ended, so that who has not answered is missing."""
    last = last_day(each, point)
    return last is not None and last < as_of
