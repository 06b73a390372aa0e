"""Whether anybody sees a RED answer at this moment: what the patient's screen may promise."""

from dataclasses import dataclass
from datetime import datetime

from alerts.hours import SiteHours, next_opening
from domain import Site


@dataclass(frozen=True, slots=True)
class Seen:
    """`now`: somebody is told at once. `at`: when somebody is, this moment or the next opening."""

    now: bool
    at: datetime


def seen_when(site: Site, hours: SiteHours, as_of: datetime) -> Seen:
    """When a RED answer given now is told: at once in staffed hours or with an out-of-hours contact.

    Otherwise the screen must say that nobody sees it before the opening, and what to do instead.
    """
    opens = next_opening(hours, as_of)
    if site.out_of_hours_id is not None or opens == as_of:
        return Seen(now=True, at=as_of)
    return Seen(now=False, at=opens)
