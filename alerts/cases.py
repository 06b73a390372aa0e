"""Which standing case a new finding joins, so that one trouble pages people once."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from alerts.numbers import Numbers
from alerts.rule import Domain, Finding
from alerts.rules import RULES
from domain import Alert, AlertState, Severity, both_days


def case_for(finding: Finding, alerts: Sequence[Alert], numbers: Numbers, given_at: datetime) -> Alert | None:
    """The case of this patient that the finding joins; None: it is a new case and pages.

    What: the newest case of the same domain that stands (open or acknowledged) and is at least as urgent;
    for AMBER, else the newest of the same rule whose answers were given less than 14 days apart from these
    (`given_at`: now, unless staff entered them late), even if it is closed. A RED finding joins only a RED
    case that nobody has acknowledged yet: danger seen after that must page again. A case that an amended
    answer took away is joined by none: nobody may have seen it.
    Source: one case per patient and domain, at most one AMBER of a kind in 14 days; urgency is ours [P].
    """
    joinable = [alert for alert in alerts if _joins(finding, alert, numbers, given_at)]
    return max(joinable, key=lambda alert: (_stands(alert), alert.fired_at, alert.id), default=None)


def _joins(finding: Finding, alert: Alert, numbers: Numbers, given_at: datetime) -> bool:
    if _domain(alert.rule) is not _domain(finding.rule) or alert.state is AlertState.SUPERSEDED:
        return False
    if finding.severity is Severity.RED:
        return alert.severity is Severity.RED and alert.state is AlertState.OPEN
    apart = abs(given_at - _given_at(alert))
    recent = alert.rule == finding.rule and apart < timedelta(numbers.amber.join_days)
    return recent or (_stands(alert) and _limit(alert.rule, numbers) <= _limit(finding.rule, numbers))


def _given_at(alert: Alert) -> datetime:
    """When its answers were given: as it was raised, or at noon of an earlier day that staff named."""
    days = both_days(alert.inputs)
    return alert.fired_at if days is None else datetime.combine(days[0], time(12), UTC)


def _domain(rule: str) -> Domain | None:
    """None for a rule of an older version that is gone: nothing joins a case of it."""
    return RULES[rule].domain if rule in RULES else None


def _stands(alert: Alert) -> bool:
    return alert.state in (AlertState.OPEN, AlertState.ACKNOWLEDGED)


def _limit(rule: str, numbers: Numbers) -> int:
    """Working days; RED is more urgent than any."""
    return numbers.working_days.get(rule, 0)
