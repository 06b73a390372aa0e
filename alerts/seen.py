"""Whether anybody sees a RED answer at this moment: what the patient's screen may promise."""

from dataclasses import dataclass
from datetime import datetime

from alerts.hours import next_opening
from alerts.ladder import Step, climb
from alerts.roster import Roster, watched_from
from domain import Severity


@dataclass(frozen=True, slots=True)
class Seen:
    """`now`: somebody is told at once. `at`: when somebody is: now, or at the next opening or turn."""

    now: bool
    at: datetime


def seen_when(roster: Roster, out_of_reach: frozenset[int], as_of: datetime) -> Seen | None:
    """When a RED answer given now is told: at once in staffed hours, in a turn, or with a contact at night.

    Otherwise the screen must say that nobody sees it before then, and what to do instead. None where nobody
    on the ladder can be reached, neither then nor at the opening: then nothing may be promised.
    """
    watched = watched_from(roster, as_of)
    for at in (watched, next_opening(roster.hours, as_of)):
        if not out_of_reach.issuperset(climb(Step.FIRST, Severity.RED, roster, at)):
            return Seen(now=at == as_of, at=at)
    return None
