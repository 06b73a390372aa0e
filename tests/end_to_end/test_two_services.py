"""Two services on one database: one serves, and the other takes over when it is killed."""

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
from tests.end_to_end.toll import a_while, all_handled, check, tapping, true
from tests.end_to_end.ward import admit

PEOPLE, DEATHS = 8, 3
TAKEN_OVER_WITHIN = 30.0
"""Seconds: what is promised; it takes about two."""
ON_DUTY, STANDING_BY = "run.on_duty", "run.standing_by"


class Pair:
    """Two services, each with its own log; a killed one is started again and then stands by."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder, self._born = environment, folder, 0
        self.logs: dict[Child, Path] = {}

    def start(self) -> Child:
        self._born += 1
        log = self._folder / f"run-{self._born}.log"
        child = Child({**self._environment, "TMR_CONSOLE": "off", "TMR_HEALTH_PORT": str(free_port())}, log)
        self.logs[child] = log
        return child

    def said(self, child: Child, words: str) -> bool:
        log = self.logs[child]
        return log.exists() and words in log.read_text("utf-8")

    def kill(self) -> None:
        for child in self.logs:
            child.kill()


async def _deaths(pair: Pair, standin: StandIn, roll: Random) -> Child:
    """The one on duty is killed while people tap, over and over; gives the one on duty at the end."""
    first, other = pair.start(), pair.start()
    await true(lambda: any(pair.said(each, ON_DUTY) for each in (first, other)))
    for _ in range(DEATHS):
        on_duty, standby = (first, other) if pair.said(first, ON_DUTY) else (other, first)
        await true(lambda: pair.said(standby, STANDING_BY))  # noqa: B023 - awaited before it changes
        await a_while(standin, roll)
        assert not pair.said(standby, ON_DUTY), "both serve"
        on_duty.kill()
        async with asyncio.timeout(TAKEN_OVER_WITHIN):
            await true(lambda: pair.said(standby, ON_DUTY))  # noqa: B023 - as above
        first, other = standby, pair.start()
    await true(lambda: pair.said(other, STANDING_BY))
    return first


@pytest.mark.parametrize("seed", [1])
async def test_when_the_one_on_duty_is_killed_the_other_takes_over_and_nothing_is_lost_or_doubled(
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
    }
    pair = Pair(environment, tmp_path)
    try:
        async with tapping(standin, episodes, roll) as sent:
            last = await _deaths(pair, standin, roll)
            await a_while(standin, roll)
        await all_handled(database, standin)
        for child in pair.logs:
            if child.lives and child is not last:
                assert await asyncio.to_thread(child.stop) == 0
        assert await asyncio.to_thread(last.stop) == 0, pair.logs[last].read_text("utf-8")
    finally:
        pair.kill()
        await standin.stop()
    check(database, standin, episodes, sent)
