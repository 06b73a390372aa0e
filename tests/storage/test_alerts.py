"""Alerts: a finding counts once, one person takes it, and everything done stays written."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain import Act, Alert, AlertState, Lane, Message, Severity
from storage import alerts, outbox, trail
from storage.database import Database, Tx
from storage.words import ActionKind, CloseCode, OutboxState
from tests.storage.conftest import Scene


def raised(tx: Tx, act: Act, scene: Scene, key: str, severity: Severity = Severity.RED) -> Alert | None:
    return alerts.raise_alert(
        tx,
        act,
        key=key,
        episode_id=scene.ann.episode.id,
        response_id=scene.response.id,
        rule="RED-1",
        rule_version="1.0.0",
        severity=severity,
        inputs={"bleeding": True},
    )


@pytest.fixture
def case(database: Database, scene: Scene, act: Act) -> Alert:
    with database.write() as tx:
        found = raised(tx, act, scene, "RED-1:1:0")
    assert found is not None
    return found


def test_a_finding_raises_one_alert_whatever_is_replayed(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        assert raised(tx, replace(act, at=act.at + timedelta(hours=1)), scene, "RED-1:1:0") is None
        assert alerts.of_episode(tx, scene.ann.episode.id) == (case,)
        assert alerts.every(tx) == (case,)
        (first,) = alerts.actions(tx, case.id)
    assert (first.kind, first.key, first.detail) == (ActionKind.RAISED, "RED-1:1:0", {"bleeding": True})
    assert case.inputs == {"bleeding": True}


def test_a_later_finding_joins_once_and_raises_nothing_of_its_own(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        assert alerts.join(tx, act, case.id, "RED-1:2:0", {"bleeding": True})
        assert not alerts.join(tx, act, case.id, "RED-1:2:0", {"bleeding": True})
        assert not alerts.join(tx, act, case.id, "RED-1:1:0", {})
        assert raised(tx, act, scene, "RED-1:2:0") is None
        assert [action.kind for action in alerts.actions(tx, case.id)] == [
            ActionKind.RAISED,
            ActionKind.JOINED,
        ]


def test_only_the_first_to_acknowledge_does(database: Database, scene: Scene, act: Act, case: Alert) -> None:
    later = replace(act, at=act.at + timedelta(minutes=1))
    with database.write() as tx:
        assert alerts.acknowledge(tx, act, case.id, scene.team.owner.id)
        assert not alerts.acknowledge(tx, later, case.id, scene.team.deputy.id)
        told = alerts.get(tx, case.id)
    assert (told.state, told.acknowledged_at) == (AlertState.ACKNOWLEDGED, act.at)
    assert told.acknowledged_by_id == scene.team.owner.id


def test_a_case_closes_once_with_what_was_done(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        alerts.acknowledge(tx, act, case.id, scene.team.owner.id)
        assert alerts.standing(tx) != ()
        assert alerts.close(tx, act, case.id, scene.team.deputy.id, CloseCode.CALLED, "spoke to Canary")
        assert not alerts.close(tx, act, case.id, scene.team.owner.id, CloseCode.NO_ACTION, None)
        assert not alerts.acknowledge(tx, act, case.id, scene.team.owner.id)
        assert alerts.standing(tx) == ()
        told = alerts.get(tx, case.id)
        assert (told.state, told.closed_at) == (AlertState.RESOLVED, act.at)
        assert told.acknowledged_by_id == scene.team.owner.id
        assert alerts.actions(tx, case.id)[-1].detail["reason"] == "spoke to Canary"
        assert "Canary" not in str([line.detail for line in trail.read(tx)])


def test_closing_an_untaken_case_takes_it_first(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        assert alerts.close(tx, act, case.id, scene.team.lead.id, CloseCode.ADVICE, None)
        assert alerts.get(tx, case.id).acknowledged_by_id == scene.team.lead.id
        kinds = [action.kind for action in alerts.actions(tx, case.id)]
    assert kinds == [ActionKind.RAISED, ActionKind.ACKNOWLEDGED, ActionKind.CLOSED]


def test_a_step_is_noted_once_under_its_key_and_freely_without(
    database: Database, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        assert alerts.note(tx, act, case.id, ActionKind.ESCALATED, {"step": 1}, "step:1")
        assert not alerts.note(tx, act, case.id, ActionKind.ESCALATED, {"step": 1}, "step:1")
        assert alerts.note(tx, act, case.id, ActionKind.ANSWER_CHANGED, {"seq": 4})
        assert alerts.note(tx, act, case.id, ActionKind.ANSWER_CHANGED, {"seq": 5})
        assert len(alerts.actions(tx, case.id)) == 4


def test_standing_cases_come_red_first_then_the_oldest(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        raised(tx, replace(act, at=act.at - timedelta(days=2)), scene, "a", Severity.AMBER)
        raised(tx, replace(act, at=act.at - timedelta(days=1)), scene, "b", Severity.RED)
        assert [alert.key for alert in alerts.standing(tx)] == ["b", "RED-1:1:0", "a"]


def test_a_case_is_untold_until_a_notice_of_it_went_out_or_may_have(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    """A notice that waits, is refused or is dropped tells nobody."""
    with database.write() as tx:
        assert alerts.untold(tx, act.at - timedelta(seconds=1)) == {}
        assert alerts.untold(tx, act.at) == {scene.team.site.id: (case,)}
        for n, state in enumerate((OutboxState.FAILED, OutboxState.DROPPED, OutboxState.UNSURE)):
            assert outbox.queue(tx, act, _notice(scene, case, n, act.at))
            assert alerts.untold(tx, act.at) == {scene.team.site.id: (case,)}
            (waits,) = outbox.due(tx, act.at, 2)
            outbox.claim(tx, waits.id)
            assert alerts.untold(tx, act.at) == {scene.team.site.id: (case,)}
            outbox.settle(tx, act, waits.id, state)
        assert alerts.untold(tx, act.at) == {}


def test_a_case_that_somebody_took_or_heard_of_is_not_untold(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        other = raised(tx, act, scene, "RED-1:2:0")
        assert other is not None
        alerts.acknowledge(tx, act, case.id, scene.team.owner.id)
        assert alerts.untold(tx, act.at) == {scene.team.site.id: (other,)}
        outbox.queue(tx, act, _notice(scene, other, 0, act.at))
        (waits,) = outbox.due(tx, act.at, 2)
        outbox.settle(tx, act, waits.id, OutboxState.SENT, message_id=1)
        assert alerts.untold(tx, act.at) == {}


def _notice(scene: Scene, case: Alert, n: int, at: datetime) -> Message:
    return Message(
        key=f"notice:{case.id}:first:{scene.team.owner.id}:{n}",
        kind="notice",
        lane=Lane.NOTICE,
        language="en",
        not_before_at=at,
        staff_id=scene.team.owner.id,
        alert_id=case.id,
    )


def test_only_a_case_that_nobody_took_is_superseded(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        taken = raised(tx, act, scene, "RED-1:2:0")
        assert taken is not None
        assert alerts.acknowledge(tx, act, taken.id, scene.team.owner.id)
        assert not alerts.supersede(tx, act, taken.id)
        assert alerts.supersede(tx, act, case.id)
        assert not alerts.supersede(tx, act, case.id)
        gone = alerts.get(tx, case.id)
        assert trail.read(tx)[-1].verb == "alert.supersede"
        assert alerts.actions(tx, case.id)[-1].kind is ActionKind.SUPERSEDED
    assert (gone.state, gone.closed_at) == (AlertState.SUPERSEDED, act.at)


def test_the_cases_of_a_patient_are_those_of_all_their_operations_at_the_site(
    database: Database, scene: Scene, act: Act, case: Alert
) -> None:
    with database.write() as tx:
        own, site = scene.ann.patient.id, scene.team.site.id
        assert alerts.of_patient(tx, own, site) == (case,)
        assert alerts.of_patient(tx, own, site + 1) == alerts.of_patient(tx, own + 1, site) == ()
