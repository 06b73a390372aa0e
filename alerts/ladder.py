"""The ladder of a case: who is on each rung, and when the climb reaches it.

RED goes at any hour to whoever is on call: the owner in staffed hours, the out-of-hours contact
otherwise. With no such contact its clock starts at the next opening. AMBER is told in staffed hours only.
Where nobody stands on a rung, or nobody who can be reached, the next one up who can takes its place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.hours import SiteHours, is_staffed, next_opening
from alerts.numbers import Numbers
from alerts.workdays import add_percent, add_working
from domain import Alert, Severity, Site


class Step(StrEnum):
    """A rung, in the order of the climb; `repeat` comes between and after."""

    FIRST = "first"
    DEPUTY = "deputy"
    LEAD = "lead"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Ladder:
    """What decides who is told and when, besides the alert itself.

    `out_of_reach`: staff whom no message reaches now (never linked, blocked, left). With nobody in reach
    further up, they are named all the same, so that the failed notice is on record.
    """

    site: Site
    hours: SiteHours
    numbers: Numbers
    out_of_reach: frozenset[int] = frozenset()


def clock_starts(alert: Alert, ladder: Ladder) -> datetime:
    """When the time to act begins: at once if somebody sees it, else at the next opening."""
    if alert.severity is Severity.RED and ladder.site.out_of_hours_id is not None:
        return alert.fired_at
    return next_opening(ladder.hours, alert.fired_at)


def deadline(alert: Alert, ladder: Ladder) -> datetime:
    """When the case must be acknowledged: minutes (RED) or working days (AMBER) from its clock's start."""
    start = clock_starts(alert, ladder)
    if alert.severity is Severity.RED:
        return start + timedelta(minutes=ladder.numbers.red.acknowledge)
    return add_working(ladder.hours, start, ladder.numbers.working_days[alert.rule])


def must_wait(alert: Alert, ladder: Ladder, as_of: datetime) -> bool:
    """AMBER does not disturb anybody outside staffed hours."""
    return alert.severity is Severity.AMBER and not is_staffed(ladder.hours, as_of)


def rungs(alert: Alert, ladder: Ladder) -> tuple[tuple[Step, datetime], ...]:
    """When each rung is reached, in order."""
    start, numbers = clock_starts(alert, ladder), ladder.numbers
    if alert.severity is Severity.RED:
        deputy, lead = (start + timedelta(minutes=after) for after in (numbers.red.deputy, numbers.red.lead))
    else:
        limit = numbers.working_days[alert.rule]
        percents = (numbers.amber.deputy_percent, numbers.amber.lead_percent)
        deputy, lead = (add_percent(ladder.hours, start, limit, percent) for percent in percents)
    return (Step.FIRST, start), (Step.DEPUTY, deputy), (Step.LEAD, lead)


def recipient(step: Step, alert: Alert, ladder: Ladder, as_of: datetime) -> int | None:
    """Who stands on this rung; where nobody does, or nobody in reach, the next one up who is."""
    named = climb(step, alert.severity, ladder.site, ladder.hours, as_of)
    in_reach = [staff_id for staff_id in named if staff_id not in ladder.out_of_reach]
    return next(iter(in_reach or named), None)


def climb(step: Step, severity: Severity, site: Site, hours: SiteHours, as_of: datetime) -> tuple[int, ...]:
    """Who stands on this rung and on those above it, in the order of the climb; empty ones are left out."""
    posts = {
        Step.FIRST: (on_call(severity, site, hours, as_of), site.deputy_id, site.lead_id),
        Step.DEPUTY: (site.deputy_id, site.lead_id),
        Step.LEAD: (site.lead_id,),
    }
    return tuple(staff_id for staff_id in posts[step] if staff_id is not None)


def on_call(severity: Severity, site: Site, hours: SiteHours, as_of: datetime) -> int | None:
    """Whom the rota names at this instant."""
    outside = severity is Severity.RED and not is_staffed(hours, as_of)
    return (site.out_of_hours_id if outside else None) or site.owner_id


def repeat_at(alert: Alert, ladder: Ladder, last: datetime) -> datetime:
    """When somebody last told at this instant is told again."""
    if alert.severity is Severity.RED:
        return last + timedelta(minutes=ladder.numbers.red.repeat)
    return add_working(ladder.hours, last, ladder.numbers.amber.repeat_working_days)
