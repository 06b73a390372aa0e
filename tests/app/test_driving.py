"""A test drive from the link to the end of the plan: the whole service, and nothing of it in the register."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.driving.drives import KEPT, Drives
from app.driving.setting import Setting, setting_of
from console.reach import Driven
from domain import Fault, Mode
from scheduler.protocol import default_text
from storage.crypto import KeyRing
from storage.database import Database
from storage.key_check import require_key
from tests import cast
from tests.audit.lives import ASKED, START, live
from tests.questionnaires.bundled import LIBRARY

ME, OTHER = 1, 2


def everything(database: Database) -> list[str]:
    """Every row of every table."""
    with closing(sqlite3.connect(str(make_url(database.url).database))) as conn:
        return list(conn.iterdump())


def register(database: Database, language: str = "en") -> Setting:
    with database.read() as tx:
        return setting_of(tx, 1, default_text(), language, ASKED)


def button(seen: Driven, label: str = "") -> str:
    """The tap of the newest button with these words, or of the first one of the newest message."""
    found = [(each.number, *key) for each in reversed(seen.said) for row in each.rows for key in row]
    return next(f"tap {number} {data}" for number, words, data in found if label in words)


async def done(drives: Drives, press: str) -> Driven:
    await drives.step(ME, press, ASKED)
    seen = await drives.look(ME, ASKED)
    assert seen is not None
    return seen


@pytest.fixture
def lived(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Database]:
    """A register in which much has happened."""
    path = tmp_path / "register.sqlite3"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}", keys)
    require_key(opened)
    with opened.write() as tx:
        cast.protocol(tx, START, default_text())
    live(opened, LIBRARY)
    yield opened
    opened.close()


async def test_the_whole_service_answers_a_finding_is_told_and_the_register_holds_nothing_of_it(
    lived: Database,
) -> None:
    before, drives = everything(lived), Drives()
    await drives.begin(ME, register(lived), ASKED)
    try:
        seen = await done(drives, f"say {(await done(drives, 'nothing')).pin}")
        seen = await done(drives, button(seen, "I agree"))
        assert "You are connected" in seen.said[-1].text
        seen = await answered(drives, await until(drives, "WC03", "open"))
        assert [rule for _, rule in seen.cases] == ["RED-3"]
        seen = await done(drives, "week")
        assert [(who, what.partition(",")[0]) for _, who, what in seen.told if "RED" in what] == [
            ("OWNER", "RED: RED-3")
        ]
        was = seen.now
        seen = await done(drives, "day")
        assert seen.now == was + timedelta(days=1)
        for press in ("tap 99999 y:1:1", "tap x", "what", "say /stop"):
            seen = await done(drives, press)
        seen = await done(drives, button(seen, "follow-up"))
        while not seen.is_over:
            seen = await done(drives, "next")
    finally:
        drives.close()
    assert everything(lived) == before


async def until(drives: Drives, time_point: str, state: str) -> Driven:
    """On to when a window stands like this."""
    for _ in range(20):
        seen = await done(drives, "next")
        if any(code == time_point and stands == state for code, _, _, stands in seen.windows):
            return seen
    raise AssertionError(seen.windows)


async def answered(drives: Drives, seen: Driven) -> Driven:
    """Every question with its first answer, or with Yes, until the thanks."""
    for _ in range(30):
        labels = [words for row in seen.said[-1].rows for words, _ in row]
        if "Thank you" in seen.said[-1].text:
            return seen
        seen = await done(drives, button(seen, "Yes" if "Yes" in labels else ""))
    raise AssertionError(seen.said[-1].text)


async def test_a_few_fit_and_each_goes_an_hour_after_its_use(lived: Database) -> None:
    drives = Drives(most=1)
    try:
        assert await drives.look(ME, ASKED) is None
        welsh = register(lived, "cy")
        await drives.begin(ME, replace(welsh, site=replace(welsh.site, mode=Mode.AUDIT)), ASKED)
        with pytest.raises(Fault, match="No more test drives fit"):
            await drives.begin(OTHER, register(lived), ASKED)
        seen = await drives.look(ME, ASKED + KEPT - timedelta(seconds=1))
        assert seen is not None
        assert not seen.has_alerts
        assert await drives.look(ME, ASKED + KEPT) is None
        await drives.step(ME, "next", ASKED)
        nobody = register(lived)
        with pytest.raises(Fault):
            await drives.begin(OTHER, replace(nobody, language="??"), ASKED)
        await drives.begin(OTHER, nobody, ASKED)
        await drives.end(OTHER)
        assert await drives.look(OTHER, ASKED) is None
    finally:
        drives.close()
