"""Taps and typed answers: what counts, what does not, and the honest reply to each."""

import re
from datetime import datetime, timedelta

import pytest

from app.demo.standin_chats import Shown
from domain import Assessment, AssessmentState, Coding, PatientStatus
from storage import assessments, patients, responses
from storage.database import Database
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]


def _log(database: Database, assessment_id: int) -> list[tuple[str, object]]:
    """Kind and first value of every entry of the assessment."""
    with database.read() as tx:
        return [
            (str(entry.kind), entry.values[0] if entry.values else None)
            for response in responses.of_assessment(tx, assessment_id)
            for entry in responses.log(tx, response.id)
        ]


async def _begin(house: House) -> Shown:
    await house.say(CHAT, "/start")
    await house.tap(CHAT, "Go on")
    return house.last(CHAT)


async def _answer_all(house: House, chat: int = CHAT) -> None:
    """The first button of every question, up to the review."""
    while "Send" not in house.labels(chat):
        labels = house.labels(chat)
        await house.tap(chat, "Skip" if "Skip" in labels else labels[0])


async def test_a_tap_is_stored_and_wakes_the_tick_and_the_next_question_stands_on_the_same_card(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        card = await _begin(house)
        toast = await house.tap(CHAT, "6")
        assert toast == ""
        assert house.wakes == 1
        assert house.last(CHAT).message_id == card.message_id
        assert "Question 2 of" in house.last(CHAT).text
    assert _log(database, core.id) == [("answered", 6)]
    with database.read() as tx:
        stored = assessments.get(tx, core.id)
        assert stored.first_seen_at == as_of
        assert stored.card_message_id == card.message_id


async def test_a_second_tap_on_the_same_button_counts_once(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        card = await _begin(house)
        house.people.tap(CHAT, card.message_id, card.data_of("6"))
        toast = await house.press(CHAT, card.message_id, card.data_of("6"))
        assert "counts once" in toast
        assert "Question 2 of" in house.last(CHAT).text
    assert _log(database, core.id) == [("answered", 6)]


async def test_another_button_of_an_earlier_screen_changes_nothing_and_says_so(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        card = await _begin(house)
        await house.tap(CHAT, "6")
        toast = await house.press(CHAT, card.message_id, card.data_of("9"))
        assert "earlier question" in toast
        assert "Question 2 of" in house.last(CHAT).text
    assert _log(database, core.id) == [("answered", 6)]


async def test_somebody_elses_button_and_made_up_data_are_foreign(
    database: Database, as_of: datetime, team: cast.Team, core: Assessment
) -> None:
    ben = cast.CHATS["Ben"]
    with database.write() as tx:
        cast.person(tx, as_of, team, "Ben")
    async with House(database, as_of) as house:
        card = await _begin(house)
        await house.say(ben, "hello")
        message = house.last(ben).message_id
        for data in (card.data_of("6"), f"s:{core.id}", "a:999999:0:1:1", "nonsense", "x:1"):
            assert "does not belong" in await house.press(ben, message, data)
        assert "does not belong" in await house.press(CHAT, card.message_id, "s:999999")
    assert _log(database, core.id) == []


async def test_after_the_window_closed_the_card_says_so_and_has_no_buttons(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        card = await _begin(house)
        with database.write() as tx:
            assessments.end(tx, cast.by(as_of), core.id, AssessmentState.MISSED, "not reached")
        assert "time for these questions is over" in await house.tap(CHAT, "6")
        assert house.last(CHAT).buttons == ()
        assert "999" in house.last(CHAT).text
        assert "is over" in await house.press(CHAT, card.message_id, f"s:{core.id}")
    assert _log(database, core.id) == []


async def test_send_ends_the_questionnaire_and_a_second_send_counts_once(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begin(house)
        await _answer_all(house)
        review = house.last(CHAT)
        house.people.tap(CHAT, review.message_id, review.data_of("Send"))
        toast = await house.press(CHAT, review.message_id, review.data_of("Send"))
        assert "counts once" in toast
        assert "Thank you" in house.last(CHAT).text
        assert house.labels(CHAT) == ["Change an answer"]
        toast = await house.press(CHAT, review.message_id, review.data_of("Change an answer"))
        assert "sent already" in toast
        assert "Thank you" in house.last(CHAT).text
    with database.read() as tx:
        ended = assessments.get(tx, core.id)
        assert (ended.state, ended.answered_at) == (AssessmentState.COMPLETED, as_of)


async def test_after_sending_no_answer_is_echoed_and_nothing_is_promised(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begin(house)
        await _answer_all(house)
        await house.tap(CHAT, "Send")
        text = house.last(CHAT).text
    assert "999" in text
    assert "Nobody reads it live" in text
    for word in ("how bad", "fine", "will call", "None of these"):
        assert word not in text


async def test_a_red_answer_says_what_to_do_now_before_the_next_question_and_still_at_the_end(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        check = opened(tx, as_of, ann, "wound-check", time_point="WC07")
    async with House(database, as_of) as house:
        await _begin(house)
        while "A lot, or will not stop" not in house.labels(CHAT):
            await house.tap(CHAT, house.labels(CHAT)[0])
        await house.tap(CHAT, "A lot, or will not stop")
        advice = house.last(CHAT).text.split("Question")[0].strip()
        assert "999" in advice
        await _answer_all(house)
        await house.tap(CHAT, "Send")
        assert house.last(CHAT).text.startswith(advice.split("\n")[0])
    assert ("answered", Coding("urn:tmr-followup:choice", "heavy")) in _log(database, check.id)


async def test_a_button_of_a_closed_window_says_so_and_shows_what_is_still_open(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        early = opened(tx, as_of - timedelta(hours=1), ann, "wound-check", time_point="WC14")
        opened(tx, as_of, ann, "core", time_point="W02")
    async with House(database, as_of) as house:
        card = await _begin(house)
        with database.write() as tx:
            assessments.end(tx, cast.by(as_of), early.id, AssessmentState.PARTIAL, "window ended")
        assert "is over" in await house.press(CHAT, card.message_id, card.data_of("6"))
        assert house.last(CHAT).text.startswith("Nobody reads your answers")
        assert "is sent" not in house.last(CHAT).text
        assert "remaining limb on average" in house.last(CHAT).text


async def test_an_older_card_loses_its_buttons_to_a_newer_one(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        first = await _begin(house)
        second = await _begin(house)
        old = next(m for m in house.people.messages(CHAT) if m.message_id == first.message_id)
        assert old.buttons == ()
        toast = await house.press(CHAT, first.message_id, first.data_of("6"))
        assert "older message" in toast
        assert _log(database, core.id) == []
        await house.press(CHAT, second.message_id, second.data_of("6"))
    assert _log(database, core.id) == [("answered", 6)]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PatientStatus.WITHDRAWN, "left follow-up"),
        (PatientStatus.CHANNEL_STOPPED, "asked us to stop"),
        (PatientStatus.DECEASED, "is over"),
    ],
)
async def test_who_is_no_longer_asked_cannot_answer_any_more(
    database: Database, as_of: datetime, ann: cast.Person, core: Assessment, status: PatientStatus, words: str
) -> None:
    async with House(database, as_of) as house:
        await _begin(house)
        with database.write() as tx:
            patients.set_status(tx, cast.by(as_of), ann.patient.id, status)
        assert words in await house.tap(CHAT, "6")
        assert house.last(CHAT).buttons == ()
    assert _log(database, core.id) == []


async def test_a_sitting_of_two_time_points_goes_on_along_the_same_card(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        second = opened(tx, as_of, ann, "core", time_point="W02")
        first = opened(tx, as_of - timedelta(hours=1), ann, "wound-check", "re-check", time_point="WC14")
    async with House(database, as_of) as house:
        card, asked = await _begin(house), 0
        for part in range(3):
            await _answer_all(house)
            review = house.last(CHAT)
            asked += len(re.findall(r"^[0-9]+\. ", review.text, re.MULTILINE))
            assert f"part {part + 1} of 3" in review.text
            await house.tap(CHAT, "Send")
            assert house.last(CHAT).message_id == card.message_id
            if part < 2:
                assert "one more short part" in house.last(CHAT).text
                toast = await house.press(CHAT, review.message_id, review.data_of("Send"))
                assert "counts once" in toast
                assert f"Question {asked + 1} of" in house.last(CHAT).text
            with database.read() as tx:
                states = [assessments.get(tx, one.id).state for one in (first, second)]
            done, still = AssessmentState.COMPLETED, AssessmentState.OPEN
            assert states == [[still, still], [done, still], [done, done]][part]
        assert "Thank you" in house.last(CHAT).text


async def test_a_tap_on_the_list_for_change_after_a_change_is_stale(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await _begin(house)
        await _answer_all(house)
        review = house.last(CHAT)
        await house.tap(CHAT, "Change an answer")
        listed = house.last(CHAT)
        await house.press(CHAT, listed.message_id, listed.buttons[0][0].data)
        assert "Question 1 of" in house.last(CHAT).text
        assert "earlier question" in await house.press(CHAT, review.message_id, listed.data_of("More"))
        await house.tap(CHAT, "3")
        await house.tap(CHAT, "Change an answer")
        await house.tap(CHAT, "Back to my answers")
        assert house.labels(CHAT) == ["Send", "Change an answer"]
        await house.tap(CHAT, "Send")
        assert "sent already" in await house.press(CHAT, review.message_id, listed.data_of("More"))
