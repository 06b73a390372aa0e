"""When a snooze may end: at an opening of the site, within the days that the numbers set. Pure.

Only AMBER is snoozed, by whoever has taken it; RED never is.
"""

from datetime import datetime, timedelta

from alerts.hours import SiteHours, local_instant, next_opening
from alerts.numbers import Numbers


def snooze_ends(hours: SiteHours, numbers: Numbers, as_of: datetime) -> tuple[datetime, ...]:
    """The first opening of each staffed day from tomorrow on, as many days as the numbers allow, in order.

    Days are local dates of the site. None where the site is not staffed on any of them.
    """
    today = as_of.astimezone(hours.zone).date()
    days = [today + timedelta(days=after) for after in range(1, numbers.amber.snooze_days + 1)]
    opens = {next_opening(hours, local_instant(day, 0, hours.zone)) for day in days}
    return tuple(sorted(at for at in opens if at.astimezone(hours.zone).date() <= days[-1]))
