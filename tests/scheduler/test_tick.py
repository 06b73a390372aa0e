"""The tick on a real database: what is planned, opened, judged and told, and what one bug may not stop."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain import AlertState, AssessmentKind, AssessmentState, Coding, Mode, PatientStatus, ResponseState
from storage import (
    alerts,
    assessments,
    audit_rows,
    episodes,
    outbox,
    patients,
    responses,
    safety_events,
    sites,
)
from storage.database import Database
from storage.words import OutboxState, SafetyCategory
from tests import cast
from tests.scheduler.lives import (
    ENROLLED,
    answer,
    assessment,
    enrolled,
    lived,
    new_tick,
    report,
    response,
    send,
)


def coding(code: str) -> Coding:
    return Coding("urn:tmr-followup:choice", code)


async def test_the_first_look_plans_every_time_point_and_asks_nothing(database: Database) -> None:
    _, ann = enrolled(database)
    await new_tick(database).run(ENROLLED)
    with database.read() as tx:
        planned = assessments.of_episode(tx, ann.episode.id)
        assert outbox.of_episode(tx, ann.episode.id) == ()
    assert {each.time_point for each in planned} == {
        *("BL", "WC03", "WC07", "WC14", "WC21", "WC30", "W02", "W06", "M03", "M06", "M12", "M24")
    }
    assert {each.state for each in planned} == {AssessmentState.PLANNED}


async def test_two_time_points_due_together_arrive_as_one_sitting(database: Database) -> None:
    _, ann = enrolled(database)
    await lived(database, datetime(2025, 1, 29, 9, 30, tzinfo=UTC))
    with database.read() as tx:
        prompts = [row for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "prompt"]
    both = {assessment(database, ann.episode.id, code).id for code in ("WC14", "W02")}
    sittings = [{int(part) for part in str(row.detail["sitting"]).split(",")} for row in prompts]
    assert both in sittings


async def test_after_a_postponed_operation_the_wound_is_asked_about_again_on_its_true_days(
    database: Database,
) -> None:
    """WC03 was answered and WC07 was open for the wrong date: both stay, and both are asked anew."""
    _, ann = enrolled(database, at=datetime(2025, 1, 2, 9, 0, tzinfo=UTC))
    answered_at, corrected_at = (datetime(2025, 1, day, 10, 0, tzinfo=UTC) for day in (18, 22))
    tick = await lived(database, answered_at, since=datetime(2025, 1, 2, 9, 0, tzinfo=UTC))
    told = response(database, assessment(database, ann.episode.id, "WC03").id, "wound-check")
    answer(database, told, answered_at, {"rlp-now": 3})
    send(database, told, answered_at)
    await lived(database, corrected_at, since=answered_at)
    with database.write() as tx:
        moved = replace(episodes.operation(tx, ann.episode.id), tmr_on=date(2025, 1, 29))
        episodes.set_operation(tx, cast.by(corrected_at), ann.episode.id, moved)
    await tick.run(corrected_at)
    await lived(database, datetime(2025, 2, 5, 12, 0, tzinfo=UTC), since=corrected_at)
    assert _told(database, ann.episode.id, "WC03") == [
        (1, date(2025, 1, 15), "completed", None),
        (2, date(2025, 1, 29), "missed", "outage"),
    ]
    assert _told(database, ann.episode.id, "WC07") == [
        (1, date(2025, 1, 15), "cancelled", "operation-postponed"),
        (2, date(2025, 1, 29), "open", None),
    ]
    with database.read() as tx:
        asked = {row.assessment_id for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "prompt"}
        checks = [
            row for row in assessments.of_episode(tx, ann.episode.id) if row.instruments == ("wound-check",)
        ]
        assert {row.id for row in checks if row.opened_at} <= asked
        verdicts = {
            (row.time_point, row.occurrence): row.in_force for row in audit_rows.register(tx).assessments
        }
    assert [verdicts["WC03", 1], verdicts["WC03", 2], verdicts["WC07", 2]] == [False, True, True]


async def test_a_correction_taken_back_leaves_the_first_answer_in_force(database: Database) -> None:
    _, ann = enrolled(database, at=datetime(2025, 1, 2, 9, 0, tzinfo=UTC))
    at = datetime(2025, 1, 18, 10, 0, tzinfo=UTC)
    tick = await lived(database, at, since=datetime(2025, 1, 2, 9, 0, tzinfo=UTC))
    told = response(database, assessment(database, ann.episode.id, "WC03").id, "wound-check")
    answer(database, told, at, {"rlp-now": 3})
    send(database, told, at)
    for day in (29, 15):
        at += timedelta(hours=1)
        with database.write() as tx:
            moved = replace(episodes.operation(tx, ann.episode.id), tmr_on=date(2025, 1, day))
            episodes.set_operation(tx, cast.by(at), ann.episode.id, moved)
        await tick.run(at)
    assert _told(database, ann.episode.id, "WC03") == [
        (1, date(2025, 1, 15), "completed", None),
        (2, date(2025, 1, 29), "cancelled", "answered-already"),
    ]
    with database.read() as tx:
        register = audit_rows.register(tx)
    assert [row.in_force for row in register.assessments if row.time_point == "WC03"] == [True, False]


def _told(database: Database, episode_id: int, code: str) -> list[tuple[int, date, str, str | None]]:
    """The occurrences of one time point: number, date planned for, state and reason."""
    with database.read() as tx:
        rows = [row for row in assessments.of_episode(tx, episode_id) if row.time_point == code]
    return sorted((row.occurrence, row.tmr_on, row.state.value, row.reason) for row in rows)


async def test_a_red_tick_is_told_at_the_next_look_without_send(database: Database) -> None:
    team, ann = enrolled(database)
    at = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)
    tick = await lived(database, at)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, at, {"chest-breath-calf": True})
    await tick.run(at)
    with database.read() as tx:
        raised = alerts.of_episode(tx, ann.episode.id)
        notices = [row for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "notice"]
    assert [alert.rule for alert in raised] == ["RED-3"]
    assert [(row.staff_id, row.alert_id) for row in notices] == [(team.owner.id, raised[0].id)]


async def test_judging_again_raises_nothing_twice(database: Database) -> None:
    _, ann = enrolled(database)
    at = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)
    tick = await lived(database, at)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, at, {"chest-breath-calf": True, "limb-cold": True})
    for minutes in range(5):
        with database.write() as tx:
            episodes.look_at(tx, ann.episode.id, at)
        await tick.run(at + timedelta(minutes=minutes))
    with database.read() as tx:
        assert len(alerts.of_episode(tx, ann.episode.id)) == 1


async def test_in_audit_mode_nobody_is_alerted_and_safety_is_still_suspected(database: Database) -> None:
    team, ann = enrolled(database)
    with database.write() as tx:
        site = team.site
        sites.appoint(
            tx,
            cast.by(ENROLLED),
            site.id,
            mode=Mode.AUDIT,
            owner_id=site.owner_id,
            deputy_id=site.deputy_id,
            lead_id=site.lead_id,
            safety_officer_id=site.safety_officer_id,
            out_of_hours_id=None,
            answers_in_notices=False,
        )
    await report(
        database, ann.episode.id, "W02", date(2025, 1, 29), {"safety-past": (coding("wound-infection"),)}
    )
    with database.read() as tx:
        assert alerts.of_episode(tx, ann.episode.id) == ()
        assert responses.waiting_to_be_judged(tx, datetime(2030, 1, 1, tzinfo=UTC)) == 0
        suspected = safety_events.of_episode(tx, ann.episode.id)
    assert [event.category for event in suspected] == [SafetyCategory.INFECTION]


async def _rise(database: Database, episode_id: int) -> None:
    """Pain of 2 in three reports, then 5 at six months."""
    for code, on in (("W02", (2025, 1, 29)), ("W06", (2025, 2, 26)), ("M03", (2025, 4, 15))):
        await report(database, episode_id, code, date(*on), {"rlp-average": 2, "plp-average": 2})
    await report(database, episode_id, "M06", date(2025, 7, 15), {"rlp-average": 5, "plp-average": 2})


async def test_a_rise_is_asked_about_again_and_told_when_it_is_confirmed(database: Database) -> None:
    _, ann = enrolled(database)
    await _rise(database, ann.episode.id)
    recheck = assessment(database, ann.episode.id, "RC-M06")
    assert recheck.kind is AssessmentKind.RECHECK
    hours = (recheck.send_at - datetime(2025, 7, 15, 12, 0, tzinfo=UTC)) / timedelta(hours=1)
    assert 48 <= hours <= 72
    with database.read() as tx:
        assert alerts.of_episode(tx, ann.episode.id) == ()
    tick = await lived(database, recheck.send_at, since=datetime(2025, 7, 15, 12, tzinfo=UTC))
    told = response(database, recheck.id, "re-check")
    answer(database, told, recheck.send_at, {"rlp-average": 6, "plp-average": 2, "can-wait": True})
    with database.write() as tx:
        responses.end(tx, cast.by(recheck.send_at), told.id, ResponseState.COMPLETED)
        assessments.end(tx, cast.by(recheck.send_at), recheck.id, AssessmentState.COMPLETED)
    await tick.run(recheck.send_at)
    with database.read() as tx:
        assert [alert.rule for alert in alerts.of_episode(tx, ann.episode.id)] == ["AMB-2"]


async def test_an_unanswered_recheck_of_a_moderate_rise_is_not_told(database: Database) -> None:
    _, ann = enrolled(database)
    await _rise(database, ann.episode.id)
    await lived(
        database, datetime(2025, 7, 25, tzinfo=UTC), since=datetime(2025, 7, 15, 12, tzinfo=UTC), hours=12
    )
    assert assessment(database, ann.episode.id, "RC-M06").state is AssessmentState.MISSED
    with database.read() as tx:
        assert alerts.of_episode(tx, ann.episode.id) == ()


async def test_a_corrected_date_moves_only_what_is_still_planned(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, datetime(2025, 1, 29, 10, tzinfo=UTC))
    opened = assessment(database, ann.episode.id, "W02")
    with database.write() as tx:
        operation = episodes.operation(tx, ann.episode.id)
        corrected = replace(operation, tmr_on=operation.tmr_on + timedelta(days=3))
        at = datetime(2025, 1, 29, 11, tzinfo=UTC)
        episodes.set_operation(tx, cast.by(at), ann.episode.id, corrected)
    await tick.run(at)
    assert assessment(database, ann.episode.id, "W02").opens_on == opened.opens_on
    assert assessment(database, ann.episode.id, "M12").opens_on == corrected.tmr_on + timedelta(days=274)


async def test_after_withdrawal_everything_ends_and_nothing_is_queued(database: Database) -> None:
    _, dan = enrolled(database, "Dan")
    at = datetime(2025, 1, 29, 10, tzinfo=UTC)
    await lived(database, at)
    with database.write() as tx:
        patients.set_status(tx, cast.by(at), dan.patient.id, PatientStatus.WITHDRAWN)
    with database.read() as tx:
        before = {row.key for row in outbox.of_episode(tx, dan.episode.id) if row.lane.value == "prompt"}
    await lived(database, datetime(2025, 6, 1, tzinfo=UTC), since=at, hours=24)
    with database.read() as tx:
        rows = outbox.of_episode(tx, dan.episode.id)
        states = {each.state for each in assessments.of_episode(tx, dan.episode.id)}
        assert episodes.get(tx, dan.episode.id).next_look_at is None
    assert {row.key for row in rows if row.lane.value == "prompt"} == before
    assert not [row for row in rows if row.lane.value == "prompt" and row.state is OutboxState.QUEUED]
    assert states <= {AssessmentState.CANCELLED, AssessmentState.MISSED, AssessmentState.PARTIAL}


async def test_an_alert_nobody_acknowledges_climbs_to_deputy_and_lead(database: Database) -> None:
    team, ann = enrolled(database)
    at = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)
    tick = await lived(database, at)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, at, {"limb-cold": True})
    for minutes in range(0, 150, 5):
        await tick.run(at + timedelta(minutes=minutes))
    with database.read() as tx:
        rows = [row for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "notice"]
        (alert,) = alerts.of_episode(tx, ann.episode.id)
    first = {row.staff_id: row.queued_at for row in reversed(rows)}
    assert alert.state is AlertState.OPEN
    assert first[team.owner.id] == at
    assert first[team.deputy.id] == at + timedelta(hours=1)
    assert first[team.lead.id] == at + timedelta(hours=2)
