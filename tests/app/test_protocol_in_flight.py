"""A new version published while people are asked: told beforehand, and nothing is sent twice or moved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.protocol_changes import planned_change, set_protocol
from app.protocol_plan import Plan
from domain import Assessment, AssessmentState, Fault, PatientStatus
from scheduler.protocol import default_text
from storage import assessments, episodes, outbox, patients, protocols, trail
from storage.database import Database
from storage.words import Owner
from tests import cast
from tests.scheduler.lives import ENROLLED, answer, enrolled, lived, publish, response, send

NOW = datetime(2025, 2, 1, 12, 0, tzinfo=UTC)
"""A Saturday: WC14 and W02 were asked on 29 January, and W02 was reminded of on the 31st."""

ASKED, ANSWERED = datetime(2025, 1, 29, 9, 30, tzinfo=UTC), datetime(2025, 1, 30, 12, 0, tzinfo=UTC)

NEW = (
    default_text()
    .replace("version: 1.0.0", "version: 2.0.0\nnever_on: [Sunday]\ncaps: {a_day: 3}")
    .replace("reminders: [P2D, P4D]", "reminders: [P1D, P3D, P4D]")
    .replace("closes: P20D", "closes: P18D")
    .replace("code: WC21", "code: WC20")
    .replace("target: P3M", "target: P10W")
)
"""W02 ends earlier and is reminded of on other days; WC21 gives way to WC20; M03 is asked earlier."""


async def _ward(database: Database) -> dict[str, cast.Person]:
    """Ann has answered, Ben is half done, Cara is silent, Dan has paused, Eve is not linked, Fay is new."""
    team, ann = enrolled(database)
    ward = {"Ann": ann}
    with database.write() as tx:
        for name in ("Ben", "Cara", "Dan"):
            ward[name] = cast.person(tx, ENROLLED, team, name, protocol_id=ann.episode.protocol_id)
        ward["Eve"] = cast.person(
            tx, ENROLLED, team, "Eve", protocol_id=ann.episode.protocol_id, linked=False
        )
        number = ann.episode.protocol_id
        ward["Fay"] = cast.person(tx, ENROLLED, team, "Fay", tmr_on=date(2025, 1, 31), protocol_id=number)
    tick = await lived(database, ENROLLED)
    await tick.run(ASKED)
    await tick.run(ASKED + timedelta(hours=6))
    for name, items in (("Ann", 2), ("Ben", 1)):
        w02 = _held(database, ward[name])["W02"]
        told = response(database, w02.id, "core")
        answer(database, told, ANSWERED, {"rlp-average": 3, "plp-average": 2})
        if items == 2:
            send(database, told, ANSWERED)
    with database.write() as tx:
        patients.pause(tx, cast.by(ANSWERED), ward["Dan"].patient.id, date(2025, 2, 3))
    await tick.run(ANSWERED)
    await tick.run(ASKED + timedelta(days=2))
    return ward


def _held(database: Database, person: cast.Person) -> dict[str, Assessment]:
    with database.read() as tx:
        return {each.time_point: each for each in assessments.of_episode(tx, person.episode.id)}


def _asked(database: Database, person: cast.Person) -> list[tuple[str, str]]:
    """Kind of each message that asks, with the code it leads with, in the order of queueing."""
    codes = {each.id: each.time_point for each in _held(database, person).values()}
    with database.read() as tx:
        rows = outbox.of_episode(tx, person.episode.id)
    return [(row.kind, codes[row.assessment_id]) for row in rows if row.assessment_id and row.patient_id]


def _file(folder: Path, text: str = NEW) -> Path:
    file = folder / "new.yaml"
    file.write_text(text, "utf-8")
    return file


def _plan(database: Database, text: str = NEW, at: datetime = NOW) -> Plan:
    with database.read() as tx:
        return planned_change(tx, cast.by(at), text)


def _publish(database: Database, folder: Path, accept: str | None, text: str = NEW) -> list[str]:
    with database.write() as tx:
        return set_protocol(tx, cast.by(NOW), _file(folder, text), accept)


async def test_nothing_is_sent_twice_and_what_was_opened_never_moves(
    database: Database, tmp_path: Path
) -> None:
    ward = await _ward(database)
    before = {name: _held(database, person) for name, person in ward.items()}
    asked = {name: _asked(database, person) for name, person in ward.items()}
    assert ("reminder", "W02") in asked["Cara"]
    _publish(database, tmp_path, _plan(database).hash)
    await lived(database, datetime(2025, 4, 20, 12, tzinfo=UTC), since=NOW, hours=24)
    for name, person in ward.items():
        after, since = _held(database, person), _asked(database, person)[len(asked[name]) :]
        prompts = Counter(code for kind, code in (*asked[name], *since) if kind == "prompt")
        assert set(prompts.values()) <= {1}, (name, prompts)
        for code, row in before[name].items():
            if row.opened_at is not None:
                now = after[code]
                assert ("prompt", code) not in since
                assert (now.opens_on, now.closes_on, now.send_at) == (
                    row.opens_on,
                    row.closes_on,
                    row.send_at,
                )
                assert (now.opened_at, now.protocol_id) == (row.opened_at, row.protocol_id)
        assert after["WC21"].state is AssessmentState.CANCELLED
        assert after["WC21"].reason == "withdrawn-from-protocol"
        assert after["WC20"].protocol_id != row.protocol_id
    with database.read() as tx:
        assert trail.verify(tx).fault is None


async def test_reminders_go_on_from_where_they_are_under_the_new_ladder(
    database: Database, tmp_path: Path
) -> None:
    """Asked on the 29th, reminded on the 31st; the new steps: the 30th, the 1st, and for a Sunday the 3rd."""
    ward = await _ward(database)
    _publish(database, tmp_path, _plan(database).hash)
    await lived(database, datetime(2025, 2, 4, 12, tzinfo=UTC), since=NOW, hours=6)
    reminded = [code for kind, code in _asked(database, ward["Cara"]) if kind == "reminder"]
    assert reminded.count("W02") == 3, "one before, and the two that were still to come"
    assert ("reminder", "W02") in _asked(database, ward["Ben"])
    assert ("reminder", "W02") not in _asked(database, ward["Ann"]), "who has answered"


async def test_what_is_told_beforehand_is_what_happens(database: Database, tmp_path: Path) -> None:
    ward = await _ward(database)
    before = {name: _held(database, person) for name, person in ward.items()}
    planned = _plan(database)
    assert (planned.sent_twice, planned.disturbed, planned.followed) == (0, 0, 6)
    told = {each.episode: each.effect for each in planned.affected}
    lines = _publish(database, tmp_path, planned.hash)
    assert "0 sent twice. 0 of those opened or ended would change." in lines
    await lived(database, NOW + timedelta(minutes=1), since=NOW)
    for name, person in ward.items():
        effect, after = told[person.episode.code], _held(database, person)
        moved = {code for code, row in before[name].items() if _placed(row) != _placed(after[code])}
        assert {shift.time_point for shift in effect.moves} == moved, name
        assert {shift.time_point for shift in effect.appears} == set(after) - set(before[name]) == {"WC20"}
        gone = {code for code, row in after.items() if row.reason == "withdrawn-from-protocol"}
        assert {shift.time_point for shift in effect.withdrawn} == gone == {"WC21"}
    assert {shift.time_point for shift in told[ward["Fay"].episode.code].moves} >= {"W02", "M03"}
    assert "W02" not in {shift.time_point for shift in told[ward["Cara"].episode.code].moves}


def _placed(row: Assessment) -> Mapping[str, object]:
    return {"opens": row.opens_on, "closes": row.closes_on, "at": row.send_at, "asks": row.instruments}


async def test_only_the_plan_that_was_seen_is_published(database: Database, tmp_path: Path) -> None:
    ward = await _ward(database)
    planned = _plan(database)
    shown = _publish(database, tmp_path, None)
    assert f"Plan {planned.hash}. To publish just this: protocol set" in shown[-2]
    with pytest.raises(Fault, match="is not what would happen now"):
        _publish(database, tmp_path, "0" * 16)
    with pytest.raises(Fault, match="is not what would happen now"):
        _publish(database, tmp_path, planned.hash, NEW.replace("P10W", "P11W"))
    with database.write() as tx:
        fay = ward["Fay"].episode.id
        corrected = replace(episodes.operation(tx, fay), tmr_on=date(2025, 2, 7))
        episodes.set_operation(tx, cast.by(NOW), fay, corrected)
        assert protocols.current(tx) == ward["Ann"].episode.protocol_id
    assert _plan(database).hash != planned.hash
    with pytest.raises(Fault, match="is not what would happen now"):
        _publish(database, tmp_path, planned.hash)
    with database.read() as tx:
        assert {each.protocol_id for each in episodes.every(tx)} == {ward["Ann"].episode.protocol_id}


async def test_a_renamed_time_point_that_is_being_asked_is_refused(
    database: Database, tmp_path: Path
) -> None:
    await _ward(database)
    renamed = NEW.replace("code: W02", "code: W2")
    planned = _plan(database, renamed)
    assert planned.sent_twice == 5, "all but Fay, who was not asked yet"
    assert "It cannot be published so" in _publish(database, tmp_path, None, renamed)[-2]
    with pytest.raises(Fault, match="W2 would be asked though it was asked before"):
        _publish(database, tmp_path, planned.hash, renamed)


async def test_an_open_time_point_that_is_dropped_is_told_and_not_reminded_of(
    database: Database, tmp_path: Path
) -> None:
    ward = await _ward(database)
    start, end = NEW.index("  - code: W02"), NEW.index("  - code: WC20")
    without = NEW[:start] + NEW[end:]
    shown = _publish(database, tmp_path, None, without)
    cara = ward["Cara"].episode.code
    assert any(
        line.startswith(f"{cara} ") and "W02 is open and not in the new version" in line for line in shown
    )
    asked = _asked(database, ward["Cara"])
    _publish(database, tmp_path, _plan(database, without).hash, without)
    await lived(database, datetime(2025, 2, 4, 23, tzinfo=UTC), since=NOW, hours=6)
    assert _asked(database, ward["Cara"]) == asked
    await lived(
        database, datetime(2025, 2, 5, 6, tzinfo=UTC), since=NOW + timedelta(days=3, hours=15), hours=6
    )
    assert _held(database, ward["Cara"])["W02"].state is AssessmentState.MISSED


async def test_whoever_links_after_the_publication_is_asked_under_the_new_version(
    database: Database, tmp_path: Path
) -> None:
    ward = await _ward(database)
    _publish(database, tmp_path, _plan(database).hash)
    with database.write() as tx:
        cast.link(tx, NOW, Owner.PATIENT, ward["Eve"].patient.id, cast.CHATS["Eve"], "1")
        patients.linked(tx, cast.by(NOW), ward["Eve"].patient.id, NOW.date())
    await lived(database, datetime(2025, 2, 4, 12, tzinfo=UTC), since=NOW, hours=6)
    with database.read() as tx:
        at = [row.queued_at for row in outbox.of_episode(tx, ward["Eve"].episode.id) if row.kind == "prompt"]
    assert at[0].date() == date(2025, 2, 3), "the day after linking is a Sunday"


async def test_a_version_in_use_or_left_is_not_published_again(database: Database, tmp_path: Path) -> None:
    await _ward(database)
    with pytest.raises(Fault, match="is in use already"):
        _publish(database, tmp_path, None, default_text())
    _publish(database, tmp_path, _plan(database).hash)
    with pytest.raises(Fault, match="to go back to it, give it a new version"):
        _publish(database, tmp_path, None, default_text())
    with pytest.raises(Fault, match="never changes: raise its version"):
        _publish(database, tmp_path, None, NEW + "\n")


async def test_the_accepted_plan_is_in_the_trail_and_the_left_are_counted_apart(
    database: Database, tmp_path: Path
) -> None:
    ward = await _ward(database)
    with database.write() as tx:
        patients.set_status(tx, cast.by(NOW), ward["Ann"].patient.id, PatientStatus.WITHDRAWN)
    planned = _plan(database)
    assert (planned.followed, planned.left, planned.not_active) == (5, 1, 0)
    _publish(database, tmp_path, planned.hash)
    with database.read() as tx:
        (published,) = [row for row in trail.read(tx) if row.verb == "protocol.publish"][1:]
        assert published.detail["accepted"] == planned.hash


async def test_caps_count_all_operations_of_a_patient(database: Database) -> None:
    with database.write() as tx:
        team = cast.team(tx, ENROLLED)
        text = default_text().replace("version: 1.0.0", "version: 1.1.0\ncaps: {a_day: 1}")
        number = publish(tx, ENROLLED, text)
        fay = cast.person(tx, ENROLLED, team, "Fay", protocol_id=number)
        other = cast.operated(tx, ENROLLED, fay.patient.id, protocol_id=number)
    began = datetime(2025, 1, 17, 12, tzinfo=UTC)
    await lived(database, datetime(2025, 1, 24, tzinfo=UTC), since=began, hours=6)
    with database.read() as tx:
        rows = [*outbox.of_episode(tx, fay.episode.id), *outbox.of_episode(tx, other.id)]
    days = Counter(row.queued_at.date() for row in rows if row.kind in ("prompt", "reminder"))
    assert sorted((day.day, count) for day, count in days.items()) == [(18, 1), (19, 1), (22, 1), (23, 1)]
