"""The ladder of a case: who is on each rung, and when the climb reaches it.

RED goes at any hour to whoever is on call: whom the rota names, else the owner in staffed hours and the
out-of-hours contact at night. With neither its clock starts at the next opening or turn of the rota. AMBER is
told in staffed hours only. Where nobody stands on a rung, or nobody who can be reached, the next one
up who can takes its place.

A case that somebody had taken may come back: handed over, or after a snooze. Then it is to be taken anew, by
whoever it comes back to, and climbs again. The clock goes on: only when its time for the deputy had passed
already does a new one begin at the return.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.hours import SiteHours, is_staffed, next_opening
from alerts.numbers import Numbers
from alerts.roster import Roster, on_call, watched_from
from alerts.workdays import add_percent, add_working
from domain import Alert, Severity, Shift, Site


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
    further up, they are named all the same, so that the failed notice is on record. `rota`: at least the
    turns that end after the case fired, in the order of time; earlier ones change nothing.
    """

    site: Site
    hours: SiteHours
    numbers: Numbers
    out_of_reach: frozenset[int] = frozenset()
    rota: tuple[Shift, ...] = ()

    @property
    def roster(self) -> Roster:
        return Roster(self.site, self.hours, self.rota)


@dataclass(frozen=True, slots=True)
class Return:
    """A case that somebody had taken came back to be taken anew, by this person before all others.

    `at_once`: a colleague hands it over, so they are told at any hour.
    """

    at: datetime
    to_id: int
    at_once: bool


Returns = tuple[Return, ...]
"""In the order of time; a round of notices begins with each."""


def clock_starts(alert: Alert, ladder: Ladder) -> datetime:
    """When the time to act begins: at once if somebody sees it, else at the next opening."""
    if alert.severity is Severity.RED:
        return watched_from(ladder.roster, alert.fired_at)
    return next_opening(ladder.hours, alert.fired_at)


def deadline(alert: Alert, ladder: Ladder) -> datetime:
    """When the case must be acknowledged: minutes (RED) or working days (AMBER) from its clock's start."""
    start = clock_starts(alert, ladder)
    if alert.severity is Severity.RED:
        return start + timedelta(minutes=ladder.numbers.red.acknowledge)
    return add_working(ladder.hours, start, ladder.numbers.limit(alert.rule))


def must_wait(alert: Alert, ladder: Ladder, as_of: datetime) -> bool:
    """AMBER does not disturb anybody outside staffed hours."""
    return alert.severity is Severity.AMBER and not is_staffed(ladder.hours, as_of)


def rungs(alert: Alert, ladder: Ladder, returns: Returns = ()) -> tuple[tuple[Step, datetime], ...]:
    """When each rung is reached in the present round, in order."""
    first = clock_starts(alert, ladder)
    deputy, lead = _climbs(alert, ladder, first)
    for back in returns:
        first = back.at if _tells_at_once(alert, back) else next_opening(ladder.hours, back.at)
        if back.at >= deputy:
            deputy, lead = _climbs(alert, ladder, first)
    return (Step.FIRST, first), (Step.DEPUTY, deputy), (Step.LEAD, lead)


def _tells_at_once(alert: Alert, back: Return) -> bool:
    return back.at_once or alert.severity is Severity.RED


def _climbs(alert: Alert, ladder: Ladder, start: datetime) -> tuple[datetime, datetime]:
    """When a clock that starts then reaches the deputy and the lead."""
    numbers = ladder.numbers
    if alert.severity is Severity.RED:
        after = (numbers.red.deputy, numbers.red.lead)
        return start + timedelta(minutes=after[0]), start + timedelta(minutes=after[1])
    limit, amber = numbers.limit(alert.rule), numbers.amber
    opening = next_opening(ladder.hours, start)
    return (
        add_percent(ladder.hours, opening, limit, amber.deputy_percent),
        add_percent(ladder.hours, opening, limit, amber.lead_percent),
    )


def recipient(step: Step, alert: Alert, ladder: Ladder, as_of: datetime, returns: Returns = ()) -> int | None:
    """Who stands on this rung; where nobody does, or nobody in reach, the next one up who is.

    The first rung of a case that came back is whoever it came back to.
    """
    named = climb(step, alert.severity, ladder.roster, as_of)
    if step is Step.FIRST and returns:
        named = (returns[-1].to_id, *named)
    in_reach = [staff_id for staff_id in named if staff_id not in ladder.out_of_reach]
    return next(iter(in_reach or named), None)


def climb(step: Step, severity: Severity, roster: Roster, as_of: datetime) -> tuple[int, ...]:
    """Who stands on this rung and on those above it, in the order of the climb; empty ones are left out."""
    site = roster.site
    posts = {
        Step.FIRST: (*on_call(severity, roster, as_of), site.deputy_id, site.lead_id),
        Step.DEPUTY: (site.deputy_id, site.lead_id),
        Step.LEAD: (site.lead_id,),
    }
    return tuple(staff_id for staff_id in posts[step] if staff_id is not None)


def holds_post(site: Site, staff_id: int) -> bool:
    """Whether somebody stands on the ladder at all times, not for a turn on the rota."""
    return staff_id in (site.owner_id, site.deputy_id, site.lead_id, site.out_of_hours_id)


def repeat_at(alert: Alert, ladder: Ladder, last: datetime) -> datetime:
    """When somebody last told at this instant is told again."""
    if alert.severity is Severity.RED:
        return last + timedelta(minutes=ladder.numbers.red.repeat)
    return add_working(ladder.hours, last, ladder.numbers.amber.repeat_working_days)
