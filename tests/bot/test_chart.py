"""/mychart: one's own chart, on asking and after each report if wished; it tells nothing until touched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from app.demo.standin import StandIn
from app.demo.standin_chats import Shown
from app.demo.standin_faults import LostReply
from app.service import Address, Service, open_service
from clock import MovingClock
from domain import Assessment, Limb, PatientStatus
from storage import outbox, patients, trail
from storage.database import Database
from storage.words import OutboxState, Outgoing
from tests import cast
from tests.bot.house import opened
from tests.bot.test_texts import FORBIDDEN

CHAT = cast.CHATS["Ann"]
FAY = cast.CHATS["Fay"]
OWN = ("Start", "7", "2", "Yes", "Send")


class Home:
    """The whole service on the stand-in, taken step by step; the courier is at work."""

    def __init__(self, service: Service, people: StandIn, clock: MovingClock) -> None:
        self.service, self.people, self.clock = service, people, clock

    async def say(self, chat_id: int, text: str) -> None:
        self.people.say(chat_id, text)
        await self.step()

    async def tap(self, chat_id: int, label: str, shown: Shown | None = None) -> None:
        card = shown or self.people.cards(chat_id)[-1]
        self.people.tap(chat_id, card.message_id, card.data_of(label))
        await self.step()

    async def step(self) -> None:
        await self.service.take_updates()
        await self.service.courier.drain(self.clock.now())

    async def report(self, chat_id: int, *labels: str) -> None:
        """A report begun unasked, from the command to Send."""
        await self.say(chat_id, "/pain")
        for label in labels or OWN:
            await self.tap(chat_id, label)

    def charts(self, chat_id: int) -> list[Shown]:
        return [shown for shown in self.people.messages(chat_id) if shown.photo is not None]

    def last(self, chat_id: int) -> Shown:
        return self.people.messages(chat_id)[-1]


@asynccontextmanager
async def home(database: Database, as_of: datetime) -> AsyncIterator[Home]:
    clock = MovingClock(as_of)
    people = StandIn(clock)
    address = Address(people.token, await people.start())

    async def at_once(_seconds: float) -> None:
        return

    try:
        async with open_service(database, clock, address, sleep=at_once, at_once=1) as service:
            yield Home(service, people, clock)
    finally:
        await people.stop()


@pytest.fixture
def ann(database: Database, as_of: datetime) -> cast.Person:
    with database.write() as tx:
        return cast.person(tx, as_of, cast.team(tx, as_of), "Ann", tmr_on=as_of.date() - timedelta(days=90))


def _rows(database: Database, episode_id: int) -> list[Outgoing]:
    with database.read() as tx:
        return [row for row in outbox.of_episode(tx, episode_id) if row.kind == "chart"]


async def test_the_chart_comes_on_asking_blurred_under_words_that_tell_nothing(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.report(CHAT)
        assert not at.charts(CHAT)
        await at.say(CHAT, "/mychart")
        (chart,) = at.charts(CHAT)
        assert chart.hidden
        assert not [word for word in FORBIDDEN if word in chart.text.lower()]
        await at.tap(CHAT, "Read it in words")
        (told,) = at.charts(CHAT)
        assert "remaining limb: 7 on 15 January 2025" in told.text
        assert "Phantom pain: 2 on 15 January 2025" in told.text
        assert [key.text for row in told.buttons for key in row] == ["Show it after each report"]
        assert at.last(CHAT) == told
    (row,) = _rows(database, ann.episode.id)
    assert row.state is OutboxState.SENT
    assert (row.assessment_id, dict(row.detail)) == (None, {})


async def test_words_tell_what_the_picture_shows_and_nothing_since(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.report(CHAT)
        await at.say(CHAT, "/mychart")
        at.clock.advance(timedelta(days=1))
        await at.report(CHAT)
        (chart,) = at.charts(CHAT)
        await at.tap(CHAT, "Read it in words", chart)
        assert "16 January" not in at.charts(CHAT)[0].text


async def test_before_any_report_there_is_nothing_to_show_and_the_wish_may_be_told(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.say(CHAT, "/mychart")
        assert "nothing to show yet" in at.last(CHAT).text
        await at.tap(CHAT, "Show it after each report")
        assert "after each report" in at.last(CHAT).text
        await at.report(CHAT)
        assert len(at.charts(CHAT)) == 1
    with database.read() as tx:
        assert patients.get(tx, ann.patient.id).chart_wanted
        assert trail.verify(tx).fault is None


async def test_it_comes_after_each_report_only_while_that_is_wished(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.report(CHAT)
        await at.say(CHAT, "/mychart")
        await at.tap(CHAT, "Show it after each report")
        assert "comes after each report" in at.charts(CHAT)[0].text
        await at.report(CHAT)
        assert len(at.charts(CHAT)) == 2
        await at.tap(CHAT, "Do not show it", at.charts(CHAT)[1])
        assert "only when you send /mychart" in at.charts(CHAT)[1].text
        await at.report(CHAT)
        assert len(at.charts(CHAT)) == 2


async def test_a_sitting_in_parts_brings_one_chart_at_its_end(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        patients.prefer(tx, cast.by(as_of), ann.patient.id, chart_wanted=True)
        opened(tx, as_of - timedelta(hours=1), ann, "re-check", time_point="RC-W02")
        opened(tx, as_of, ann, "re-check", time_point="RC-W06")
    async with home(database, as_of) as at:
        await at.say(CHAT, "/start")
        for label in ("Go on", *OWN[1:]):
            await at.tap(CHAT, label)
        assert not at.charts(CHAT)
        for label in OWN[1:]:
            await at.tap(CHAT, label)
        assert len(at.charts(CHAT)) == 1


async def test_a_chart_in_doubt_is_not_sent_again(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.report(CHAT)
        at.people.faults.next_answers("sendPhoto", LostReply())
        await at.say(CHAT, "/mychart")
        at.clock.advance(timedelta(hours=1))
        await at.step()
        assert len(at.charts(CHAT)) == 1
    (row,) = _rows(database, ann.episode.id)
    assert row.state is OutboxState.UNSURE


async def test_the_same_command_handled_twice_sends_one(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.report(CHAT)
        at.people.say(CHAT, "/mychart")
        *_, update = await at.service.application.bot.get_updates(timeout=0)
        await at.step()
        await at.service.application.process_update(update)
        await at.step()
        assert len(at.charts(CHAT)) == 1


async def test_whoever_leaves_or_changes_their_mind_before_it_goes_out_gets_none(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with home(database, as_of) as at:
        await at.report(CHAT)
        at.people.say(CHAT, "/mychart")
        await at.service.take_updates()
        with database.write() as tx:
            patients.set_status(tx, cast.by(as_of), ann.patient.id, PatientStatus.WITHDRAWN)
        await at.service.courier.drain(as_of)
        assert not at.charts(CHAT)
        await at.say(CHAT, "/mychart")
        assert "Messages have been stopped" in at.last(CHAT).text
    (row,) = _rows(database, ann.episode.id)
    assert (row.state, row.reason) == (OutboxState.DROPPED, "nothing-to-say")


async def test_two_limbs_have_a_chart_each_with_their_name(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        fay = cast.person(tx, as_of, cast.team(tx, as_of), "Fay")
        arm = cast.operated(tx, as_of, fay.patient.id, limb=Limb.UPPER)
    async with home(database, as_of) as at:
        for limb in ("Left leg", "Left arm"):
            await at.report(FAY, limb, *OWN[1:])
        await at.say(FAY, "/mychart")
        leg_chart, arm_chart = at.charts(FAY)
        assert leg_chart.photo != arm_chart.photo
    assert len(_rows(database, fay.episode.id)) == len(_rows(database, arm.id)) == 1


async def test_a_chart_of_somebody_else_is_refused(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        ben = cast.operated(tx, as_of, ann.patient.id)
        other = patients.add(
            tx,
            cast.by(as_of),
            site_id=ann.patient.site_id,
            zone="Europe/London",
            language="en",
            send_time=ann.patient.send_time,
            enrolled_on=as_of.date(),
            details=patients.Details(name="Ben Canary-Surname"),
        )
        foreign = cast.operated(tx, as_of, other.id)
    assert ben.id != foreign.id
    async with home(database, as_of) as at:
        await at.report(CHAT, *OWN)
        await at.say(CHAT, "/mychart")
        card = at.charts(CHAT)[0].message_id
        for data in (f"words:{foreign.id}:1", f"chart:1:{foreign.id}:1", "chart:2:0:0"):
            query = at.people.tap(CHAT, card, data)
            await at.step()
            assert "does not belong" in dict(at.people.toasts)[query]
        await at.say(cast.STAFF_CHATS["OWNER"], "/help")
        query = at.people.tap(cast.STAFF_CHATS["OWNER"], 1, f"words:{ann.episode.id}:1")
        await at.step()
        assert "does not belong" in dict(at.people.toasts)[query]


async def test_the_card_of_open_questions_stays_what_it_was(
    database: Database, as_of: datetime, ann: cast.Person, core: Assessment
) -> None:
    async with home(database, as_of) as at:
        await at.say(CHAT, "/start")
        await at.tap(CHAT, "Go on")
        card = at.people.cards(CHAT)[-1]
        await at.report(CHAT, *OWN)
        await at.say(CHAT, "/mychart")
        await at.tap(CHAT, "5", card)
        assert "Question 2 of" in next(
            one.text for one in at.people.messages(CHAT) if one.message_id == card.message_id
        )
