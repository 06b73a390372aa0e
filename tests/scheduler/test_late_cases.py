"""What answers entered late do to cases, charts and the health page; in words that tell both days."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from alerts.numbers_file import bundled
from alerts.replay import replay
from bot.late import beside_days, entered_later
from bot.notices import notice
from bot.readings import readings_of
from bot.staff_charts import beside
from charts.pain import Reading
from domain import Act, Alert, AlertState, Coding, EntryKind, both_days
from scheduler.reports import history_of
from storage import alerts, facts, outbox, patients, responses
from storage.database import Database
from storage.words import ActionKind, CloseCode
from tests import cast
from tests.bot.house import speech
from tests.scheduler.entered import enter, noon
from tests.scheduler.lives import LIBRARY, enrolled, new_tick
from tests.scheduler.test_amended import store

SQLITE = pytest.mark.parametrize("fresh_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
FALL = {"safety": (Coding("urn:tmr-followup:choice", "fall"),)}
CHEST = {"safety": (Coding("urn:tmr-followup:choice", "chest-breath-calf"),)}


def cases(database: Database, episode_id: int) -> tuple[Alert, ...]:
    with database.read() as tx:
        return alerts.of_episode(tx, episode_id)


async def entered(
    database: Database, ann: cast.Person, day: int, said: dict[str, object], known_on: int
) -> datetime:
    """Answers of one day entered at noon of another one, and judged."""
    tick, at = new_tick(database), noon(known_on)
    await tick.run(at - HOUR)
    enter(database, ann.episode.id, day, said, at)  # type: ignore[arg-type]
    await tick.run(at)
    return at


async def test_danger_in_an_old_form_opens_a_case_that_tells_both_days(database: Database) -> None:
    team, ann = enrolled(database)
    at = await entered(database, ann, 42, dict(CHEST), 100)
    (case,) = cases(database, ann.episode.id)
    assert (case.rule, case.state, case.fired_at) == ("RED-3", AlertState.OPEN, at)
    assert (case.inputs["day"], both_days(case.inputs)) == (42, (date(2025, 2, 26), date(2025, 4, 25)))
    with database.read() as tx:
        told = [row for row in outbox.of_episode(tx, ann.episode.id) if row.alert_id == case.id]
        assert [(row.staff_id, row.queued_at) for row in told] == [(team.owner.id, at)]
        text = notice(tx, speech(), case).text
        assert [mark.day for mark in beside(tx, speech(), ann.episode, at).marks] == [42]
        (sent,) = [each for each in responses.of_episode(tx, ann.episode.id) if each.given_on]
        assert (sent.given_on, sent.entered_at) == (date(2025, 2, 26), at)
    assert "The patient gave these answers on 26 February 2025. Staff entered them on 25 April 2025." in text
    assert "given-on" not in text


@SQLITE
async def test_answers_of_the_same_day_are_news_and_tell_no_second_day(database: Database) -> None:
    _, ann = enrolled(database)
    await entered(database, ann, 42, dict(CHEST), 42)
    (case,) = cases(database, ann.episode.id)
    assert entered_later(speech().staff, case.inputs) == ""
    assert beside_days(case.inputs) == case.inputs


@SQLITE
async def test_an_amber_finding_joins_what_was_found_in_answers_of_about_that_day(database: Database) -> None:
    _, ann = enrolled(database)
    await entered(database, ann, 28, dict(FALL), 28)
    _close(database, ann, 29)
    # Eight days apart when it happened: one case, though it is entered a month later.
    await entered(database, ann, 20, dict(FALL), 61)
    (case,) = cases(database, ann.episode.id)
    with database.read() as tx:
        joined = [each for each in alerts.actions(tx, case.id) if each.kind is ActionKind.JOINED]
    assert [both_days(each.detail) for each in joined] == [(date(2025, 2, 4), date(2025, 3, 17))]


@SQLITE
async def test_news_does_not_join_a_case_about_old_answers_entered_just_now(database: Database) -> None:
    _, ann = enrolled(database)
    await entered(database, ann, 14, dict(FALL), 62)
    _close(database, ann, 62)
    await entered(database, ann, 63, dict(FALL), 63)
    assert [each.state for each in cases(database, ann.episode.id)] == [AlertState.RESOLVED, AlertState.OPEN]


def _close(database: Database, ann: cast.Person, day: int) -> None:
    act = Act("staff:OWNER", noon(day) + HOUR)
    with database.write() as tx:
        (case,) = alerts.of_episode(tx, ann.episode.id)
        assert alerts.acknowledge(tx, act, case.id, 1)
        assert alerts.close(tx, act, case.id, 1, CloseCode.CALLED, "")


@SQLITE
async def test_the_day_that_staff_named_stays_when_the_patient_moves(database: Database) -> None:
    _, ann = enrolled(database)
    await entered(database, ann, 42, {"rlp-average": 3}, 100)
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        with database.write() as tx:
            patients.prefer(tx, cast.by(noon(101)), ann.patient.id, zone=zone)
        with database.read() as tx:
            (report,) = history_of(facts.load(tx, ann.episode.id), LIBRARY)
        assert (report.on, report.day) == (date(2025, 2, 26), 42)


@SQLITE
async def test_an_amendment_of_answers_entered_late_leaves_them_on_their_day(database: Database) -> None:
    _, ann = enrolled(database)
    await entered(database, ann, 42, {"rlp-average": 3}, 50)
    with database.read() as tx:
        (told,) = [each for each in responses.of_episode(tx, ann.episode.id) if each.given_on]
    store(database, told, noon(52), EntryKind.AMENDED, "rlp-average", (5,))
    with database.read() as tx:
        (report,) = history_of(facts.load(tx, ann.episode.id), LIBRARY)
        patient = patients.get(tx, ann.patient.id)
        (point,) = readings_of(tx, speech(), patient, ann.episode)
    assert (report.day, report.answers["rlp-average"], report.heard_at) == (42, (5,), noon(50))
    assert point == Reading(42, Decimal(5), None)


@SQLITE
async def test_half_a_form_entered_late_is_given_on_its_day_and_the_rest_in_the_chat_on_another(
    database: Database,
) -> None:
    _, ann = enrolled(database)
    tick, at = new_tick(database), noon(45)
    await tick.run(at - HOUR)
    enter(database, ann.episode.id, 42, {"rlp-average": 3}, at, sent=False)
    await tick.run(at)
    with database.read() as tx:
        known = facts.load(tx, ann.episode.id)
        (half,) = history_of(known, LIBRARY)
    assert (half.day, half.ended, half.entered_at) == (42, False, at)
    log = known.logs[half.response_id]
    more = replace(log[-1], seq=len(log), link_id="plp-average", at=at + HOUR, source="update-1")
    with database.write() as tx:
        responses.append(tx, Act("patient:P0001", at + HOUR), half.response_id, more)
        (whole,) = history_of(facts.load(tx, ann.episode.id), LIBRARY)
    assert (whole.day, whole.entered_at) == (45, None)


@SQLITE
async def test_half_a_form_that_ends_with_its_window_is_judged_at_its_place(database: Database) -> None:
    """What stood half done while a later report was judged moves the usual pain of that one when it ends."""
    _, ann = enrolled(database)
    tick = new_tick(database)
    await tick.run(noon(58) - HOUR)
    enter(database, ann.episode.id, 58, {"rlp-average": 3}, noon(58), sent=False)
    await tick.run(noon(58))
    with database.write() as tx:
        tx.conn.exec_driver_sql("UPDATE assessment SET closes_on = '2025-05-20' WHERE time_point = 'W06'")
    await entered(database, ann, 91, {"rlp-average": 8}, 91)
    assert cases(database, ann.episode.id) == ()
    await tick.run(noon(140))
    assert [each.rule for each in cases(database, ann.episode.id)] == ["AMB-3a"]


@SQLITE
async def test_the_replay_of_what_is_stored_finds_what_the_tick_found(database: Database) -> None:
    _, ann = enrolled(database)
    for day, pain, known_on in ((14, 3, 14), (91, 8, 91), (42, 6, 95), (182, 4, 182)):
        await entered(database, ann, day, {"rlp-average": pain}, known_on)
    with database.read() as tx:
        known = facts.load(tx, ann.episode.id)
    past, zone = history_of(known, LIBRARY), ZoneInfo(known.patient.zone)
    found = replay(past, bundled(), zone, noon(190))
    keys = {each.finding.key for each in found if each.finding.rule.startswith("AMB")}
    actions = (action for story in known.actions.values() for action in story)
    assert keys == {each.key for each in actions if each.kind in (ActionKind.RAISED, ActionKind.JOINED)}
    # What the late rise of day 42 said was not known before, and its re-check was asked for from then on.
    early = {each.finding.key for each in replay(past, bundled(), zone, noon(94))}
    late = next(each for each in found if each.finding.inputs.get("day") == 42)
    assert late.finding.key not in early
    assert late.at > noon(97)


async def test_what_is_entered_late_does_not_look_as_if_nobody_judged_it(database: Database) -> None:
    _, ann = enrolled(database)
    at = noon(100)
    await new_tick(database).run(at - HOUR)
    enter(database, ann.episode.id, 42, {"rlp-average": 3}, at)
    with database.read() as tx:
        assert responses.waiting_to_be_judged(tx, at - timedelta(minutes=5)) == 0
        assert responses.waiting_to_be_judged(tx, at) == 1
