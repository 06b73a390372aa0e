"""Assessments: planned ones move, open ones end, ended ones stay as they were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import Act, AssessmentKind, AssessmentState
from storage import assessments
from storage.database import Database, Tx
from storage.faults import RuleBroken
from tests import cast
from tests.storage.conftest import Scene, plan

OTHER = {
    "opens_on": date(2025, 3, 1),
    "closes_on": date(2025, 3, 5),
    "zone": "Europe/Athens",
    "instruments": ("core",),
}


def moved(tx: Tx, act: Act, scene: Scene, assessment_id: int) -> bool:
    protocol_id = scene.ann.episode.protocol_id
    return assessments.move(tx, act, assessment_id, send_at=act.at, protocol_id=protocol_id, **OTHER)  # type: ignore[arg-type]


def test_an_assessment_comes_back_as_planned(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        planned = plan(tx, act, scene.ann, "W06")
        assert planned == assessments.get(tx, planned.id)
        assert planned.instruments == ("core", "extended")
        assert planned.state is AssessmentState.PLANNED
        assert planned.opened_at is planned.closed_at is planned.answered_at is None


def test_a_time_point_is_planned_once_per_protocol(database: Database, scene: Scene, act: Act) -> None:
    with pytest.raises(RuleBroken), database.write() as tx:
        plan(tx, act, scene.ann, "W02")


def test_one_that_will_not_be_asked_is_recorded_with_the_reason(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        late = assessments.add(
            tx,
            act,
            episode_id=scene.ann.episode.id,
            protocol_id=scene.ann.episode.protocol_id,
            time_point="BL",
            kind=AssessmentKind.SCHEDULED,
            send_at=act.at,
            state=AssessmentState.MISSED,
            reason="enrolled-later",
            **OTHER,  # type: ignore[arg-type]
        )
    assert (late.state, late.reason, late.closed_at) == (AssessmentState.MISSED, "enrolled-later", act.at)


def test_only_a_planned_assessment_moves(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        planned = plan(tx, act, scene.ann, "W06")
        assert moved(tx, act, scene, planned.id)
        kept = {name: value for name, value in OTHER.items() if name != "zone"}  # for exports alone
        assert assessments.get(tx, planned.id) == replace(planned, send_at=act.at, **kept)  # type: ignore[arg-type]
        assert not moved(tx, act, scene, scene.assessment.id)
        assert assessments.get(tx, scene.assessment.id) == scene.assessment


def test_an_assessment_opens_once(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        assert scene.assessment.opened_at == act.at
        assert not assessments.open(tx, replace(act, at=act.at + timedelta(days=1)), scene.assessment.id)


def test_the_first_prompt_is_the_one_that_counts(database: Database, scene: Scene, act: Act) -> None:
    later = replace(act, at=act.at + timedelta(days=2))
    with database.write() as tx:
        assessments.prompted(tx, act, [scene.assessment.id], 2**40)
        assessments.prompted(tx, later, [scene.assessment.id], 18)
        told = assessments.get(tx, scene.assessment.id)
        assert (told.prompted_at, told.card_message_id) == (act.at, 18)
        assessments.set_card(tx, scene.assessment.id, 19)
        assert assessments.get(tx, scene.assessment.id).card_message_id == 19


def test_only_the_first_look_counts(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        assert assessments.seen(tx, act, scene.assessment.id)
        assert not assessments.seen(tx, replace(act, at=act.at + timedelta(days=1)), scene.assessment.id)
        assert assessments.get(tx, scene.assessment.id).first_seen_at == act.at


@pytest.mark.parametrize(
    "state",
    [AssessmentState.COMPLETED, AssessmentState.PARTIAL, AssessmentState.MISSED, AssessmentState.CANCELLED],
)
def test_an_ended_assessment_stays_as_it_ended(
    database: Database, scene: Scene, act: Act, state: AssessmentState
) -> None:
    with database.write() as tx:
        assert assessments.end(tx, act, scene.assessment.id, state, "why")
        assert not assessments.end(tx, act, scene.assessment.id, AssessmentState.CANCELLED)
        assert not assessments.open(tx, act, scene.assessment.id)
        told = assessments.get(tx, scene.assessment.id)
        assert (told.state, told.reason, told.closed_at) == (state, "why", act.at)
        assert told.answered_at == (act.at if state is AssessmentState.COMPLETED else None)


def test_a_planned_assessment_can_be_cancelled(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        planned = plan(tx, act, scene.ann, "W06")
        assert assessments.end(tx, act, planned.id, AssessmentState.CANCELLED, "withdrawn")


def test_one_cancelled_before_it_was_due_can_be_planned_again(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        planned = plan(tx, act, scene.ann, "W06")
        assessments.end(tx, act, planned.id, AssessmentState.CANCELLED, "paused")
        assert assessments.revive(tx, act, planned.id)
        assert assessments.get(tx, planned.id) == planned
        assert not assessments.revive(tx, act, planned.id)
        assessments.end(tx, act, scene.assessment.id, AssessmentState.CANCELLED)
        assert not assessments.revive(tx, act, scene.assessment.id)


def test_what_a_patient_is_asked_now_covers_all_their_episodes(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        second = cast.operated(tx, act.at, scene.ann.patient.id)
        other = plan(tx, act, cast.Person(scene.ann.patient, second), "W02")
        assert assessments.open_of_patient(tx, scene.ann.patient.id) == (scene.assessment,)
        assessments.open(tx, act, other.id)
        asked = assessments.open_of_patient(tx, scene.ann.patient.id)
        assert [assessment.id for assessment in asked] == [scene.assessment.id, other.id]


def test_an_episodes_assessments_come_by_time_of_sending_then_time_point(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        plan(tx, act, scene.ann, "M03")
        early = plan(tx, act, scene.ann, "W06")
        moved(tx, act, scene, early.id)
        found = assessments.of_episode(tx, scene.ann.episode.id)
        assert [assessment.time_point for assessment in found] == ["W06", "M03", "W02"]
