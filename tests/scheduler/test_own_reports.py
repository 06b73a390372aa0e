"""Reports that patients begin unasked: how they end, what the rules make of them, and what the audit sees."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot import pain
from bot.reply import Came
from domain import Answer, Assessment, AssessmentKind, AssessmentState, PatientStatus
from storage import alerts, assessments, audit_rows, episodes, outbox, patients, responses
from storage.database import Database
from storage.words import EndReason
from tests import cast
from tests.bot.house import speech
from tests.scheduler.lives import answer, enrolled, lived, report, response, send

START = datetime(2025, 7, 15, 12, 0, tzinfo=UTC)
HIGH: Mapping[str, Answer] = {"rlp-average": 5, "plp-average": 2, "can-wait": True}


@pytest.fixture
async def ann(database: Database) -> cast.Person:
    """Three reports of 2, so that a 5 is a rise."""
    _, ann = enrolled(database)
    for code, on in (("W02", (2025, 1, 29)), ("W06", (2025, 2, 26)), ("M03", (2025, 4, 15))):
        at = datetime(*on, tzinfo=UTC).date()
        await report(database, ann.episode.id, code, at, {"rlp-average": 2, "plp-average": 2})
    await lived(database, START, since=datetime(2025, 7, 15, 10, tzinfo=UTC))
    return ann


def _begun(database: Database, ann: cast.Person, at: datetime) -> Assessment:
    with database.write() as tx:
        patient = patients.get(tx, ann.patient.id)
        pain.report(tx, at, speech(), Came(cast.CHATS["Ann"], 1, f"u{at:%d%H%M}"), patient)
    return _own(database, ann)[-1]


def _own(database: Database, ann: cast.Person) -> list[Assessment]:
    with database.read() as tx:
        return [
            one
            for one in assessments.of_episode(tx, ann.episode.id)
            if one.kind is AssessmentKind.UNSCHEDULED
        ]


async def _sent(
    database: Database, ann: cast.Person, at: datetime, values: Mapping[str, Answer]
) -> Assessment:
    begun = _begun(database, ann, at)
    told = response(database, begun.id, "pain-report")
    answer(database, told, at, values)
    send(database, told, at)
    await lived(database, at, since=at)
    return begun


def _rechecks(database: Database, ann: cast.Person) -> list[Assessment]:
    with database.read() as tx:
        found = assessments.of_episode(tx, ann.episode.id)
    return [one for one in found if one.kind is AssessmentKind.RECHECK]


def _rules(database: Database, ann: cast.Person) -> list[str]:
    with database.read() as tx:
        return [alert.rule for alert in alerts.of_episode(tx, ann.episode.id)]


async def test_a_report_left_alone_ends_as_abandoned_and_nobody_is_asked_for_it(
    database: Database, ann: cast.Person
) -> None:
    with database.read() as tx:
        before = [row.key for row in outbox.of_episode(tx, ann.episode.id)]
    begun = _begun(database, ann, START)
    with database.read() as tx:
        assert episodes.get(tx, ann.episode.id).next_look_at == START
    await lived(database, START + timedelta(days=2), since=START)
    (ended,) = _own(database, ann)
    assert (ended.state, ended.reason) == (AssessmentState.CANCELLED, EndReason.ABANDONED)
    with database.read() as tx:
        rows = outbox.of_episode(tx, ann.episode.id)
    about = [row for row in rows if row.key not in before and str(begun.id) in str(row.detail.get("sitting"))]
    assert not about


async def test_a_report_half_done_is_kept_as_partial_and_judged(database: Database, ann: cast.Person) -> None:
    begun = _begun(database, ann, START)
    answer(database, response(database, begun.id, "pain-report"), START, {"rlp-average": 9})
    await lived(database, START + timedelta(days=2), since=START)
    (ended,) = _own(database, ann)
    assert (ended.state, ended.reason) == (AssessmentState.PARTIAL, EndReason.WINDOW_CLOSED)
    assert _rules(database, ann) == ["AMB-3a"]


async def test_whoever_leaves_closes_it(database: Database, ann: cast.Person) -> None:
    _begun(database, ann, START)
    with database.write() as tx:
        patients.set_status(tx, cast.by(START), ann.patient.id, PatientStatus.WITHDRAWN)
    await lived(database, START + timedelta(hours=1), since=START, hours=1)
    (ended,) = _own(database, ann)
    assert (ended.state, ended.reason) == (AssessmentState.CANCELLED, EndReason.WITHDRAWN)


async def test_a_rise_is_checked_once_more_and_then_told(database: Database, ann: cast.Person) -> None:
    begun = await _sent(database, ann, START, HIGH)
    (recheck,) = _rechecks(database, ann)
    assert (recheck.time_point, recheck.parent_id) == ("RC-PAIN-1", begun.id)
    assert 48 <= (recheck.send_at - START) / timedelta(hours=1) <= 72
    await lived(database, recheck.send_at, since=START)
    told = response(database, recheck.id, "re-check")
    answer(database, told, recheck.send_at, {"rlp-average": 6, "plp-average": 2, "can-wait": True})
    send(database, told, recheck.send_at)
    await lived(database, recheck.send_at, since=recheck.send_at)
    assert _rules(database, ann) == ["AMB-2"]


async def test_a_rise_reported_every_day_is_checked_once_unless_it_grows(
    database: Database, ann: cast.Person
) -> None:
    for hours, pain_now in ((0, 5), (3, 5), (26, 4), (28, 6)):
        values = {**HIGH, "rlp-average": pain_now}
        await _sent(database, ann, START + timedelta(hours=hours), values)
    assert [one.time_point for one in _rechecks(database, ann)] == ["RC-PAIN-1", "RC-PAIN-4"]


async def test_no_report_of_ones_own_becomes_the_usual_pain(database: Database, ann: cast.Person) -> None:
    for n in range(3):
        await _sent(database, ann, START + timedelta(days=n), {**HIGH, "rlp-average": 3})
    await _sent(database, ann, START + timedelta(days=4), {**HIGH, "rlp-average": 7})
    with database.read() as tx:
        (alert,) = alerts.of_episode(tx, ann.episode.id)
    assert (alert.rule, alert.inputs["usual"]) == ("AMB-3a", 2)


async def test_the_audit_keeps_each_apart_from_the_time_points(database: Database, ann: cast.Person) -> None:
    for n in range(2):
        await _sent(database, ann, START + timedelta(days=n), HIGH)
    with database.read() as tx:
        register = audit_rows.register(tx)
        waiting = responses.waiting_to_be_judged(tx, datetime(2030, 1, 1, tzinfo=UTC))
    own = [one for one in register.assessments if one.kind is AssessmentKind.UNSCHEDULED]
    assert [(one.time_point, one.in_force, one.state) for one in own] == [
        ("PAIN-1", True, AssessmentState.COMPLETED),
        ("PAIN-2", True, AssessmentState.COMPLETED),
    ]
    assert waiting == 0
