"""A site, its hours and its cases, written shortly, for the tests of hours and escalation."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from alerts.hours import SiteHours, site_hours
from alerts.ladder import Ladder
from alerts.numbers_file import bundled
from domain import Alert, AlertState, Mode, Nation, Severity, Site

LONDON = ZoneInfo("Europe/London")
EASTER_MONDAY = date(2025, 4, 21)
GOOD_FRIDAY = date(2025, 4, 18)
HOLIDAYS = frozenset({GOOD_FRIDAY, EASTER_MONDAY})

OWNER, DEPUTY, LEAD, NIGHT = 1, 2, 3, 4

SITE = Site(
    id=1,
    code="NORTH",
    name="North Hospital",
    nation=Nation.ENGLAND,
    zone="Europe/London",
    team_phone="0100 000000",
    staffed_hours="Mon-Fri 09:00-17:00; Sat 09:00-12:00",
    mode=Mode.MONITORING,
    owner_id=OWNER,
    deputy_id=DEPUTY,
    lead_id=LEAD,
    safety_officer_id=LEAD,
    out_of_hours_id=None,
    answers_in_notices=False,
)
HOURS = site_hours(SITE, HOLIDAYS)
NIGHT_SITE = replace(SITE, out_of_hours_id=NIGHT)


def local(text: str) -> datetime:
    """The UTC instant of a London wall time such as `2025-03-10 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def wall(instant: datetime) -> str:
    """The London wall time of an instant, to the minute."""
    return instant.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


def ladder(site: Site = SITE, hours: SiteHours = HOURS) -> Ladder:
    return Ladder(site, hours, bundled())


def case(rule: str, fired: str, *, number: int = 7, state: AlertState = AlertState.OPEN) -> Alert:
    """A case of this rule, raised at a London wall time."""
    return Alert(
        id=number,
        key=f"{rule}:{number}",
        episode_id=5,
        response_id=9,
        rule=rule,
        rule_version="1.0.0",
        severity=Severity.RED if rule.startswith("RED") else Severity.AMBER,
        state=state,
        fired_at=local(fired),
        inputs={},
        acknowledged_at=None,
        acknowledged_by_id=None,
        closed_at=None,
    )
