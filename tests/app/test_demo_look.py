"""The look round at the end of the demo: when it is copied, that its accounts sign in, and what goes on."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from app.console_server import desk
from app.demo.beside import going_on
from app.demo.clinic import open_clinic
from app.demo.look import Account, Look, RunningClock, let_in
from app.signs import ails
from clock import MovingClock, SystemClock
from console.access.entering import Given, sign_in
from console.access.hashing import Hashing
from console.web.desk import Place
from console.web.visit import Visit
from storage.crypto import KeyRing
from storage.database import Database
from storage.key_check import require_key
from tests.audit.lives import ASKED, live
from tests.questionnaires.bundled import LIBRARY


@pytest.fixture
def own(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Database]:
    """An empty database of the kind the demo lives on."""
    path = tmp_path / "demo.sqlite3"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}", keys)
    require_key(opened)
    yield opened
    opened.close()


def test_the_copy_is_made_once_in_the_first_working_hour_with_a_case(own: Database) -> None:
    live(own, LIBRARY)
    look = Look(own, ASKED)
    night, morning = ASKED.replace(hour=3), ASKED + timedelta(days=1, minutes=30)
    for at in (ASKED - timedelta(days=1), night, morning, morning + timedelta(hours=1)):
        look.watch(at)
    assert look.taken is not None
    assert look.taken[0] == morning


async def test_its_accounts_sign_in_by_the_real_time(own: Database) -> None:
    open_clinic(own, ASKED)
    look = Look(own, ASKED)
    look.take(ASKED)
    assert look.taken is not None
    copied = Database(look.taken[1], own.keys)
    made = let_in(copied, ASKED)
    assert {each.name for each in made} == {"NURSE", "COORD", "ANALYST"}
    clock = RunningClock(ASKED)
    assert clock.now() >= ASKED
    with desk(copied, clock, Place(8080), Hashing(), wall=SystemClock()) as given:
        for each in made:
            assert isinstance(await sign_in(given, Visit(ASKED, "here", ""), typed(each)), str)
    copied.close()


async def test_scheduler_and_bot_go_on_beside_it_so_that_nothing_stays_red(own: Database) -> None:
    open_clinic(own, ASKED)
    clock, later = MovingClock(ASKED), ASKED + timedelta(minutes=6)
    with own.read() as tx:
        assert ails(tx, ASKED)
    async with going_on(own, clock, (), every=timedelta(milliseconds=50)), asyncio.timeout(60):
        assert not await own.seeing(lambda tx: ails(tx, ASKED))
        assert await own.seeing(lambda tx: ails(tx, later))
        clock.move_to(later)
        while await own.seeing(lambda tx: ails(tx, later)):
            await asyncio.to_thread(time.sleep, 0.02)


def typed(account: Account) -> Given:
    now = SystemClock().now()
    return Given(account.name, account.password, pyotp.TOTP(account.secret).at(now), now)
