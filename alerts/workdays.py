"""The working-day clock: Monday to Friday but for bank holidays, whatever hours the site is staffed."""

from datetime import date, datetime, timedelta
from itertools import count, islice

from alerts.hours import SiteHours, add_staffed, local_instant, staffed_between


def working_day(on: date, holidays: frozenset[date]) -> date:
    """The first working day from a date on, that date included: Monday to Friday and no bank holiday."""
    ahead = (on + timedelta(day) for day in count())
    return next(day for day in ahead if day.weekday() < 5 and day not in holidays)


def add_working(hours: SiteHours, instant: datetime, days: int) -> datetime:
    """The same local time, this many working days later (0 or more).

    A working day is Monday to Friday and no bank holiday. The day of the instant itself is not counted, be
    it a working day or not: one working day from Friday 15:00 and from Saturday 15:00 is Monday 15:00.
    """
    if not days:
        return instant
    local = instant.astimezone(hours.zone)
    ahead = (local.date() + timedelta(day) for day in count(1))
    working = (on for on in ahead if on.weekday() < 5 and on not in hours.holidays)
    on = next(islice(working, days - 1, None))
    to_the_minute = local_instant(on, local.hour * 60 + local.minute, hours.zone)
    return to_the_minute + timedelta(seconds=local.second, microseconds=local.microsecond)


def add_percent(hours: SiteHours, instant: datetime, days: int, percent: int) -> datetime:
    """The instant at which this part of a limit of working days has passed.

    Whole days go by the same local time. The rest of a day is that part of the staffed time of the next
    working day, so that the half of a day falls within hours and not at night.
    """
    whole, rest = divmod(days * percent, 100)
    reached = add_working(hours, instant, whole)
    if not rest:
        return reached
    day = staffed_between(hours, reached, add_working(hours, reached, 1))
    return add_staffed(hours, reached, day * rest / 100)
