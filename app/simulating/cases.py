"""The cases of one made-up episode: what joins what, whom the ladder tells, and who takes it when.

Staff are like those of the demo: most take a case in time, some late, some never; the lead always does.
Whoever took a case closes it some days later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from alerts.cases import case_for
from alerts.escalation import due_steps, next_step_at
from alerts.hours import site_hours
from alerts.ladder import Ladder
from alerts.numbers import Numbers
from alerts.rule import Finding
from alerts.rules import RULES
from app.simulating.words import Case, Contact, Contacted
from domain import Alert, AlertState, Message, Mode, Nation, Severity, Site

COORDINATOR = 6
SITE = Site(
    id=1,
    code="NORTH",
    name="North Hospital",
    nation=Nation.ENGLAND,
    zone="Europe/London",
    team_phone="020 7946 0000",
    staffed_hours="Mon-Fri 09:00-17:00",
    mode=Mode.MONITORING,
    owner_id=1,
    deputy_id=2,
    lead_id=3,
    safety_officer_id=4,
    out_of_hours_id=5,
    answers_in_notices=False,
)
_HABITS: Mapping[int, tuple[float, float]] = {1: (0.75, 0.12), 2: (0.7, 0.2), 3: (1.0, 0.0), 5: (0.85, 0.1)}
"""How likely each takes a case in time, and late."""
_STEPS = {
    "first": "told first",
    "deputy": "the deputy, for nobody has taken the case",
    "lead": "the lead, for nobody has taken the case",
    "repeat": "told again, for nobody has taken the case",
}


@dataclass(slots=True)
class Cases:
    """Of one episode; `told` and `cases` in the order they came."""

    patient: str
    numbers: Numbers
    holidays: Callable[[Site, datetime], frozenset[date]]
    until: datetime
    alerts: tuple[Alert, ...] = ()
    told: tuple[Contacted, ...] = ()

    def raise_case(self, finding: Finding, response_id: int, at: datetime, roll: Random) -> None:
        """A finding joins a case or makes one, which is told until somebody takes it."""
        if case_for(finding, [_as_of(alert, at) for alert in self.alerts], self.numbers, at) is not None:
            return
        alert = Alert(
            id=len(self.alerts) + 1,
            key=finding.key,
            episode_id=1,
            response_id=response_id,
            rule=finding.rule,
            rule_version=finding.version,
            severity=finding.severity,
            state=AlertState.OPEN,
            fired_at=at,
            inputs=finding.inputs,
            acknowledged_at=None,
            acknowledged_by_id=None,
            closed_at=None,
        )
        taken_at = self._tell(alert, roll)
        closed_at = taken_at and taken_at + timedelta(days=roll.randint(1, 7), minutes=roll.randint(0, 240))
        self.alerts = (*self.alerts, replace(alert, acknowledged_at=taken_at, closed_at=closed_at))

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(Case(self.patient, each.rule, each.severity, each.fired_at) for each in self.alerts)

    def _tell(self, alert: Alert, roll: Random) -> datetime | None:
        """Climb the ladder until somebody takes the case, or to the end; when it was taken."""
        queued: dict[str, datetime] = {}
        taken_at: datetime | None = None
        heard: set[int | None] = set()
        look_at: datetime | None = alert.fired_at
        while look_at is not None and look_at < min(taken_at or self.until, self.until):
            ladder = Ladder(SITE, site_hours(SITE, self.holidays(SITE, look_at)), self.numbers)
            for message in due_steps(alert, ladder, queued, look_at):
                queued[message.key] = look_at
                self.told = (*self.told, self._notice(alert, message, look_at))
                if message.staff_id not in heard:
                    heard.add(message.staff_id)
                    taken_at = _sooner(taken_at, _takes(alert, message.staff_id, look_at, roll))
            look_at = next_step_at(alert, ladder, queued, look_at)
        return taken_at

    def _notice(self, alert: Alert, message: Message, at: datetime) -> Contacted:
        rule = RULES[alert.rule]
        step = _STEPS.get(str(message.detail["step"]), str(message.detail["step"]))
        reason = f"{rule.fires_when}: {step}"
        return Contacted(at, SITE.zone, self.patient, Contact.NOTICE, rule.id, alert.severity, reason)


def _as_of(alert: Alert, at: datetime) -> Alert:
    """The alert as it stood."""
    if alert.closed_at is not None and alert.closed_at <= at:
        return replace(alert, state=AlertState.RESOLVED)
    taken = alert.acknowledged_at is not None and alert.acknowledged_at <= at
    return replace(alert, state=AlertState.ACKNOWLEDGED) if taken else alert


def _takes(alert: Alert, staff_id: int | None, at: datetime, roll: Random) -> datetime | None:
    """When somebody who is told takes the case: in minutes or hours, late, or never."""
    in_time, late = _HABITS.get(staff_id or 0, (0.0, 0.0))
    urgent, chance = alert.severity is Severity.RED, roll.random()
    soon = roll.randint(4, 45) if urgent else roll.randint(10, 300)
    later = roll.randint(65, 110) if urgent else roll.randint(2 * 1440, 5 * 1440)
    if chance >= in_time + late:
        return None
    return at + timedelta(minutes=soon if chance < in_time else later)


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)
