"""From local dates and times to instants and back: zones, clock changes, whole missing dates, quiet hours.

A local time that a clock change leaves out becomes the first instant after the gap; one that comes twice is
the first of the two. The zone's own rules (`zoneinfo`) decide; nothing here knows a present time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

MIDNIGHT = time(0)
_NOT_PLACES = frozenset({"Factory", "localtime"})


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nobody is prompted or reminded: over midnight, from `begins` (quiet) to `ends` (not quiet), and on
    the whole of some days of the week (`never_on`, Monday is 0)."""

    begins: time
    ends: time
    never_on: frozenset[int] = frozenset()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


def zone_fault(zone: str) -> str | None:
    """What is wrong with a zone's name, as a sentence; None when it is known."""
    if zone in _zones():
        return None
    return f"The time zone {zone!r} is not known; write it like Europe/London."


def send_time_fault(send_time: time, quiet: Quiet) -> str | None:
    """What is wrong with a preferred time of sending, as a sentence; None when it is outside quiet hours."""
    if quiet.ends <= send_time < quiet.begins:
        return None
    return (
        f"Questions cannot be sent at {send_time:%H:%M}: choose a time from {quiet.ends:%H:%M} "
        f"and before {quiet.begins:%H:%M}."
    )


def instant(day: date, local_time: time, zone: str) -> datetime:
    """The UTC instant of a local date and time. In a gap: its end. In a fold: the first of the two."""
    place = ZoneInfo(zone)
    local = datetime.combine(day, local_time, tzinfo=place)
    at = local.astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    return _end_of_gap(local.replace(fold=1).astimezone(UTC), at, place)


def _end_of_gap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The first second at which the clocks show the new time; it lies after `before`, not after `after`."""
    new = after.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after


def local_date(at: datetime, zone: str) -> date:
    """The date that the calendar shows in the zone at an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The instant at which a local date is over: the first midnight after it."""
    return instant(day + timedelta(days=1), MIDNIGHT, zone)


def is_quiet(at: datetime, zone: str, quiet: Quiet) -> bool:
    """Whether nobody is prompted or reminded at an instant."""
    local = at.astimezone(ZoneInfo(zone))
    shown = local.time()
    return shown >= quiet.begins or shown < quiet.ends or local.weekday() in quiet.never_on


def allowed_on(day: date, quiet: Quiet) -> date:
    """The first date not before `day` whose day of the week people are asked on."""
    while day.weekday() in quiet.never_on:
        day += timedelta(days=1)
    return day


def after_quiet(at: datetime, zone: str, quiet: Quiet) -> datetime:
    """The first instant not before `at` that is outside quiet hours."""
    place = ZoneInfo(zone)
    while is_quiet(at, zone, quiet):
        local = at.astimezone(place)
        day = local.date() if local.time() < quiet.ends else local.date() + timedelta(days=1)
        day = allowed_on(day, quiet)
        second = datetime.combine(day, quiet.ends.replace(fold=1), tzinfo=place).astimezone(UTC)
        # A morning that comes twice may already be over once.
        at = next(morning for morning in (instant(day, quiet.ends, zone), second) if morning > at)
    return at


def slot(day: date, send_time: time, zone: str, quiet: Quiet) -> datetime:
    """When somebody who likes `send_time` is asked on a local date; never within quiet hours.

    A preferred time that lies within quiet hours becomes their end. On a day of the week that nobody is asked
    on, it is the next that they are. A date that the zone left out altogether gives the first allowed instant
    of the next.
    """
    allowed = send_time if send_time_fault(send_time, quiet) is None else quiet.ends
    return after_quiet(instant(allowed_on(day, quiet), allowed, zone), zone, quiet)
