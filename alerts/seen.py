"""Whether anybody sees a RED answer at this moment: what the patient's screen may promise."""

from dataclasses import dataclass
from datetime import datetime

from alerts.hours import SiteHours, next_opening
from alerts.ladder import Step, climb
from domain import Severity, Site


@dataclass(frozen=True, slots=True)
class Seen:
    """`now`: somebody is told at once. `at`: when somebody is, this moment or the next opening."""

    now: bool
    at: datetime


def seen_when(site: Site, hours: SiteHours, out_of_reach: frozenset[int], as_of: datetime) -> Seen | None:
    """When a RED answer given now is told: at once in staffed hours or with an out-of-hours contact.

    Otherwise the screen must say that nobody sees it before the opening, and what to do instead. None where
    nobody on the ladder can be reached, neither now nor at the opening: then nothing may be promised.
    """
    opens = next_opening(hours, as_of)
    for at in (opens,) if site.out_of_hours_id is None else (as_of, opens):
        if not out_of_reach.issuperset(climb(Step.FIRST, Severity.RED, site, hours, at)):
            return Seen(now=at == as_of, at=at)
    return None
