"""One progress count over all that is answered in one sitting, and what it costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.demo.standin_faults import TooMany
from bot.rendering import render
from domain import Assessment
from storage import outbox
from storage.database import Database
from tests import cast
from tests.bot.house import House, opened, speech

CHAT = cast.CHATS["Ann"]


@pytest.fixture
def both(database: Database, as_of: datetime, ann: cast.Person) -> tuple[Assessment, Assessment]:
    """A wound check of this hour and the core and extended questions: one sitting of three parts."""
    with database.write() as tx:
        early = opened(tx, as_of - timedelta(hours=1), ann, "wound-check", time_point="WC14")
        return early, opened(tx, as_of, ann, "core", "extended", time_point="W02")


def _count(house: House) -> tuple[int, int] | None:
    found = re.search(r"Question (\d+) of (\d+)", house.last(CHAT).text)
    return (int(found[1]), int(found[2])) if found else None


async def _through(house: House) -> list[tuple[int, int]]:
    """The count on every question; the first answer is always Prefer not to say, so no branch opens."""
    counts = []
    while True:
        count = _count(house)
        if count is not None:
            counts.append(count)
            await house.tap(CHAT, "Prefer not to say")
        elif "Send" in house.labels(CHAT):
            await house.tap(CHAT, "Send")
        else:
            return counts


async def test_the_count_runs_through_all_parts_of_a_sitting_though_some_were_sent_and_over(
    database: Database, as_of: datetime, both: tuple[Assessment, Assessment]
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        counts = await _through(house)
    total = len(counts)
    assert [position for position, _ in counts] == list(range(1, total + 1))
    assert counts[-1] == (total, total)


async def test_a_new_card_takes_the_count_along(
    database: Database, as_of: datetime, both: tuple[Assessment, Assessment]
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        while "Send" not in house.labels(CHAT):
            await house.tap(CHAT, "Prefer not to say")
        await house.tap(CHAT, "Send")
        before = _count(house)
        assert before is not None
        assert before[0] > 1
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        assert _count(house) == before
        house.people.faults.next_answers("editMessageText", TooMany(30))
        await house.tap(CHAT, "Prefer not to say")
        with database.read() as tx:
            (row,) = outbox.due(tx, as_of, 10)
            shown = render(tx, speech(), row, as_of)
        assert shown is not None
        assert f"Question {before[0] + 1} of" in shown.text


async def test_a_questionnaire_alone_says_nothing_of_parts(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        opened(tx, as_of, ann, "re-check")
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        while "Send" not in house.labels(CHAT):
            await house.tap(CHAT, house.labels(CHAT)[0])
        assert "part" not in house.last(CHAT).text
        assert "That was the last question." in house.last(CHAT).text


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    """Every statement that reads entries."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and "FROM entry" in " ".join(statement.split()):
            seen.append(statement)

    engines = {database.engine, database.reader}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def test_the_count_reads_the_logs_of_other_parts_with_one_statement(
    database: Database, as_of: datetime, both: tuple[Assessment, Assessment]
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        reads = set()
        while house.labels(CHAT) != ["Change an answer"]:
            label = "Send" if "Send" in house.labels(CHAT) else "Prefer not to say"
            with _counted(database) as seen:
                await house.tap(CHAT, label)
            if label != "Send":
                reads.add(len(seen))
    assert reads == {1, 2}
