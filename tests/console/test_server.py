"""The console as a part of the service: it listens where it is told, answers, and says why it cannot."""

from datetime import datetime

import httpx
import pytest

from app.console_server import console, place_of
from clock import MovingClock
from domain import Fault
from settings import Settings
from storage.database import Database
from tests.end_to_end.service import free_port


async def test_it_answers_while_it_runs_and_no_longer(house: Database, as_of: datetime) -> None:
    port = free_port()
    settings = Settings(console_port=port)
    async with console(settings, house, MovingClock(as_of)):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web:
            page = await web.get("/sign-in")
        assert page.status_code == 200
        assert page.headers["set-cookie"].startswith("tmr=")
        assert "strict-transport-security" not in page.headers
        with pytest.raises(Fault, match="TMR_CONSOLE_PORT"):
            async with console(settings, house, MovingClock(as_of)):
                pass
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web:
        with pytest.raises(httpx.ConnectError):
            await web.get("/sign-in")


def test_passwords_go_over_no_open_line() -> None:
    assert place_of(Settings(console_origin="https://follow-up.example.org")).is_secure
    assert not place_of(Settings(console_origin="http://localhost:9000")).is_secure
    with pytest.raises(Fault, match="must begin with https"):
        place_of(Settings(console_origin="http://follow-up.example.org"))
    with pytest.raises(Fault, match="TMR_CONSOLE_ORIGIN"):
        place_of(Settings(console_host="0.0.0.0"))
