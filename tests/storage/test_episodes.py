"""Episodes: the register, and when the tick must look."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select, text

from domain import Act, Limb
from storage import episodes, trail
from storage.database import Database
from storage.schema import assessment, episode
from storage.words import Governance
from tests import cast
from tests.storage.conftest import Scene, plan, said


def test_an_operation_is_registered_as_told_and_is_not_active(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        new = episodes.register(
            tx,
            act,
            patient_id=scene.ann.patient.id,
            operation=cast.OPERATION,
            governance=Governance(),
            protocol_id=scene.ann.episode.protocol_id,
        )
        assert (new.code, new.activated_at, new.next_look_at) == ("E0002", None, None)
        assert episodes.operation(tx, new.id) == cast.OPERATION
        assert episodes.governance(tx, new.id) == Governance()
        assert new.site_id == scene.team.site.id


def test_activating_begins_once_and_is_due_at_once(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        later = replace(act, at=act.at + timedelta(hours=1))
        assert not episodes.activate(tx, later, scene.ann.episode.id)
        assert episodes.get(tx, scene.ann.episode.id).activated_at == act.at
        assert episodes.due(tx, act.at, 10) == (scene.ann.episode.id,)


def test_fay_has_two_episodes(database: Database, scene: Scene, as_of: datetime) -> None:
    with database.write() as tx:
        fay = cast.person(tx, as_of, scene.team, "Fay")
        second = cast.operated(tx, as_of, fay.patient.id, tmr_on=date(2025, 6, 1), limb=Limb.UPPER)
        assert episodes.of_patient(tx, fay.patient.id) == (fay.episode, second)
        assert episodes.every(tx)[-1] == second
        assert episodes.by_code(tx, second.code) == second


def test_correcting_the_operation_wakes_the_tick_and_tells_before_and_after(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        episodes.look_at(tx, scene.ann.episode.id, None)
        corrected = replace(cast.OPERATION, tmr_on=date(2025, 1, 17))
        episodes.set_operation(tx, act, scene.ann.episode.id, corrected)
        assert episodes.operation(tx, scene.ann.episode.id) == corrected
        assert episodes.get(tx, scene.ann.episode.id).next_look_at == act.at
        assert trail.read(tx)[-1].detail == {"changed": {"tmr_on": ["2025-01-15", "2025-01-17"]}}


def test_arrangements_are_told_by_field_name_only(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        told = replace(cast.GOVERNANCE, governance_lead="Dr Canary", mdt_roles=("surgeon",))
        episodes.set_governance(tx, act, scene.ann.episode.id, told)
        assert episodes.governance(tx, scene.ann.episode.id) == told
        assert trail.read(tx)[-1].detail == {"changed": ["governance_lead", "mdt_roles"]}


def test_another_protocol_is_followed_from_here_on(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        second = cast.protocol(tx, act.at, version="2.0.0")
        episodes.use_protocol(tx, act, scene.ann.episode.id, second)
        assert episodes.get(tx, scene.ann.episode.id).protocol_id == second


def test_an_episode_that_is_not_active_is_never_due(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        told = {"operation": cast.OPERATION, "governance": Governance()}
        protocol_id = scene.ann.episode.protocol_id
        new = episodes.register(tx, act, patient_id=scene.ann.patient.id, protocol_id=protocol_id, **told)  # type: ignore[arg-type]
        episodes.look_at(tx, new.id, act.at)
        episodes.look_at(tx, scene.ann.episode.id, act.at + timedelta(seconds=1))
        assert episodes.due(tx, act.at, 10) == ()
        episodes.set_governance(tx, act, new.id, cast.GOVERNANCE)
        assert episodes.due(tx, act.at, 10) == ()


def test_the_oldest_look_comes_first(database: Database, scene: Scene, as_of: datetime) -> None:
    with database.write() as tx:
        ben = cast.person(tx, as_of, scene.team, "Ben")
        cara = cast.person(tx, as_of, scene.team, "Cara")
        episodes.look_at(tx, scene.ann.episode.id, as_of - timedelta(hours=1))
        episodes.look_at(tx, ben.episode.id, as_of - timedelta(hours=3))
        episodes.look_at(tx, cara.episode.id, as_of - timedelta(hours=2))
        assert episodes.due(tx, as_of, 2) == (ben.episode.id, cara.episode.id)


def test_among_a_hundred_thousand_planned_assessments_what_is_due_is_found_by_index(
    database: Database, scene: Scene, act: Act, as_of: datetime
) -> None:
    with database.write() as tx:
        like_anns = tx.conn.execute(episode.select()).mappings().one()
        many = [
            dict(like_anns) | {"id": n, "code": f"X{n}", "next_look_at": as_of + timedelta(minutes=n)}
            for n in range(1000, 9000)
        ]
        tx.conn.execute(insert(episode), many)
        for point in range(12):
            plan(tx, act, scene.ann, f"T{point}")
        names = [column.name for column in assessment.c if column.name != "id"]
        anns = [assessment.c[name] if name != "episode_id" else episode.c.id for name in names]
        others = select(*anns).select_from(assessment.join(episode, episode.c.code.like("X%")))
        tx.conn.execute(insert(assessment).from_select(names, others))
        assert tx.conn.execute(select(func.count()).select_from(assessment)).scalar_one() > 100_000
        tx.conn.execute(text("ANALYZE"))
        found = (scene.ann.episode.id, 1000, 1001)
        with said(database) as statements:
            assert episodes.due(tx, as_of + timedelta(minutes=1001), 50) == found
        ((statement, values),) = statements
        explain = "EXPLAIN QUERY PLAN" if tx.conn.dialect.name == "sqlite" else "EXPLAIN"
        explained = str(tx.conn.exec_driver_sql(f"{explain} {statement}", values).all())
        assert "ix_episode_next_look_at" in explained
