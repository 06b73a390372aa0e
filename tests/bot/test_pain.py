"""/pain: a report begun unasked, its own card beside what is planned, one at a time, three a day."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from domain import Assessment, AssessmentKind, AssessmentState, Limb, Mode, PatientStatus
from storage import assessments, episodes, outbox, patients, responses
from storage.database import Database
from storage.schema import episode
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]
FAY = cast.CHATS["Fay"]
ALL = ("7", "2", "Yes", "Send")


@pytest.fixture
def ann(database: Database, as_of: datetime) -> cast.Person:
    with database.write() as tx:
        return cast.person(tx, as_of, cast.team(tx, as_of), "Ann", tmr_on=as_of.date() - timedelta(days=90))


def _own(database: Database, episode_id: int) -> list[Assessment]:
    with database.read() as tx:
        found = assessments.of_episode(tx, episode_id)
    return [one for one in found if one.kind is AssessmentKind.UNSCHEDULED]


def _given(database: Database, assessment_id: int) -> list[object]:
    with database.read() as tx:
        return [
            entry.values[0]
            for response in responses.of_assessment(tx, assessment_id)
            for entry in responses.log(tx, response.id)
            if entry.values
        ]


async def _taps(house: House, *labels: str) -> None:
    for label in labels:
        await house.tap(CHAT, label)


async def test_a_report_is_offered_at_once_in_words_that_tell_nothing_and_sent_in_five_taps(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        offer = house.last(CHAT)
        for word in ("pain", "limb", "surgery"):
            assert word not in offer.text.lower()
        await _taps(house, "Start")
        assert "This is a short report of your own" in house.last(CHAT).text
        await _taps(house, *ALL)
        assert "Thank you" in house.last(CHAT).text
        assert house.last(CHAT).message_id == offer.message_id
    (own,) = _own(database, ann.episode.id)
    assert own.state is AssessmentState.COMPLETED
    assert (own.time_point, own.instruments) == ("PAIN-1", ("pain-report",))
    assert (own.opens_on, own.closes_on) == (as_of.date(), as_of.date() + timedelta(days=1))
    with database.read() as tx:
        assert outbox.of_episode(tx, ann.episode.id) == ()
        assert episodes.get(tx, ann.episode.id).next_look_at == as_of


async def test_two_commands_open_one_report_and_the_newer_card_takes_over(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        await _taps(house, "Start", "7")
        first = house.last(CHAT)
        await house.say(CHAT, "/pain")
        assert house.labels(CHAT) == ["Go on"]
        await _taps(house, "Go on")
        assert "Question 2 of 3" in house.last(CHAT).text
        old = next(one for one in house.people.messages(CHAT) if one.message_id == first.message_id)
        assert not old.buttons
        await _taps(house, *ALL[1:])
    (own,) = _own(database, ann.episode.id)
    assert _given(database, own.id) == [7, 2, True]


async def test_the_same_message_handled_again_after_sending_opens_no_other(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        house.people.say(CHAT, "/pain")
        (update,) = await house.application.bot.get_updates(timeout=0)
        await house.step()
        await _taps(house, "Start", *ALL)
        await house.application.process_update(update)
        assert "sent already" in house.last(CHAT).text
        await house.say(CHAT, "/pain")
        assert house.labels(CHAT) == ["Start"]
    assert len(_own(database, ann.episode.id)) == 2


async def test_three_a_day_are_enough_and_the_next_day_there_is_another(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        for _ in range(3):
            await house.say(CHAT, "/pain")
            await _taps(house, "Start", *ALL)
        await house.say(CHAT, "/pain")
        assert "the most for one day" in house.last(CHAT).text
        assert "999" in house.last(CHAT).text
        house.clock.advance(timedelta(days=1))
        await house.say(CHAT, "/pain")
        assert house.labels(CHAT) == ["Start"]
    assert [one.time_point for one in _own(database, ann.episode.id)] == [f"PAIN-{n}" for n in range(1, 5)]


async def test_planned_questions_and_a_report_do_not_mix(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    """Typed numbers go to the newest card; each card goes on where it was."""
    with database.write() as tx:
        core = opened(tx, as_of, ann)
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await _taps(house, "Go on", "3")
        planned = house.last(CHAT)
        await house.say(CHAT, "/pain")
        await _taps(house, "Start")
        await house.say(CHAT, "9")
        await house.tap(CHAT, "4", planned)
        (own,) = _own(database, ann.episode.id)
        assert (_given(database, own.id), _given(database, core.id)) == ([9], [3, 4])
        await _taps(house, *ALL[1:])
        assert "Other questions are still waiting" in house.last(CHAT).text
        cards = {one.message_id: one.text for one in house.people.messages(CHAT)}
        assert "Question 3 of" in cards[planned.message_id]
        await house.say(CHAT, "5")
        assert _given(database, core.id) == [3, 4, 5]
        await house.say(CHAT, "/start")
        assert len([one for one in house.people.cards(CHAT) if "Tap Go on" in one.text]) == 1
    with database.read() as tx:
        assert assessments.get(tx, core.id).state is AssessmentState.OPEN


@pytest.mark.parametrize("days", [-90, 9])
async def test_it_is_there_in_a_pause_and_before_surgery(
    database: Database, as_of: datetime, days: int
) -> None:
    with database.write() as tx:
        tmr_on = as_of.date() + timedelta(days=days)
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann", tmr_on=tmr_on)
        patients.pause(tx, cast.by(as_of), ann.patient.id, as_of.date() + timedelta(days=7))
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        assert house.labels(CHAT) == ["Start"]
    (own,) = _own(database, ann.episode.id)
    with database.read() as tx:
        (begun,) = responses.of_assessment(tx, own.id)
    assert begun.context["ctx-phase"] == ("later" if days < 0 else "before")


@pytest.mark.parametrize("status", [PatientStatus.CHANNEL_STOPPED, PatientStatus.WITHDRAWN])
async def test_whoever_stopped_is_told_so(
    database: Database, as_of: datetime, ann: cast.Person, status: PatientStatus
) -> None:
    with database.write() as tx:
        patients.set_status(tx, cast.by(as_of), ann.patient.id, status)
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        assert "Messages have been stopped" in house.last(CHAT).text
        await house.press(CHAT, house.last(CHAT).message_id, f"pain:{ann.episode.id}")
        assert "Messages have been stopped" in house.last(CHAT).text
    assert not _own(database, ann.episode.id)


async def test_in_audit_mode_it_says_that_nobody_acts_on_single_answers(
    database: Database, as_of: datetime
) -> None:
    with database.write() as tx:
        cast.person(tx, as_of, cast.team(tx, as_of, mode=Mode.AUDIT), "Ann")
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        await _taps(house, "Start", "9", "9")
        assert "Nobody acts on one person's answers" in house.last(CHAT).text


async def test_whoever_has_two_limbs_in_follow_up_says_which(database: Database, as_of: datetime) -> None:
    """A revision of the same limb is no second choice: its latest operation counts."""
    with database.write() as tx:
        fay = cast.person(tx, as_of, cast.team(tx, as_of), "Fay")
        arm = cast.operated(tx, as_of, fay.patient.id, limb=Limb.UPPER)
        revised = cast.operated(tx, as_of, fay.patient.id, tmr_on=date(2025, 2, 1), limb=Limb.UPPER)
    async with House(database, as_of) as house:
        await house.say(FAY, "/pain")
        asked = house.last(FAY)
        assert house.labels(FAY) == ["Left leg", "Left arm"]
        await house.tap(FAY, "Left arm")
        assert "Question 1 of 3" in house.last(FAY).text
        await house.tap(FAY, "8")
        await house.press(FAY, asked.message_id, asked.data_of("Left arm"))
        assert "Question 2 of 3" in house.last(FAY).text
        for label in ALL[1:]:
            await house.tap(FAY, label)
        await house.press(FAY, asked.message_id, asked.data_of("Left arm"))
        assert "Thank you" in house.last(FAY).text
        assert await house.press(FAY, asked.message_id, f"pain:{arm.id}") != ""
    assert [len(_own(database, one)) for one in (fay.episode.id, arm.id, revised.id)] == [0, 0, 1]


async def test_the_choice_of_limb_is_bound_by_the_day_too(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        fay = cast.person(tx, as_of, cast.team(tx, as_of), "Fay")
        cast.operated(tx, as_of, fay.patient.id, limb=Limb.UPPER)
    async with House(database, as_of) as house:
        for _ in range(3):
            await house.say(FAY, "/pain")
            for label in ("Left leg", *ALL):
                await house.tap(FAY, label)
        await house.say(FAY, "/pain")
        await house.tap(FAY, "Left leg")
        assert "the most for one day" in house.last(FAY).text


async def test_a_report_of_somebody_else_and_one_of_no_operation_are_refused(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(cast.STAFF_CHATS["OWNER"], "/pain")
        owner = house.last(cast.STAFF_CHATS["OWNER"])
        pressed = await house.press(cast.STAFF_CHATS["OWNER"], owner.message_id, f"pain:{ann.episode.id}")
        assert "does not belong" in pressed
        await house.say(CHAT, "/help")
        assert "does not belong" in await house.press(CHAT, house.last(CHAT).message_id, "pain:99")
    assert not _own(database, ann.episode.id)


async def test_before_follow_up_has_begun_there_is_nothing_to_report(
    database: Database, as_of: datetime
) -> None:
    with database.write() as tx:
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann")
        tx.conn.execute(update(episode).where(episode.c.id == ann.episode.id).values(activated_at=None))
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        assert "has not begun yet" in house.last(CHAT).text
