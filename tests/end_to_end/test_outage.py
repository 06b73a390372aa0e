"""The service was away so long that Telegram has dropped taps: staff are told, and people asked once more."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from app.demo.reading import view
from bot.presses import Begun
from clock import MovingClock
from questionnaires.moves import Number
from storage import facts, trail
from storage.database import Database
from tests import cast
from tests.end_to_end.town import Town
from tests.end_to_end.ward import FIRST_CHAT, admit

NOON = datetime(2025, 1, 15, 12, 0, tzinfo=UTC)
ANN, CARA = FIRST_CHAT, FIRST_CHAT + 1
OWNER, COORDINATOR = cast.STAFF_CHATS["OWNER"], cast.STAFF_CHATS["COORD"]
OUT_OF_ORDER = "Our service was out of order"


class Ward(Town):
    """A hospital with two people. It starts at noon."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, MovingClock(NOON))
        self.episodes = admit(database, 2, NOON)
        for chat_id in (*self.episodes, *cast.STAFF_CHATS.values()):
            self.telegram.join(chat_id)

    async def nobody_serves_for(self, hours: float) -> None:
        """Time passes. Telegram drops what nobody has fetched for a day."""
        self.clock.advance(timedelta(hours=hours))
        if hours >= 24:
            url = f"{self.url}/bot{self.telegram.token}/getUpdates?offset={self.telegram.last_update + 1}"
            async with aiohttp.ClientSession() as session, session.get(url) as answer:
                assert answer.status == 200

    def taps(self, chat_id: int, kind: type[Begun] | type[Number]) -> None:
        """Somebody taps the first such button on their newest card."""
        seen = view(self.heard(chat_id)[-1])
        begin = seen.first(Begun) if kind is Begun else None
        key = begin or seen.moves(kind)[0]
        self.telegram.tap(chat_id, seen.message_id, key.data)

    def answered(self, chat_id: int) -> int:
        """How many entries of theirs are stored."""
        with self.database.read() as tx:
            return sum(map(len, facts.load(tx, self.episodes[chat_id]).logs.values()))


@pytest.fixture
def town(database: Database) -> Ward:
    return Ward(database)


async def _before_the_outage(town: Ward) -> None:
    """Both are asked; Ann begins, answers once, and taps once more when the service has just gone."""
    await town.service_works_for(1)
    town.taps(ANN, Begun)
    await town.service_works_for(1)
    town.taps(ANN, Number)
    await town.service_works_for(1)
    assert town.answered(ANN) == 1
    town.taps(ANN, Number)


async def test_after_more_than_a_day_each_open_question_is_shown_once_more(town: Ward) -> None:
    async with town:
        await _before_the_outage(town)
        before = {chat_id: len(town.heard(chat_id)) for chat_id in town.episodes}
        await town.nobody_serves_for(hours=26)
        await town.service_works_for(4)
        await town.service_works_for(4)  # a restart tells nobody again
        for chat_id, heard in before.items():
            (again,) = town.heard(chat_id)[heard:]
            assert OUT_OF_ORDER in again.text
        assert town.answered(ANN) == 1, "the tap that Telegram dropped is lost, and asked for again"
        town.taps(ANN, Begun)
        await town.service_works_for(1)
        town.taps(ANN, Number)
        await town.service_works_for(1)
        assert town.answered(ANN) == 2


async def test_whichever_part_wakes_first_nobody_is_shown_a_question_twice(town: Ward) -> None:
    async with town:
        await _before_the_outage(town)
        heard = len(town.heard(CARA))
        await town.nobody_serves_for(hours=26)
        await town.service_works_for(4, tick_first=True)
        assert len(town.heard(CARA)[heard:]) == 1, "the reminder that fell due meanwhile shows it"


async def test_after_more_than_a_day_owner_and_coordinator_are_told_once(town: Ward) -> None:
    async with town:
        await _before_the_outage(town)
        await town.nobody_serves_for(hours=26)
        await town.service_works_for(4)
        await town.service_works_for(4)
        for chat_id in (OWNER, COORDINATOR):
            assert len([each for each in town.heard(chat_id) if "outage" in each.text]) == 1
        with town.database.read() as tx:
            assert trail.verify(tx).fault is None


async def test_a_second_long_outage_is_told_again(town: Ward) -> None:
    async with town:
        await _before_the_outage(town)
        for _ in range(2):
            await town.nobody_serves_for(hours=26)
            await town.service_works_for(4)
        assert len([each for each in town.heard(OWNER) if "outage" in each.text]) == 2


async def test_after_a_long_outage_nobody_is_asked_again_at_night(town: Ward) -> None:
    async with town:
        await _before_the_outage(town)
        heard = len(town.heard(CARA))
        await town.nobody_serves_for(hours=34)
        await town.service_works_for(4)
        assert town.heard(CARA)[heard:] == (), "it is ten in the evening there"
        assert [each for each in town.heard(OWNER) if "outage" in each.text], "staff are told at any hour"
        await town.nobody_serves_for(hours=10.5)
        await town.service_works_for(4)
        assert len(town.heard(CARA)[heard:]) == 1


async def test_after_an_outage_under_a_day_no_tap_is_lost_and_nobody_is_troubled(town: Ward) -> None:
    async with town:
        await _before_the_outage(town)
        await town.nobody_serves_for(hours=5)
        heard = len(town.heard(CARA))
        await town.service_works_for(4)
        assert town.answered(ANN) == 2
        assert town.heard(CARA)[heard:] == ()
        assert not [each for each in town.heard(OWNER) if "outage" in each.text]
