"""`kill -9` of the service at any moment while people tap, over and over: nothing is lost or doubled."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from app.demo.standin import StandIn
from clock import SystemClock
from storage.database import Database
from tests import cast
from tests.end_to_end.nursery import Child
from tests.end_to_end.service import free_port
from tests.end_to_end.toll import FEWEST_TAPS, a_while, all_handled, check, tapping, true
from tests.end_to_end.ward import admit

KILLS, LIVES_OF_A_NIGHT = 10, 50
PEOPLE = 12


@pytest.mark.parametrize(
    "seed",
    [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, LIVES_OF_A_NIGHT + 1))],
)
async def test_no_tap_is_lost_or_counted_twice_when_the_service_is_killed_over_and_over(
    database: Database, key: str, tmp_path: Path, seed: int
) -> None:
    roll, standin = Random(seed), StandIn(SystemClock())
    episodes = admit(database, PEOPLE, SystemClock().now())
    for chat_id in (*episodes, *cast.STAFF_CHATS.values()):
        standin.join(chat_id)
    environment = {
        "TMR_DATABASE_URL": database.url,
        "TMR_KEY": key,
        "TMR_TELEGRAM_TOKEN": standin.token,
        "TMR_TELEGRAM_URL": await standin.start(),
        "TMR_CONSOLE": "off",
        "TMR_HEALTH_PORT": str(free_port()),
    }
    log = tmp_path / "run.log"
    service = Child(environment, log)
    try:
        await true(lambda: all(standin.cards(chat_id) for chat_id in episodes))
        async with tapping(standin, episodes, roll) as sent:
            for _ in range(KILLS):
                await a_while(standin, roll)
                assert service.lives, log.read_text("utf-8")
                service.kill()
                service = Child(environment, log)
            await a_while(standin, roll)
        await all_handled(database, standin)
        assert await asyncio.to_thread(service.stop) == 0, log.read_text("utf-8")
    finally:
        service.kill()
        await standin.stop()
    assert len(sent) >= KILLS * FEWEST_TAPS
    check(database, standin, episodes, sent)
