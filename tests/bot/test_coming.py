"""What happens next, after Send: when the next questions are planned, in words that tell nothing."""

from datetime import datetime, timedelta

import pytest

from domain import Assessment, AssessmentKind
from storage import assessments, patients
from storage.database import Database
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]
ALL = ("Go on", "7", "2", "Yes", "Send")


@pytest.fixture
def ann(database: Database, as_of: datetime) -> cast.Person:
    with database.write() as tx:
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann")
        opened(tx, as_of, ann, "re-check")
        return ann


def _plan(database: Database, ann: cast.Person, send_at: datetime) -> Assessment:
    with database.write() as tx:
        return assessments.add(
            tx,
            cast.by(send_at),
            episode_id=ann.episode.id,
            protocol_id=ann.episode.protocol_id,
            time_point="M03",
            kind=AssessmentKind.SCHEDULED,
            opens_on=send_at.date(),
            closes_on=send_at.date() + timedelta(days=30),
            send_at=send_at,
            zone="Europe/London",
            instruments=("core",),
        )


async def _told(database: Database, as_of: datetime) -> str:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        for label in ALL:
            await house.tap(CHAT, label)
        return house.last(CHAT).text


@pytest.mark.parametrize(
    ("days", "told"), [(91, "Wednesday 16 April."), (365, "Thursday 15 January 2026."), (-1, "15 January.")]
)
async def test_the_next_questions_come_around_their_day(
    database: Database, as_of: datetime, ann: cast.Person, days: int, told: str
) -> None:
    _plan(database, ann, as_of + timedelta(days=days))
    text = await _told(database, as_of)
    assert "Your next questions come around" in text
    assert told in text
    assert "you are fine" not in text.lower()


async def test_a_pause_puts_them_off(database: Database, as_of: datetime, ann: cast.Person) -> None:
    _plan(database, ann, as_of + timedelta(days=2))
    with database.write() as tx:
        patients.pause(tx, cast.by(as_of), ann.patient.id, as_of.date() + timedelta(days=7))
    assert "around Thursday 23 January." in await _told(database, as_of)


async def test_when_none_are_planned_that_is_said(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    assert "No more questions are planned" in await _told(database, as_of)


async def test_when_others_wait_they_are_pointed_to(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/pain")
        for label in ("Start", *ALL[1:]):
            await house.tap(CHAT, label)
        assert "Other questions are still waiting for you. Send /start" in house.last(CHAT).text
