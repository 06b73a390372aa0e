"""A site's staffed hours: reading them from text, and telling whether somebody is there at an instant.

Hours are local wall times of the site and hold every week; nobody is there on a bank holiday. A time that the
clocks skip is taken later, one that comes twice is taken first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from re import compile as pattern
from zoneinfo import ZoneInfo

from domain import Fault, Site

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PART = pattern(r"([A-Za-z]+)(?:-([A-Za-z]+))?\s+(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_MIDNIGHT = 24 * 60


class HoursFault(Fault):
    """The text of the staffed hours cannot be read; the sentence names everything wrong with it."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Staffed on this weekday (Monday is 0) from a minute of the day until another, which is not included."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class StaffedHours:
    """A week of spans, in the order of the week; they do not overlap, and there is at least one."""

    spans: tuple[Span, ...]

    @classmethod
    def read(cls, text: str) -> "StaffedHours":
        """Hours such as `Mon-Fri 09:00-17:00; Sat 09:00-12:00`; raises HoursFault naming every fault."""
        faults: list[str] = []
        spans = sorted(span for part in text.split(";") for span in _spans(part.strip(), faults))
        if any(one.weekday == two.weekday and two.opens < one.closes for one, two in pairwise(spans)):
            faults.append("two parts overlap")
        if faults:
            raise HoursFault(f"Staffed hours {text!r}: {'; '.join(faults)}.")
        return cls(tuple(spans))


@dataclass(frozen=True, slots=True)
class SiteHours:
    """When a site is staffed: its week, its zone, and the bank holidays of its nation."""

    week: StaffedHours
    zone: ZoneInfo
    holidays: frozenset[date]


def site_hours(site: Site, holidays: frozenset[date]) -> SiteHours:
    """The hours of a site; `holidays` must reach as far ahead as is asked about."""
    return SiteHours(StaffedHours.read(site.staffed_hours), ZoneInfo(site.zone), holidays)


def is_staffed(hours: SiteHours, instant: datetime) -> bool:
    """Whether somebody is there at this instant."""
    return next_opening(hours, instant) == instant


def next_opening(hours: SiteHours, instant: datetime) -> datetime:
    """The first staffed instant from this one on; this one itself when somebody is there."""
    opens, _ = next(_openings(hours, instant))
    return opens


def next_closing(hours: SiteHours, instant: datetime) -> datetime:
    """When the stretch closes that is staffed at this instant, or is the next to be."""
    _, closes = next(_openings(hours, instant))
    return closes


def add_staffed(hours: SiteHours, instant: datetime, length: timedelta) -> datetime:
    """The instant at which this much staffed time has passed since the given one."""
    openings, left = _openings(hours, instant), length
    opens, closes = next(openings)
    while opens + left > closes:
        left -= closes - opens
        opens, closes = next(openings)
    return opens + left


def staffed_between(hours: SiteHours, since: datetime, until: datetime) -> timedelta:
    """How much staffed time lies between two instants."""
    within = takewhile(lambda opening: opening[0] < until, _openings(hours, since))
    return sum((min(closes, until) - opens for opens, closes in within), timedelta())


def local_instant(on: date, minute: int, zone: ZoneInfo) -> datetime:
    """The UTC instant of a minute of a local day; minute 1440 is the midnight that ends it."""
    days, minutes = divmod(minute, _MIDNIGHT)
    wall = datetime.combine(on + timedelta(days), time(*divmod(minutes, 60)), zone)
    return wall.astimezone(UTC)


def _openings(hours: SiteHours, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The staffed stretches from an instant on, in order, without end; the first may be cut."""
    on = since.astimezone(hours.zone).date()
    while True:
        for span in hours.week.spans if on not in hours.holidays else ():
            if span.weekday == on.weekday():
                opens, closes = (local_instant(on, at, hours.zone) for at in (span.opens, span.closes))
                if closes > max(opens, since):
                    yield max(opens, since), closes
        on += timedelta(1)


def _spans(part: str, faults: list[str]) -> tuple[Span, ...]:
    """The spans of one part of the text; none when it has a fault, which is added to the list."""
    match = _PART.fullmatch(part)
    if not match:
        faults.append(f"{part!r} does not read like 'Mon-Fri 09:00-17:00'")
        return ()
    first, last, *clock = match.groups()
    days = [_DAYS.index(name) for name in (first, last or first) if name in _DAYS]
    opens, closes = (_minute(*clock[at : at + 2]) for at in (0, 2))
    wrong = _faults_of(part, days, opens, closes)
    faults.extend(wrong)
    return () if wrong else tuple(Span(day, opens, closes) for day in range(days[0], days[1] + 1))


def _faults_of(part: str, days: list[int], opens: int, closes: int) -> list[str]:
    wrong = []
    if len(days) < 2:
        wrong.append(f"{part!r} names a day that is not one of {', '.join(_DAYS)}")
    elif days[0] > days[1]:
        wrong.append(f"{part!r} has its days the wrong way round")
    if opens < 0 or closes < 0:
        wrong.append(f"{part!r} has a time that is not on the clock")
    elif opens >= closes:
        wrong.append(f"{part!r} closes before it opens")
    return wrong


def _minute(hour: str, minute: str) -> int:
    """The minute of the day, up to 24:00; -1 when there is no such time."""
    at = int(hour) * 60 + int(minute)
    return at if int(minute) < 60 and at <= _MIDNIGHT else -1
