"""Answers changed after sending: RED rules read each entry, the others the whole anew; a key counts once."""

from datetime import UTC, date, datetime, timedelta

from domain import Act, AlertState, Answer, AssessmentState, Coding, Entry, EntryKind, Response, ResponseState
from scheduler.reports import report_of
from scheduler.ticking import Tick
from storage import alerts, facts, findings, responses
from storage.database import Database
from storage.words import ActionKind, AmendReason
from tests.scheduler.lives import LIBRARY, answer, assessment, enrolled, lived, report, response, send

NOON = datetime(2025, 2, 26, 12, 0, tzinfo=UTC)
"""Day 42, when the questions of six weeks are open."""
HOUR = timedelta(hours=1)
NONE, CHEST, WOUND = ("none",), ("chest-breath-calf",), ("wound-sign",)


def choices(*codes: str) -> tuple[Answer, ...]:
    return tuple(Coding("urn:tmr-followup:choice", code) for code in codes)


async def sent(
    database: Database, pain: int = 3, signs: tuple[str, ...] = NONE
) -> tuple[Tick, Response, int]:
    """Ann's six weeks, sent and judged; the tick, the response and the episode's id."""
    _, ann = enrolled(database)
    tick = await lived(database, NOON, since=NOON - timedelta(days=1))
    told = response(database, assessment(database, ann.episode.id, "W06").id, "core")
    answer(database, told, NOON, {"rlp-average": 3, "plp-average": 1, "safety": choices(*signs)})
    store(database, told, NOON, EntryKind.SENT, "", ())
    send(database, told, NOON)
    await tick.run(NOON)
    return tick, told, ann.episode.id


def store(
    database: Database,
    told: Response,
    at: datetime,
    kind: EntryKind,
    link_id: str,
    values: tuple[Answer, ...],
) -> None:
    """One more entry; one that changes something amends the response."""
    act = Act("patient:test", at)
    with database.write() as tx:
        entry = Entry(len(responses.log(tx, told.id)), kind, link_id, values, at)
        assert responses.append(tx, act, told.id, entry)
        if kind is EntryKind.AMENDED:
            assert responses.end(tx, act, told.id, ResponseState.AMENDED, AmendReason.PATIENT)


def cases(database: Database, episode_id: int) -> list[tuple[str, AlertState, list[ActionKind]]]:
    """Rule, state and story of every alert, without escalations."""
    with database.read() as tx:
        return [
            (
                case.rule,
                case.state,
                [a.kind for a in alerts.actions(tx, case.id) if a.kind is not ActionKind.ESCALATED],
            )
            for case in alerts.of_episode(tx, episode_id)
        ]


async def test_no_danger_amended_to_danger_is_an_alert_within_the_tick(database: Database) -> None:
    tick, told, episode_id = await sent(database)
    assert cases(database, episode_id) == []
    store(database, told, NOON + HOUR, EntryKind.AMENDED, "safety", choices(*CHEST))
    await tick.run(NOON + HOUR)
    assert cases(database, episode_id) == [("RED-3", AlertState.OPEN, [ActionKind.RAISED])]
    with database.read() as tx:
        (judged,) = [each for each in responses.of_episode(tx, episode_id) if each.id == told.id]
        assert (judged.state, judged.judged_at) == (ResponseState.AMENDED, NOON + HOUR)
        assert judged.judged_seq == len(responses.log(tx, told.id))


async def test_a_danger_ticked_after_sending_does_not_wait_for_done(database: Database) -> None:
    tick, told, episode_id = await sent(database)
    store(database, told, NOON + HOUR, EntryKind.WENT_BACK, "safety", ())
    store(database, told, NOON + HOUR, EntryKind.TICKED, "safety", choices(*CHEST))
    await tick.run(NOON + HOUR)
    assert cases(database, episode_id) == [("RED-3", AlertState.OPEN, [ActionKind.RAISED])]
    store(database, told, NOON + 2 * HOUR, EntryKind.SENT, "", ())
    await tick.run(NOON + 2 * HOUR)
    story = [ActionKind.RAISED, ActionKind.ANSWER_CHANGED]
    assert cases(database, episode_id) == [("RED-3", AlertState.OPEN, story)]


async def test_danger_amended_to_none_is_told_to_the_case_which_stays(database: Database) -> None:
    tick, told, episode_id = await sent(database, signs=CHEST)
    store(database, told, NOON + HOUR, EntryKind.AMENDED, "safety", choices(*NONE))
    await tick.run(NOON + HOUR)
    await tick.run(NOON + HOUR)
    story = [ActionKind.RAISED, ActionKind.ANSWER_CHANGED]
    assert cases(database, episode_id) == [("RED-3", AlertState.OPEN, story)]


RAISED, CHANGED, SUPERSEDED = ActionKind.RAISED, ActionKind.ANSWER_CHANGED, ActionKind.SUPERSEDED


async def amended(
    database: Database, tick: Tick, told: Response, hours: int, link_id: str, *values: Answer
) -> None:
    """An answer changed so many hours after sending, and judged twice."""
    store(database, told, NOON + hours * HOUR, EntryKind.AMENDED, link_id, values)
    for _ in range(2):
        await tick.run(NOON + hours * HOUR)


async def test_a_case_whose_finding_an_amendment_took_away_is_superseded_with_the_change_in_its_story(
    database: Database,
) -> None:
    tick, told, episode_id = await sent(database, signs=WOUND)
    await amended(database, tick, told, 1, "safety", *choices(*NONE))
    superseded = ("AMB-1", AlertState.SUPERSEDED, [RAISED, CHANGED, SUPERSEDED])
    assert cases(database, episode_id) == [superseded]
    with database.read() as tx:
        (case,) = alerts.of_episode(tx, episode_id)
        change = alerts.actions(tx, case.id)[-2]
        assert case.closed_at == NOON + HOUR
    assert (change.detail["finding"], change.detail["still"]) == (f"AMB-1:{told.id}", False)
    # What is there again pages again, once.
    await amended(database, tick, told, 2, "safety", *choices(*WOUND))
    await amended(database, tick, told, 3, "rlp-average", 4)
    assert cases(database, episode_id) == [superseded, ("AMB-1", AlertState.OPEN, [RAISED])]


async def test_a_case_of_two_reports_goes_when_both_were_corrected(database: Database) -> None:
    _, ann = enrolled(database)
    for code, on in (("W02", NOON - timedelta(days=28)), ("W06", NOON)):
        tick = await report(database, ann.episode.id, code, on.date(), {"safety": choices(*WOUND)})
    story = [RAISED, ActionKind.JOINED]
    for hours, code in ((1, "W02"), (2, "W06")):
        assert cases(database, ann.episode.id) == [("AMB-1", AlertState.OPEN, story)]
        told = response(database, assessment(database, ann.episode.id, code).id, "core")
        await amended(database, tick, told, hours, "safety", *choices(*NONE))
        story = [*story, CHANGED]
    assert cases(database, ann.episode.id) == [("AMB-1", AlertState.SUPERSEDED, [*story, SUPERSEDED])]


async def test_an_amendment_that_changes_nothing_found_leaves_the_case_as_it_was(database: Database) -> None:
    tick, told, episode_id = await sent(database, signs=WOUND)
    known = cases(database, episode_id)
    await amended(database, tick, told, 1, "safety", *choices(*WOUND, "new-place-pain"))
    assert cases(database, episode_id) == known


async def test_a_case_that_somebody_has_in_hand_is_told_and_stays_with_them(database: Database) -> None:
    tick, told, episode_id = await sent(database, signs=WOUND)
    with database.write() as tx:
        (case,) = alerts.of_episode(tx, episode_id)
        assert alerts.acknowledge(tx, Act("staff:OWNER", NOON), case.id, 1)
    await amended(database, tick, told, 1, "safety", *choices(*NONE))
    taken = [RAISED, ActionKind.ACKNOWLEDGED, CHANGED]
    assert cases(database, episode_id) == [("AMB-1", AlertState.ACKNOWLEDGED, taken)]
    await amended(database, tick, told, 2, "safety", *choices(*WOUND))
    again = [*taken, ActionKind.JOINED]
    assert cases(database, episode_id) == [("AMB-1", AlertState.ACKNOWLEDGED, again)]


async def test_a_red_case_keeps_what_joined_it_and_is_never_superseded(database: Database) -> None:
    tick, told, episode_id = await sent(database, signs=(*WOUND, "very-unwell"))
    await amended(database, tick, told, 1, "safety", *choices(*WOUND))
    await amended(database, tick, told, 2, "safety", *choices(*NONE))
    ((rule, state, story),) = cases(database, episode_id)
    assert (rule, state) == ("RED-2", AlertState.OPEN)
    assert story == [RAISED, CHANGED, ActionKind.JOINED, CHANGED]


async def test_a_value_amended_to_another_that_still_fires_is_told_to_the_case(database: Database) -> None:
    _, ann = enrolled(database)
    before = NOON - timedelta(days=28)
    await report(database, ann.episode.id, "W02", before.date(), {"rlp-average": 2})
    tick = await report(database, ann.episode.id, "W06", NOON.date(), {"rlp-average": 9})
    told = response(database, assessment(database, ann.episode.id, "W06").id, "core")
    await amended(database, tick, told, 1, "rlp-average", 8)
    assert cases(database, ann.episode.id) == [("AMB-3a", AlertState.OPEN, [RAISED, CHANGED])]
    # Down to a rise that wants a re-check, then to none: the case goes, and with it what the digest noted.
    await amended(database, tick, told, 2, "rlp-average", 7)
    assert [state for _, state, _ in cases(database, ann.episode.id)] == [AlertState.SUPERSEDED]
    await amended(database, tick, told, 3, "quality-of-life", 9)
    with database.read() as tx:
        assert findings.of_episode(tx, ann.episode.id) == ()


async def test_a_finding_of_the_digest_goes_and_comes_back_with_the_answer(database: Database) -> None:
    _, ann = enrolled(database)
    before = NOON - timedelta(days=28)
    await report(database, ann.episode.id, "W02", before.date(), {"rlp-average": 7})
    tick = await report(database, ann.episode.id, "W06", NOON.date(), {"rlp-average": 7})
    told = response(database, assessment(database, ann.episode.id, "W06").id, "core")
    for hours, pain in ((1, 6), (2, 7), (3, 7)):
        await amended(database, tick, told, hours, "rlp-average", pain)
    with database.read() as tx:
        noted = findings.of_episode(tx, ann.episode.id)
    assert [(each.rule, each.superseded_at) for each in noted] == [("DIG-2", NOON + HOUR), ("DIG-2", None)]


async def test_what_is_only_ticked_after_sending_is_nothing_to_the_other_rules(database: Database) -> None:
    tick, told, episode_id = await sent(database)
    store(database, told, NOON + HOUR, EntryKind.TICKED, "safety", choices(*WOUND))
    store(database, told, NOON + HOUR, EntryKind.AMENDED, "rlp-average", (4,))
    store(database, told, NOON + HOUR, EntryKind.TICKED, "safety", choices(*WOUND))
    await tick.run(NOON + HOUR)
    assert cases(database, episode_id) == []
    store(database, told, NOON + HOUR, EntryKind.AMENDED, "safety", choices(*WOUND))
    await tick.run(NOON + HOUR)
    assert [rule for rule, *_ in cases(database, episode_id)] == ["AMB-1"]


async def test_an_amendment_corrects_the_report_of_the_day_it_was_sent(database: Database) -> None:
    _, told, episode_id = await sent(database)
    later = NOON + timedelta(days=3)
    store(database, told, later, EntryKind.AMENDED, "rlp-average", (4,))
    with database.read() as tx:
        known = facts.load(tx, episode_id)
    (amended,) = [each for each in known.responses if each.id == told.id]
    whole = report_of(known, LIBRARY, amended)
    assert (whole.on, whole.day, whole.answers["rlp-average"]) == (date(2025, 2, 26), 42, (4,))
    by_entry = report_of(known, LIBRARY, amended, upto=len(known.logs[told.id]))
    assert by_entry.on == later.date()


async def _two_reports(database: Database, first: int, later: int) -> tuple[Tick, Response, int]:
    """Ann's second and sixth week; the tick, the earlier response and the episode's id."""
    _, ann = enrolled(database)
    earlier = NOON - timedelta(days=28)
    await report(database, ann.episode.id, "W02", earlier.date(), {"rlp-average": first})
    told = response(database, assessment(database, ann.episode.id, "W02").id, "core")
    store(database, told, earlier, EntryKind.SENT, "", ())
    tick = await report(database, ann.episode.id, "W06", NOON.date(), {"rlp-average": later})
    return tick, told, ann.episode.id


async def test_an_amendment_that_raises_the_usual_pain_tells_the_later_case_which_stays(
    database: Database,
) -> None:
    tick, told, episode_id = await _two_reports(database, 3, 9)
    assert cases(database, episode_id) == [("AMB-3a", AlertState.OPEN, [RAISED])]
    await amended(database, tick, told, 1, "rlp-average", 8)
    assert cases(database, episode_id) == [("AMB-3a", AlertState.OPEN, [RAISED, CHANGED])]
    # Taken back: what is there again joins the case that stood all the time.
    await amended(database, tick, told, 2, "rlp-average", 3)
    again = [RAISED, CHANGED, ActionKind.JOINED]
    assert cases(database, episode_id) == [("AMB-3a", AlertState.OPEN, again)]
    # The rest of an amended report leaves the usual pain, and the case, alone.
    await amended(database, tick, told, 3, "quality-of-life", 9)
    assert cases(database, episode_id) == [("AMB-3a", AlertState.OPEN, again)]


async def test_an_amendment_that_lowers_the_usual_pain_opens_a_case_of_the_later_report(
    database: Database,
) -> None:
    tick, told, episode_id = await _two_reports(database, 8, 9)
    assert cases(database, episode_id) == []
    await amended(database, tick, told, 1, "rlp-average", 3)
    assert cases(database, episode_id) == [("AMB-3a", AlertState.OPEN, [RAISED])]


async def test_an_amendment_may_ask_for_the_recheck_of_a_later_report(database: Database) -> None:
    tick, told, episode_id = await _two_reports(database, 6, 6)
    await amended(database, tick, told, 1, "rlp-average", 3)
    assert assessment(database, episode_id, "RC-W06").state is AssessmentState.PLANNED
    assert cases(database, episode_id) == []


async def test_a_rise_seen_only_when_it_is_too_late_to_ask_again_is_judged_as_unanswered(
    database: Database,
) -> None:
    tick, told, episode_id = await _two_reports(database, 6, 7)
    await amended(database, tick, told, 24 * 6, "rlp-average", 4)
    assert cases(database, episode_id) == [("AMB-2", AlertState.OPEN, [RAISED])]


async def test_what_the_digest_noted_of_a_later_report_goes_with_the_amendment(database: Database) -> None:
    tick, told, episode_id = await _two_reports(database, 7, 7)
    await amended(database, tick, told, 1, "rlp-average", 6)
    with database.read() as tx:
        noted = findings.of_episode(tx, episode_id)
    assert [(each.rule, each.superseded_at) for each in noted] == [("DIG-2", NOON + HOUR)]
