"""A patient goes to another hospital: who asks, who is told, and what the register keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.moving import transfer
from bot.truth import Drop, Verdict, truth
from domain import Assessment, AssessmentState, Fault, Nation, PatientStatus, Severity
from storage import alerts, assessments, audit_rows, episodes, outbox, patients, sites, staff, trail
from storage.database import Database, Tx
from storage.words import ReturnReason, Role, Staff, TransferReason
from tests import cast
from tests.scheduler.lives import enrolled, lived, new_tick

ASKED = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)
CALLED = datetime(2025, 1, 30, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class South:
    """The hospital that Ann moves to."""

    site_id: int
    owner: Staff
    coordinator: Staff


def _south(tx: Tx, at: datetime) -> South:
    act = cast.by(at)
    site = sites.put(
        tx,
        act,
        code="SOUTH",
        name="South Hospital",
        nation=Nation.ENGLAND,
        zone="Europe/London",
        team_phone="020 7946 0001",
        staffed_hours="Mon-Fri 09:00-17:00",
    )
    owner, coordinator = (
        staff.add(tx, act, site_id=site.id, code=code, role=role)
        for code, role in (("SOWN", Role.CLINICIAN), ("SCO", Role.COORDINATOR))
    )
    sites.appoint(
        tx,
        act,
        site.id,
        mode=site.mode,
        owner_id=owner.id,
        deputy_id=None,
        lead_id=None,
        safety_officer_id=None,
        out_of_hours_id=None,
        answers_in_notices=False,
    )
    return South(site.id, owner, coordinator)


def _moved(database: Database, ann: cast.Person, at: datetime) -> South:
    with database.write() as tx:
        south = _south(tx, at)
        said = transfer(tx, cast.by(at), ann.patient, "SOUTH", TransferReason.MOVED)
        assert said.startswith("SOUTH follows P0001 from now on")
    return south


def _by_code(database: Database, episode_id: int) -> Mapping[str, Assessment]:
    with database.read() as tx:
        return {each.time_point: each for each in assessments.of_episode(tx, episode_id)}


def _now(tx: Tx, key: str, at: datetime, episode_id: int) -> Verdict:
    (row,) = (row for row in outbox.of_episode(tx, episode_id) if row.key == key)
    return truth(tx, row, at, lambda _tx, _protocol, _zone, instant: instant)


async def test_follow_up_goes_on_there_and_nobody_of_the_old_site_is_told_any_more(
    database: Database,
) -> None:
    team, ann = enrolled(database)
    await lived(database, CALLED, hours=3)
    before = _by_code(database, ann.episode.id)
    call = f"call:{before['WC14'].id}"
    with database.read() as tx:
        assert not isinstance(_now(tx, call, CALLED, ann.episode.id), Drop)
    south = _moved(database, ann, CALLED)
    await lived(database, CALLED + timedelta(days=9), since=CALLED, hours=3)
    after = _by_code(database, ann.episode.id)
    assert [each.send_at for each in after.values()] == [each.send_at for each in before.values()]
    assert after["WC21"].state is AssessmentState.MISSED
    with database.read() as tx:
        assert _now(tx, call, CALLED, ann.episode.id) == Drop("staff-of-another-site")
        called = {
            row.key: row.staff_id for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "call"
        }
    assert called[call] == team.coordinator.id
    assert called[f"call:{after['WC21'].id}"] == south.coordinator.id


async def test_open_alerts_go_up_the_ladder_of_the_new_site(database: Database) -> None:
    team, ann = enrolled(database)
    tick = await lived(database, ASKED, since=ASKED - timedelta(hours=3), hours=3)
    with database.write() as tx:
        raised = alerts.raise_alert(
            tx,
            cast.by(ASKED),
            key="RED-1:1:9",
            episode_id=ann.episode.id,
            response_id=None,
            rule="RED-1",
            rule_version="1.0.0",
            severity=Severity.RED,
            inputs={},
        )
        assert raised is not None
        episodes.look_at(tx, ann.episode.id, ASKED)
    await tick.run(ASKED)
    south = _moved(database, ann, ASKED + timedelta(minutes=5))
    await tick.run(ASKED + timedelta(minutes=5))
    with database.read() as tx:
        rows = [row for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "notice"]
        told = [(row.queued_at - ASKED, row.staff_id) for row in rows]
        assert _now(tx, rows[0].key, ASKED, ann.episode.id) == Drop("staff-of-another-site")
    assert told == [
        (timedelta(0), team.owner.id),
        (timedelta(minutes=5), south.owner.id),
    ]


async def test_the_register_keeps_the_site_that_operated_and_the_trail_keeps_why(database: Database) -> None:
    _, ann = enrolled(database)
    south = _moved(database, ann, ASKED)
    with database.read() as tx:
        (operation,) = audit_rows.register(tx).operations
        told = [line.detail for line in trail.read(tx) if line.verb == "patient.transfer"]
    assert (operation.site, operation.followed_by, operation.site_id) == ("NORTH", "SOUTH", south.site_id)
    assert told == [{"from": ann.patient.site_id, "to": south.site_id, "reason": "moved"}]
    with database.write() as tx:
        moved = patients.get(tx, ann.patient.id)
        with pytest.raises(Fault, match="followed by SOUTH already"):
            transfer(tx, cast.by(ASKED), moved, "SOUTH", TransferReason.MOVED)
        transfer(tx, cast.by(ASKED), moved, "NORTH", TransferReason.CHOICE)
        (operation,) = audit_rows.register(tx).operations
    assert (operation.site, operation.followed_by) == ("NORTH", "NORTH")


async def test_elsewhere_ends_the_asking_here_and_may_be_taken_back(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, ASKED, hours=3)
    with database.write() as tx:
        said = transfer(tx, cast.by(ASKED), ann.patient, None, TransferReason.SERVICE)
        assert said.startswith("P0001 is transferred: nobody here asks any more.")
        left = patients.get(tx, ann.patient.id)
        assert left.status is PatientStatus.TRANSFERRED
        with pytest.raises(Fault, match="is transferred already"):
            transfer(tx, cast.by(ASKED), left, "NORTH", TransferReason.MOVED)
    await tick.run(ASKED)
    held = _by_code(database, ann.episode.id)
    ended = {code for code, each in held.items() if each.reason == "transferred"}
    assert ended == {"WC14", "W02", "WC21", "WC30", "W06", "M03", "M06", "M12", "M24"}
    back = ASKED + timedelta(days=2)
    with database.write() as tx:
        assert patients.reinstate(tx, cast.by(back), ann.patient.id, ReturnReason.ERROR)
    await new_tick(database).run(back)
    assert _by_code(database, ann.episode.id)["M12"].state is AssessmentState.PLANNED
