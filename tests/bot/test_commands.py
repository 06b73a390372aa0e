"""Commands, words nobody asked for, and the chat that opens and shuts: nothing is met with silence."""

from datetime import date, datetime, timedelta

import pytest

from domain import Assessment, Lane, Message, PatientStatus
from storage import assessments, contacts, outbox, patients, responses
from storage.database import Database
from storage.words import ChannelState, Layout, Owner
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Dan"]


@pytest.fixture
def core(database: Database, as_of: datetime, dan: cast.Person) -> Assessment:
    """Dan's core questionnaire is open, and a reminder of it is queued."""
    with database.write() as tx:
        assessment = opened(tx, as_of, dan)
        reminder = Message(
            key=f"remind:{assessment.id}:1",
            kind="reminder",
            lane=Lane.PROMPT,
            language="en",
            not_before_at=as_of + timedelta(days=2),
            patient_id=dan.patient.id,
            assessment_id=assessment.id,
        )
        outbox.queue(tx, cast.by(as_of), reminder)
        return assessment


def _queued(database: Database, at: datetime) -> list[tuple[str, str]]:
    with database.read() as tx:
        return [(row.kind, row.key) for row in outbox.due(tx, at + timedelta(days=99), 50)]


def _patient(database: Database, dan: cast.Person) -> tuple[PatientStatus, ChannelState, date | None]:
    with database.read() as tx:
        patient = patients.get(tx, dan.patient.id)
        state = contacts.channel(tx, Owner.PATIENT, dan.patient.id).state
        return patient.status, state, patient.paused_until_on


async def test_help_says_what_this_is_and_whom_to_call(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/help")
        text = house.last(CHAT).text
    for words in ("automatic", "Nobody reads it live", "999", "111", "020 7946 0000", "Mon-Fri 09:00-17:00"):
        assert words in text
    for command in ("/start", "/info", "/pause", "/stop", "/language", "/buttons"):
        assert command in text


async def test_info_links_to_what_the_public_is_told_and_to_the_team(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/info")
        text = house.last(CHAT).text
    assert "https://www.nice.org.uk/guidance/htg750" in text
    assert "020 7946 0000" in text


@pytest.mark.parametrize(
    ("label", "status", "words"),
    [
        ("Stop messages", PatientStatus.CHANNEL_STOPPED, "No more messages"),
        ("Leave follow-up", PatientStatus.WITHDRAWN, "left follow-up"),
    ],
)
async def test_stop_asks_once_then_ends_it_at_once_and_tells_the_coordinator(
    database: Database,
    as_of: datetime,
    dan: cast.Person,
    core: Assessment,
    label: str,
    status: PatientStatus,
    words: str,
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        card = house.last(CHAT)
        await house.tap(CHAT, "Go on")
        await house.say(CHAT, "/stop")
        assert house.labels(CHAT) == ["Stop messages", "Leave follow-up", "Keep things as they are"]
        asked = house.last(CHAT)
        house.people.tap(CHAT, asked.message_id, asked.data_of(label))
        await house.tap(CHAT, label)
        assert words in house.last(CHAT).text
        assert "999" in house.last(CHAT).text
        shut = next(m for m in house.people.messages(CHAT) if m.message_id == card.message_id)
        assert shut.buttons == ()
        assert "no longer open" in shut.text
    assert _patient(database, dan)[:2] == (status, ChannelState.STOPPED)
    assert _queued(database, as_of) == [
        ("stopped", f"stopped:{dan.patient.id}:{as_of:%Y%m%dT%H%M%S}:{status}")
    ]


async def test_who_stopped_messages_may_still_leave_but_who_left_is_not_asked_again(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/stop")
        await house.tap(CHAT, "Stop messages")
        await house.say(CHAT, "/start")
        assert "Messages have been stopped" in house.last(CHAT).text
        await house.say(CHAT, "/pause")
        assert "Messages have been stopped" in house.last(CHAT).text
        await house.say(CHAT, "/stop")
        asked = house.last(CHAT)
        await house.tap(CHAT, "Leave follow-up")
        assert _patient(database, dan)[0] is PatientStatus.WITHDRAWN
        for label in ("Stop messages", "Keep things as they are"):
            await house.press(CHAT, asked.message_id, asked.data_of(label))
            assert "have been stopped" in house.last(CHAT).text
        assert _patient(database, dan)[0] is PatientStatus.WITHDRAWN
        await house.say(CHAT, "/stop")
        assert house.last(CHAT).buttons == ()


async def test_keep_changes_nothing(
    database: Database, as_of: datetime, dan: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/stop")
        await house.tap(CHAT, "Keep things as they are")
        assert "Nothing has changed" in house.last(CHAT).text
    assert _patient(database, dan)[:2] == (PatientStatus.FOLLOWED, ChannelState.LINKED)
    assert _queued(database, as_of) == [("reminder", f"remind:{core.id}:1")]


async def test_pause_names_the_last_paused_day_and_can_be_ended(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pause")
        assert house.labels(CHAT) == ["3 days", "7 days", "14 days"]
        await house.tap(CHAT, "7 days")
        assert "Wednesday 22 January" in house.last(CHAT).text
        assert _patient(database, dan)[2] == date(2025, 1, 22)
        await house.say(CHAT, "/pause")
        assert "until the end of Wednesday 22 January" in house.last(CHAT).text
        asked = house.last(CHAT)
        assert "does not belong" in await house.press(CHAT, asked.message_id, "pause:365")
        await house.tap(CHAT, "Go on now")
        assert _patient(database, dan)[2] is None
        await house.say(CHAT, "/stop")
        await house.tap(CHAT, "Leave follow-up")
        await house.press(CHAT, asked.message_id, "pause:7")
    assert _patient(database, dan)[2] is None


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("/pause 7d", date(2025, 1, 22)),
        ("/pause 7", date(2025, 1, 22)),
        ("/pause@bot 1 Day", date(2025, 1, 16)),
        ("/pause 2 weeks", date(2025, 1, 29)),
        ("/pause 31", date(2025, 2, 15)),
        ("/pause 32d", None),
        ("/pause 0", None),
        ("/pause 5w", None),
        ("/pause until Friday", None),
    ],
)
async def test_a_pause_can_be_typed_and_what_is_unclear_is_asked_again(
    database: Database, as_of: datetime, dan: cast.Person, typed: str, until: date | None
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, typed)
        assert _patient(database, dan)[2] == until
        if until is None:
            assert "from 1 to 31" in house.last(CHAT).text
            assert house.labels(CHAT) == ["3 days", "7 days", "14 days"]
        else:
            assert "No questions are sent until after" in house.last(CHAT).text


async def test_a_pause_is_ended_by_typing_resume(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pause 7d")
        await house.say(CHAT, "/resume")
        assert "Messages go on as planned" in house.last(CHAT).text
        assert _patient(database, dan)[2] is None
        await house.say(CHAT, "/stop")
        await house.tap(CHAT, "Leave follow-up")
        for typed in ("/pause 7d", "/resume"):
            await house.say(CHAT, typed)
            assert "have been stopped" in house.last(CHAT).text
    assert _patient(database, dan)[2] is None


async def test_language_lists_what_there_is_and_sets_it(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/language")
        assert house.labels(CHAT) == ["Cymraeg", "English"]
        asked = house.last(CHAT)
        await house.tap(CHAT, "Cymraeg")
        assert "Yr iaith nawr yw: Cymraeg." in house.last(CHAT).text
        assert "Nid yw'r botwm hwn" in await house.press(CHAT, asked.message_id, "lang:xx")


async def test_buttons_are_made_large_and_usual_again_and_each_answer_keeps_how_it_was_drawn(
    database: Database, as_of: datetime, dan: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        card = house.last(CHAT)
        await house.say(CHAT, "/buttons")
        assert house.labels(CHAT) == ["Large buttons", "Usual buttons"]
        asked = house.last(CHAT)
        await house.tap(CHAT, "Large buttons")
        assert "Done" in house.last(CHAT).text
        await house.press(CHAT, card.message_id, card.data_of("7"))  # drawn before the wish
        card = next(shown for shown in house.people.cards(CHAT) if shown.message_id == card.message_id)
        assert [key.text for key in card.buttons[0]] == ["0", "1"]
        await house.press(CHAT, card.message_id, card.data_of("8"))
        await house.say(CHAT, "six")
        await house.press(CHAT, asked.message_id, "size:0")
        assert "does not belong" in await house.press(CHAT, asked.message_id, "size:2")
    with database.read() as tx:
        (response,) = responses.of_assessment(tx, core.id)
        stored = [(entry.values, entry.layout) for entry in responses.log(tx, response.id)]
        assert stored == [((7,), Layout.STANDARD), ((8,), Layout.LARGE), ((6,), Layout.TYPED)]
        assert patients.get(tx, dan.patient.id).large_buttons is False


@pytest.mark.parametrize("text", ["hello", "/unknown", "/", "my wound looks bad", "/help@tmr_standin_bot"])
async def test_whatever_a_patient_writes_gets_the_emergency_words_and_the_teams_number(
    database: Database, as_of: datetime, dan: cast.Person, text: str
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, text)
        assert "999" in house.last(CHAT).text
        assert "020 7946 0000" in house.last(CHAT).text


async def test_words_while_questions_wait_point_back_to_them(
    database: Database, as_of: datetime, dan: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "hello")
        assert "/start" in house.last(CHAT).text


@pytest.mark.parametrize("text", ["hello", "/help", "/start", "/start x"])
async def test_a_stranger_is_told_what_this_is_and_to_ask_the_clinic(
    database: Database, as_of: datetime, text: str
) -> None:
    async with House(database, as_of) as house:
        await house.say(4711, text)
        assert "ask your clinic" in house.last(4711).text
        assert "999" in house.last(4711).text
        assert "does not belong" in await house.press(4711, house.last(4711).message_id, "stop:messages")


async def test_nothing_open_is_said_too(database: Database, as_of: datetime, dan: cast.Person) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        assert "No questions are waiting" in house.last(CHAT).text


async def test_the_card_that_is_stopped_is_no_longer_asked(
    database: Database, as_of: datetime, dan: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        card = house.last(CHAT)
        await house.say(CHAT, "/stop")
        await house.tap(CHAT, "Stop messages")
        assert "asked us to stop" in await house.press(CHAT, card.message_id, card.data_of("Go on"))
    with database.read() as tx:
        assert assessments.get(tx, core.id).first_seen_at is None


async def test_whoever_came_back_and_stops_again_is_told_of_again(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        for _ in range(2):
            await house.say(CHAT, "/stop")
            await house.tap(CHAT, "Stop messages")
            house.clock.advance(timedelta(days=30))
            act = cast.by(house.clock.now())
            with database.write() as tx:  # the clinic gave a new link, and they agreed again
                contacts.set_channel(tx, act, Owner.PATIENT, dan.patient.id, ChannelState.LINKED)
                patients.set_status(tx, act, dan.patient.id, PatientStatus.FOLLOWED)
    assert [kind for kind, _ in _queued(database, as_of)] == ["stopped", "stopped"]
