"""Answers changed after Send, as the patient sees it, with a restart before every tap."""

from datetime import datetime, timedelta

from domain import Assessment, AssessmentState, PatientStatus, ResponseState
from storage import assessments, patients, responses, trail
from storage.database import Database
from tests import cast
from tests.bot.changing import after_sending, pick, response_of, scores_of, send_all, tap
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]


async def test_an_answer_is_picked_changed_and_shown_with_all_the_others(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        card = house.last(CHAT)
        assert response_of(database, core.id).state is ResponseState.COMPLETED
        await pick(house, "6. ")
        asked = house.last(CHAT)
        assert "You are changing an answer that you sent" in asked.text
        assert "Your answer so far: 0" in asked.text
        assert house.labels(CHAT)[-1] == "Keep the answer I sent"
        assert "Back" not in house.labels(CHAT)
        assert response_of(database, core.id).state is ResponseState.COMPLETED
        wakes = house.wakes
        await tap(house, "8")
        assert house.wakes == wakes + 1
        saved = house.last(CHAT)
        assert saved.message_id == card.message_id
        assert "Saved. Your answer is changed." in saved.text
        assert "Now: 8" in saved.text
        assert "1. In the last 7 days" in saved.text
        assert "999" in saved.text
        assert house.labels(CHAT) == ["Change an answer"]
    response = response_of(database, core.id)
    assert response.state is ResponseState.AMENDED
    assert response.judged_at is None
    assert after_sending(database, response) == [
        ("went-back", "interference-enjoyment", None),
        ("amended", "interference-enjoyment", 8),
    ]
    assert scores_of(database, response)["pain-interference"] == 4
    with database.read() as tx:
        told = [row.detail for row in trail.read(tx) if row.verb == "response.end"]
        assert told[-1] == {"state": "amended", "reason": "changed-by-patient"}
        assert assessments.get(tx, core.id).state is AssessmentState.COMPLETED


async def test_an_answer_may_be_left_as_it_was_sent(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "1. ")
        await tap(house, "Keep")
        assert "Your answers have been sent" in house.last(CHAT).text
        await tap(house, "Change an answer")
        await tap(house, "Back to my answers")
        assert "Your answers have been sent" in house.last(CHAT).text
    assert response_of(database, core.id).state is ResponseState.COMPLETED


async def test_ticks_amend_with_done_only_and_what_is_ticked_survives_a_restart(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "10. ")
        await tap(house, "Chest, breath")
        assert "call 999" in house.last(CHAT).text
        assert response_of(database, core.id).state is ResponseState.COMPLETED
        await tap(house, "Limb cold")
        assert "Ticked so far: Chest, breath or calf, Limb cold" in house.last(CHAT).text
        await tap(house, "Done")
        assert "Now: Chest, breath or calf, Limb cold" in house.last(CHAT).text
        assert "call 999" in house.last(CHAT).text.split("Saved.")[0]
    response = response_of(database, core.id)
    assert response.state is ResponseState.AMENDED
    assert [kind for kind, *_ in after_sending(database, response)] == [
        "went-back",
        "ticked",
        "ticked",
        "amended",
    ]


async def test_questions_that_a_change_opens_are_asked_and_meanwhile_the_response_is_amended(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "7. ")
        await tap(house, "Yes")
        assert "It brings up one more question" in house.last(CHAT).text
        assert "On how many days did you wear it" in house.last(CHAT).text
        assert "Your answer so far" not in house.last(CHAT).text
        assert "Keep the answer I sent" not in house.labels(CHAT)
        assert response_of(database, core.id).state is ResponseState.AMENDED
        await house.say(CHAT, "/start")
        await tap(house, "Change an answer")
        assert "On how many days did you wear it" in house.last(CHAT).text
        for label in ("7", "16+", "Pain"):
            await tap(house, label)
        assert "Saved." in house.last(CHAT).text
    assert scores_of(database, response_of(database, core.id))["wear-index"] == 100


async def test_preferring_not_to_say_is_a_change_too(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "1. ")
        await tap(house, "Prefer not to say")
        assert "Now: you prefer not to say" in house.last(CHAT).text
    response = response_of(database, core.id)
    assert response.state is ResponseState.AMENDED
    assert after_sending(database, response)[-1] == ("declined", "rlp-average", None)


async def test_a_second_tap_counts_once_and_a_button_of_an_earlier_screen_is_stale(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        thanks = house.last(CHAT)
        await pick(house, "1. ")
        asked = house.last(CHAT)
        house.people.tap(CHAT, asked.message_id, asked.data_of("7"))
        toast = await house.press(CHAT, asked.message_id, asked.data_of("7"))
        assert "counts once" in toast
        assert "Now: 7" in house.last(CHAT).text
        assert "earlier question" in await house.press(CHAT, asked.message_id, asked.data_of("9"))
        changing = thanks.data_of("Change an answer")
        assert "earlier question" in await house.press(CHAT, thanks.message_id, changing)
        assert "Now: 7" in house.last(CHAT).text
    assert len(after_sending(database, response_of(database, core.id))) == 2


async def test_after_the_window_has_closed_the_time_is_over(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await pick(house, "1. ")
        house.clock.advance(timedelta(days=7))
        toast = await tap(house, "7")
        assert "time for these questions is over" in toast
        assert house.last(CHAT).buttons == ()
        assert "Your answers have been sent" in house.last(CHAT).text
        await house.say(CHAT, "/start")
        assert house.last(CHAT).buttons == ()
    assert response_of(database, core.id).state is ResponseState.COMPLETED


async def test_until_the_last_local_day_is_over_there_is_time(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        house.clock.advance(timedelta(days=6))
        await pick(house, "1. ")
        await tap(house, "7")
    assert response_of(database, core.id).state is ResponseState.AMENDED


async def test_who_has_left_changes_nothing_any_more(
    database: Database, as_of: datetime, ann: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        with database.write() as tx:
            patients.set_status(tx, cast.by(as_of), ann.patient.id, PatientStatus.WITHDRAWN)
        assert "left follow-up" in await tap(house, "Change an answer")
        assert house.last(CHAT).buttons == ()


async def test_all_parts_of_a_sitting_can_be_changed_each_from_its_own_list(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        both = opened(tx, as_of, ann, "core", "extended", time_point="W06")
    async with House(database, as_of) as house:
        await send_all(house)
        await tap(house, "Change an answer")
        assert "Answers of part 1" in house.labels(CHAT)
        await tap(house, "Answers of part 1")
        assert "1. In the last 7 days" in house.last(CHAT).text
        await tap(house, "1. ")
        await tap(house, "7")
    with database.read() as tx:
        states = [response.state for response in responses.of_assessment(tx, both.id)]
    assert states == [ResponseState.AMENDED, ResponseState.COMPLETED]


async def test_start_offers_the_change_when_nothing_waits(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        await house.say(CHAT, "/start")
        assert "No questions are waiting" in house.last(CHAT).text
        newest = house.last(CHAT).message_id
        await pick(house, "1. ")
        await tap(house, "7")
        assert house.last(CHAT).message_id == newest
        assert "Now: 7" in house.last(CHAT).text
    with database.read() as tx:
        assert assessments.get(tx, core.id).card_message_id == newest


async def test_each_tap_of_a_change_is_two_calls(
    database: Database, as_of: datetime, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await send_all(house)
        for label in ("Change an answer", "1. ", "7"):
            before = len([1 for method, _ in house.people.calls if method != "getupdates"])
            card = house.last(CHAT)
            data = next(key.data for row in card.buttons for key in row if key.text.startswith(label))
            await house.press(CHAT, card.message_id, data)
            calls = [method for method, _ in house.people.calls if method != "getupdates"][before:]
            assert calls == ["answercallbackquery", "editmessagetext"]
