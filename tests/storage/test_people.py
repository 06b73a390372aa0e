"""Sites, staff, patients and protocols."""

from datetime import date, datetime, time, timedelta

import pytest

from domain import Act, Mode, PatientStatus
from storage import contacts, episodes, outbox, patients, protocols, sites, staff
from storage.contacts import Details
from storage.database import Database, StorageFault, Tx
from storage.words import OutboxState, Owner, Role
from tests import cast
from tests.storage.conftest import Scene, prompt


def next_look(tx: Tx, scene: Scene) -> datetime | None:
    return episodes.get(tx, scene.ann.episode.id).next_look_at


def test_a_new_site_is_in_audit_mode_with_nobody_named(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        site = cast.team(tx, as_of, mode=Mode.AUDIT).site
        assert sites.get(tx, site.id).mode is Mode.AUDIT
        assert sites.every(tx) == (site,)
        assert sites.by_code(tx, "SOUTH") is None


def test_correcting_a_site_keeps_who_answers_for_it_and_wakes_its_episodes(
    database: Database, scene: Scene, act: Act
) -> None:
    site = scene.team.site
    with database.write() as tx:
        episodes.look_at(tx, scene.ann.episode.id, None)
        told = {"nation": site.nation, "zone": site.zone, "staffed_hours": "Mon-Fri 08:00-18:00"}
        again = sites.put(tx, act, code="NORTH", name="North", team_phone="1", **told)  # type: ignore[arg-type]
        assert (again.id, again.owner_id, again.mode) == (site.id, site.owner_id, Mode.MONITORING)
        assert again.staffed_hours == "Mon-Fri 08:00-18:00"
        assert next_look(tx, scene) == act.at


def test_staff_are_found_by_code_and_by_site(database: Database, scene: Scene) -> None:
    with database.read() as tx:
        assert staff.by_code(tx, "OWNER") == scene.team.owner
        assert [member.code for member in staff.of_site(tx, scene.team.site.id)] == list(cast.STAFF_CHATS)
        assert contacts.details(tx, Owner.STAFF, scene.team.owner.id).name == "Owner Canary-Staff"


def test_a_code_that_is_taken_is_refused_in_a_sentence(database: Database, scene: Scene, act: Act) -> None:
    with pytest.raises(StorageFault, match="There is a staff OWNER already"), database.write() as tx:
        staff.add(tx, act, site_id=scene.team.site.id, code="OWNER", role=Role.CLINICIAN)


def test_patients_are_numbered_in_order_around_codes_already_given(
    database: Database, scene: Scene, act: Act
) -> None:
    def enrol(tx: Tx, code: str | None = None) -> str:
        told = {
            "site_id": scene.team.site.id,
            "zone": "Europe/London",
            "language": "en",
            "details": Details(),
        }
        on = {"send_time": time(10), "enrolled_on": date(2025, 1, 1)}
        return patients.add(tx, act, code=code, **told, **on).code  # type: ignore[arg-type]

    with database.write() as tx:
        assert [enrol(tx), enrol(tx, "P0004"), enrol(tx)] == ["P0002", "P0004", "P0005"]
        assert [patient.code for patient in patients.every(tx)] == ["P0001", "P0002", "P0004", "P0005"]
    with pytest.raises(StorageFault, match="P0004 already"), database.write() as tx:
        enrol(tx, "P0004")
    with database.read() as tx:
        assert patients.by_code(tx, "P0001") == scene.ann.patient


def test_what_a_patient_prefers_changes_only_where_given_and_wakes_the_tick(
    database: Database, scene: Scene, act: Act
) -> None:
    ann = scene.ann.patient
    with database.write() as tx:
        episodes.look_at(tx, scene.ann.episode.id, None)
        assert patients.prefer(tx, act, ann.id) == ann
        assert next_look(tx, scene) is None
        moved = patients.prefer(tx, act, ann.id, zone="Europe/Athens")
        assert (moved.zone, moved.language, moved.send_time) == ("Europe/Athens", "en", time(9, 30))
        assert next_look(tx, scene) == act.at
        assert patients.prefer(tx, act, ann.id, language="cy", send_time=time(18)).send_time == time(18)


def test_a_pause_is_kept_and_ended_and_wakes_the_tick(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        episodes.look_at(tx, scene.ann.episode.id, None)
        assert patients.pause(tx, act, scene.ann.patient.id, date(2025, 2, 1)).paused_until_on == date(
            2025, 2, 1
        )
        assert next_look(tx, scene) == act.at
        assert patients.pause(tx, act, scene.ann.patient.id, None).paused_until_on is None


@pytest.mark.parametrize(
    "status", [PatientStatus.WITHDRAWN, PatientStatus.CHANNEL_STOPPED, PatientStatus.DECEASED]
)
def test_who_is_no_longer_asked_gets_nothing_that_still_waits(
    database: Database, scene: Scene, act: Act, status: PatientStatus
) -> None:
    with database.write() as tx:
        outbox.queue(tx, act, prompt(scene, "prompt:1", act.at))
        episodes.look_at(tx, scene.ann.episode.id, None)
        stopped = patients.set_status(tx, act, scene.ann.patient.id, status)
        assert (stopped.status, stopped.status_at) == (status, act.at)
        (waiting,) = outbox.of_episode(tx, scene.ann.episode.id)
        assert (waiting.state, waiting.reason) == (OutboxState.DROPPED, status)
        assert next_look(tx, scene) == act.at


def test_followed_again_drops_nothing(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        outbox.queue(tx, act, prompt(scene, "prompt:1", act.at))
        patients.set_status(tx, act, scene.ann.patient.id, PatientStatus.FOLLOWED)
        assert len(outbox.due(tx, act.at, 9)) == 1


def test_protocol_versions_are_kept_and_the_last_is_current(database: Database, act: Act) -> None:
    with database.write() as tx:
        assert protocols.current(tx) is None
        first = protocols.publish(tx, act, name="default", version="1", checksum="a", body="one")
        second = protocols.publish(tx, act, name="default", version="2", checksum="b", body="two")
        assert protocols.current(tx) == second
        assert protocols.body(tx, first) == "one"
        assert protocols.find(tx, "default", "2") == (second, "b")
        assert protocols.find(tx, "default", "3") is None


def test_the_day_of_linking_is_noted(database: Database, scene: Scene) -> None:
    assert scene.ann.patient.linked_on == cast.TMR_ON - timedelta(days=42)
