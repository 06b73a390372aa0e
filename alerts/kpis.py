"""How well alerting works: how much it asks of staff, how soon they act, and how often it was worth it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from domain import Alert, AlertState, Kpis, RuleFigures


@dataclass(frozen=True, slots=True)
class Case:
    """One case as the figures need it.

    `due_at`: when it had to be acknowledged. `acted`: whether it was closed with an action, or as needing
    none; None while it is not closed.
    """

    alert: Alert
    due_at: datetime
    acted: bool | None


def kpis(cases: Sequence[Case], questionnaires: int, as_of: datetime, span: timedelta) -> Kpis:
    """The figures of the cases that fired, and of the questionnaires that ended, in this span before `as_of`.

    Acknowledged in time: of the cases whose limit is over or that are acknowledged, those acknowledged by it;
    an open case within its limit does not count yet. Hours run from the instant the rule fired. Positive
    predictive value: of closed cases, those closed with an action (any code but "no action"). A superseded
    case counts as raised and nowhere else. Source: targets are ours [P]; PPV is aimed at 50 %.
    """
    alerts = [case.alert for case in cases]
    closed = [alert for alert in alerts if alert.state is AlertState.RESOLVED]
    standing = [case for case in cases if case.alert.state is not AlertState.SUPERSEDED]
    answered = [case for case in standing if case.alert.acknowledged_at or case.due_at <= as_of]
    return Kpis(
        days=span.days,
        questionnaires=questionnaires,
        alerts=len(cases),
        alerts_per_100_questionnaires=_share(100 * len(cases), questionnaires),
        acknowledged_in_time=_share(sum(map(_in_time, answered)), len(answered)),
        median_hours_to_acknowledge=_hours([(one.fired_at, one.acknowledged_at) for one in alerts]),
        median_hours_to_close=_hours([(one.fired_at, one.closed_at) for one in closed]),
        rules={rule: _figures([one for one in cases if one.alert.rule == rule]) for rule in _rules(alerts)},
    )


def _rules(alerts: Sequence[Alert]) -> list[str]:
    return sorted({alert.rule for alert in alerts})


def _in_time(case: Case) -> bool:
    acknowledged_at = case.alert.acknowledged_at
    return acknowledged_at is not None and acknowledged_at <= case.due_at


def _figures(cases: Sequence[Case]) -> RuleFigures:
    acted = sum(case.acted is True for case in cases)
    without = sum(case.acted is False for case in cases)
    return RuleFigures(len(cases), acted, without, _share(acted, acted + without))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _hours(spans: Sequence[tuple[datetime, datetime | None]]) -> float | None:
    taken = [(end - begin) / timedelta(hours=1) for begin, end in spans if end is not None]
    return median(taken) if taken else None
