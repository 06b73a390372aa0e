"""When somebody's digest is due: every day or one day a week, at an hour of the site's clock. Pure."""

from datetime import date, datetime, timedelta

from domain import DigestWish
from scheduler.instants import instant, local_date

_DAY = timedelta(days=1)


def next_slot(wish: DigestWish, zone: str, after: datetime) -> datetime:
    """The first slot after an instant (the slot of that very instant does not count)."""
    day = local_date(after, zone)
    while not _is_day(wish, day) or instant(day, wish.at, zone) <= after:
        day += _DAY
    return instant(day, wish.at, zone)


def latest_slot(wish: DigestWish, zone: str, as_of: datetime) -> datetime:
    """The slot that is due: the wish's next one, or after an outage the last that has come since."""
    slot = wish.next_at
    while (later := next_slot(wish, zone, slot)) <= as_of:
        slot = later
    return slot


def _is_day(wish: DigestWish, day: date) -> bool:
    return wish.weekday is None or day.weekday() == wish.weekday
