"""Lengths of time as a protocol file writes them (ISO 8601: P14D, P3M, -P42D, PT6H), and counting with them.

Months are calendar months: a day that the month does not have becomes its last day, so 31 January and one
month is the last day of February. A year is twelve months, a week seven days.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_SHAPE = re.compile(
    r"(?P<sign>-)?P(?=.)"
    r"(?:(?P<years>\d{1,2})Y)?(?:(?P<months>\d{1,3})M)?(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?P<hours>\d{1,3})H)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months, then days, then hours; all of one sign."""

    months: int = 0
    days: int = 0
    hours: int = 0


def read_duration(text: str) -> Duration | None:
    """The length written as `text`, or None where it is not ISO 8601 in years, months, weeks, days, hours."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    sign = -1 if found["sign"] else 1
    years, months, weeks, days, hours = (
        sign * int(found[unit] or 0) for unit in ("years", "months", "weeks", "days", "hours")
    )
    return Duration(months=12 * years + months, days=7 * weeks + days, hours=hours)


def written(length: Duration) -> str:
    """The length as a protocol file writes it, shortest form: P3M, -P42D, PT6H, P0D."""
    sign = "-" if min(length.months, length.days, length.hours) < 0 else ""
    months, days, hours = abs(length.months), abs(length.days), abs(length.hours)
    date_part = (f"{months}M" if months else "") + (f"{days}D" if days else "")
    time_part = f"T{hours}H" if hours else ""
    return f"{sign}P{date_part}{time_part}" if date_part or time_part else "P0D"


def day_after(day: date, length: Duration) -> date:
    """The local date `length` after `day`: first the months, then the days. Hours are not counted."""
    months = day.year * 12 + day.month - 1 + length.months
    year, month = months // 12, months % 12 + 1
    in_month = day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
    return in_month + timedelta(days=length.days)
