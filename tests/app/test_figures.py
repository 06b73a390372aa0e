"""The figures of alerting, as the tables have them."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.figures import SPAN, as_row, figures
from domain import Severity
from storage import alerts
from storage.database import Database, Tx
from storage.words import CloseCode
from tests import cast

HOUR = timedelta(hours=1)


def _raise(tx: Tx, at: datetime, person: cast.Person, number: int, rule: str = "AMB-2") -> int:
    raised = alerts.raise_alert(
        tx,
        cast.by(at),
        key=f"AMB-2:{number}",
        episode_id=person.episode.id,
        response_id=None,
        rule=rule,
        rule_version="1.0.0",
        severity=Severity.AMBER,
        inputs={},
    )
    assert raised is not None
    return raised.id


def test_what_was_closed_without_action_counts_against_its_rule(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann", tmr_on=as_of.date() - timedelta(days=60))
        _raise(tx, as_of - SPAN - HOUR, ann, 1)  # before the quarter
        called, nothing, waits = (_raise(tx, as_of, ann, number) for number in (2, 3, 4))
        alerts.close(tx, cast.by(as_of + HOUR), called, team.owner.id, CloseCode.CALLED, None)
        alerts.close(tx, cast.by(as_of + 3 * HOUR), nothing, team.owner.id, CloseCode.NO_ACTION, "noise")
        assert waits
        found = as_row(figures(tx, as_of))
    assert found["alerts"] == 3
    assert found["acknowledged_in_time"] == 1.0
    assert (found["median_hours_to_acknowledge"], found["median_hours_to_close"]) == (2.0, 2.0)
    assert found["rules"] == {"AMB-2": {"raised": 3, "with_action": 1, "without": 1, "ppv": 0.5}}
    assert (found["questionnaires"], found["alerts_per_100_questionnaires"]) == (0, None)


def test_the_figures_of_one_site_leave_out_the_others(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann", tmr_on=as_of.date() - timedelta(days=60))
        _raise(tx, as_of, ann, 1)
        assert figures(tx, as_of, team.site).alerts == 1
        assert figures(tx, as_of, replace(team.site, id=team.site.id + 1)).alerts == 0


def test_a_case_of_a_rule_that_is_gone_counts_under_its_old_name(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann", tmr_on=as_of.date() - timedelta(days=60))
        _raise(tx, as_of, ann, 1, rule="AMB-0")
        assert figures(tx, as_of + 30 * 24 * HOUR, team.site).rules["AMB-0"].raised == 1
