"""In `run` the console may end by itself: staff hear of it, it comes back, and follow-up never stops."""

import asyncio
from datetime import datetime

import httpx
import pytest
import uvicorn

from app.console_keeping import kept_console
from app.console_state import ENDED, console_fault, note
from clock import MovingClock
from settings import Settings
from storage import outbox
from storage.database import Database
from tests.end_to_end.service import free_port

LONG = 600.0


class Broken(Exception):
    """What ends a server."""


async def _ended(database: Database) -> str | None:
    for _ in range(200):
        await asyncio.sleep(0.01)
        if fault := await database.seeing(console_fault):
            return fault
    return None


async def _well(database: Database) -> bool:
    """It listens a moment before that is noted."""
    for _ in range(200):
        if await database.seeing(console_fault) is None:
            return True
        await asyncio.sleep(0.01)
    return False


async def _answers(port: int) -> bool:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web:
        for _ in range(200):
            await asyncio.sleep(0.01)
            try:
                return (await web.get("/sign-in")).status_code == 200
            except httpx.ConnectError:
                continue
    return False


def _ends_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ends, serve = iter([True]), uvicorn.Server.main_loop

    async def breaking(server: uvicorn.Server) -> None:
        if next(ends, False):
            raise Broken
        await serve(server)

    monkeypatch.setattr(uvicorn.Server, "main_loop", breaking)


async def test_a_console_that_ends_turns_health_red_and_whoever_looks_after_the_site_is_told(
    house: Database, as_of: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ends_once(monkeypatch)
    async with kept_console(Settings(console_port=free_port()), house, MovingClock(as_of), again=LONG):
        fault = await _ended(house)
    assert (
        fault
        == f"The console has not answered since {as_of:%Y-%m-%d %H:%M} UTC. Follow-up goes on without it."
    )
    with house.read() as tx:
        assert [row.detail["what"] for row in outbox.due(tx, as_of, 9) if row.kind == "operations"] == [
            "console-ended"
        ]


async def test_it_is_started_anew_and_health_is_green_again(
    house: Database, as_of: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ends_once(monkeypatch)
    port = free_port()
    async with kept_console(Settings(console_port=port), house, MovingClock(as_of), again=0.05):
        assert await _ended(house)
        assert await _answers(port)
        assert await _well(house)


async def test_a_run_without_console_is_not_blamed_for_one_that_ended_before(
    house: Database, as_of: datetime
) -> None:
    with house.write() as tx:
        note(tx, as_of, ENDED)
    async with kept_console(Settings(console=False), house, MovingClock(as_of)):
        assert await house.seeing(console_fault) is None
