"""The figures of alerting, counted by hand."""

from datetime import UTC, datetime, timedelta

from alerts.kpis import Case, kpis
from domain import Alert, AlertState, RuleFigures, Severity

AS_OF = datetime(2025, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _case(
    number: int,
    rule: str,
    *,
    acknowledged: float | None = None,
    closed: float | None = None,
    acted: bool | None = None,
    due: float = 10,
    fired: float = 100,
) -> Case:
    """A case that fired so many hours ago; the other times are hours after that."""
    at = AS_OF - fired * HOUR
    state = AlertState.OPEN if acknowledged is None else AlertState.ACKNOWLEDGED
    alert = Alert(
        id=number,
        key=str(number),
        episode_id=1,
        response_id=None,
        rule=rule,
        rule_version="1.0.0",
        severity=Severity.AMBER,
        state=state if closed is None else AlertState.RESOLVED,
        fired_at=at,
        inputs={},
        acknowledged_at=None if acknowledged is None else at + acknowledged * HOUR,
        acknowledged_by_id=None,
        closed_at=None if closed is None else at + closed * HOUR,
    )
    return Case(alert, at + due * HOUR, acted)


def test_each_figure_is_counted_as_it_says() -> None:
    cases = (
        _case(1, "AMB-2", acknowledged=10, closed=20, acted=True),  # in time, to the minute
        _case(2, "AMB-2", acknowledged=11, closed=40, acted=False),  # late
        _case(3, "AMB-1"),  # nobody yet, and its limit is over
        _case(4, "AMB-1", fired=5),  # nobody yet, within its limit: not counted
        _case(5, "AMB-2", acknowledged=3),
    )
    found = kpis(cases, 250, AS_OF, timedelta(days=91))
    assert (found.questionnaires, found.alerts, found.alerts_per_100_questionnaires) == (250, 5, 2.0)
    assert found.acknowledged_in_time == 2 / 4
    assert found.median_hours_to_acknowledge == 10
    assert found.median_hours_to_close == 30
    assert found.rules == {"AMB-1": RuleFigures(2, 0, 0, None), "AMB-2": RuleFigures(3, 1, 1, 0.5)}


def test_where_nothing_is_there_to_count_nothing_is_claimed() -> None:
    found = kpis((), 0, AS_OF, timedelta(days=91))
    assert (found.alerts, found.alerts_per_100_questionnaires, found.acknowledged_in_time) == (0, None, None)
    assert (found.median_hours_to_acknowledge, found.median_hours_to_close, found.rules) == (None, None, {})
