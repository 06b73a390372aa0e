"""The world around the running service fails and comes back: it says so, loses nothing and goes on."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from app.demo.reading import view
from app.demo.standin import StandIn
from clock import SystemClock
from storage import facts
from storage.crypto import KeyRing
from storage.database import Database
from tests import cast, postgres
from tests.end_to_end.nursery import Child
from tests.end_to_end.service import free_port
from tests.end_to_end.ward import FIRST_CHAT, admit

ANN = FIRST_CHAT
_LONGEST = 60.0


@dataclass(frozen=True)
class House:
    """A hospital with one patient, her Telegram, and the environment to run the service in."""

    database: Database
    telegram: StandIn
    environment: dict[str, str]
    log: Path
    episode_id: int

    @contextmanager
    def service(self, **other: str) -> Iterator[Child]:
        """The running service, with these variables set otherwise."""
        child = Child({**self.environment, **other}, self.log)
        try:
            yield child
        finally:
            child.kill()

    async def ends(self, **other: str) -> int | None:
        """Run the service until it ends by itself; its exit code."""
        with self.service(**other) as child:
            await so(lambda: not child.lives)
            return child.stop()

    async def faults(self) -> list[str]:
        """What the health page complains of."""
        url = f"http://127.0.0.1:{self.environment['TMR_HEALTH_PORT']}/health"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return list(json.loads(await answer.text())["faults"])

    def sees(self, words: str) -> bool:
        """Whether Ann's card says this."""
        return any(words in card.text for card in self.telegram.cards(ANN))

    def taps(self) -> None:
        """Ann taps the first button of her card."""
        seen = view(self.telegram.cards(ANN)[-1])
        self.telegram.tap(ANN, seen.message_id, seen.keys[0].data)

    def entries(self) -> int:
        with self.database.read() as tx:
            return sum(map(len, facts.load(tx, self.episode_id).logs.values()))

    def said(self) -> str:
        """All that the service has written to stderr."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def check_said(self) -> None:
        """No traceback, and no secret."""
        assert "Traceback" not in self.said(), self.said()
        assert self.telegram.token not in self.said()


@asynccontextmanager
async def _housed(database: Database, key: str, folder: Path) -> AsyncIterator[House]:
    telegram = StandIn(SystemClock())
    episodes = admit(database, 1, SystemClock().now())
    for chat_id in (ANN, *cast.STAFF_CHATS.values()):
        telegram.join(chat_id)
    environment = {
        "TMR_DATABASE_URL": database.url,
        "TMR_KEY": key,
        "TMR_TELEGRAM_TOKEN": telegram.token,
        "TMR_TELEGRAM_URL": await telegram.start(),
        "TMR_CONSOLE": "off",
        "TMR_HEALTH_PORT": str(free_port()),
    }
    yield House(database, telegram, environment, folder / "run.log", episodes[ANN])
    await telegram.stop()


@pytest.fixture
async def house(sqlite_template: Path, keys: KeyRing, key: str, tmp_path: Path) -> AsyncIterator[House]:
    path = tmp_path / "tmr.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    async with _housed(database, key, tmp_path) as housed:
        yield housed
    database.close()


@pytest.fixture
async def on_postgres(postgres_server: str, keys: KeyRing, key: str, tmp_path: Path) -> AsyncIterator[House]:
    with postgres.fresh(postgres_server) as url:
        database = Database(url, keys)
        async with _housed(database, key, tmp_path) as housed:
            yield housed
        database.close()


async def so(condition: Callable[[], object]) -> None:
    """Until it is so."""
    async with asyncio.timeout(_LONGEST):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


async def test_telegram_that_cannot_be_reached_at_start_is_waited_for(house: House) -> None:
    await house.telegram.stop()
    with house.service():
        await so(lambda: "run.not_reached" in house.said())
        assert "The intake has never run." in await house.faults()
        await house.telegram.start()
        await so(lambda: house.sees("Some short questions are ready"))
    house.check_said()


async def test_telegram_that_goes_away_and_comes_back_costs_no_tap(house: House) -> None:
    with house.service() as child:
        await so(lambda: house.sees("Some short questions are ready"))
        house.taps()
        await so(lambda: house.sees("Question 1 of"))
        await house.telegram.stop()
        house.taps()
        await so(lambda: "Updates cannot be taken in" in house.said())
        await house.telegram.start()
        await so(lambda: house.sees("Question 2 of"))
        assert house.entries() == 1
        assert await asyncio.to_thread(child.stop) == 0
    house.check_said()


async def test_a_database_that_dies_and_comes_back_costs_no_tap(
    on_postgres: House, postgres_server: str
) -> None:
    house = on_postgres
    with house.service() as child:
        await so(lambda: house.sees("Some short questions are ready"))
        house.taps()
        await so(lambda: house.sees("Question 1 of"))
        _allow(postgres_server, house.database.url, connections=False)
        house.taps()
        await so(lambda: "Updates cannot be taken in" in house.said())
        assert house.telegram.unconfirmed, "nothing is confirmed that could not be stored"
        (fault,) = await house.faults()
        assert fault.startswith("The database does not answer")
        assert child.lives
        _allow(postgres_server, house.database.url, connections=True)
        await so(lambda: house.sees("Question 2 of"))
        assert house.entries() == 1
        assert await asyncio.to_thread(child.stop) == 0
    house.check_said()


def _allow(server: str, url: str, *, connections: bool) -> None:
    """Let connections in, or end every one and let none in."""
    name = str(make_url(url).database)
    with psycopg.connect(server, autocommit=True) as conn:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        conn.execute(allow.format(sql.Identifier(name), sql.Literal(connections)))
        if not connections:
            conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


async def test_a_webhook_with_a_new_secret_goes_on_where_the_old_one_ended(house: House) -> None:
    port = str(free_port())
    webhook = {"TMR_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "TMR_WEBHOOK_PORT": port}
    with house.service(**webhook, TMR_WEBHOOK_SECRET="the-first-secret") as child:
        await so(lambda: house.sees("Some short questions are ready"))
        house.taps()
        await so(lambda: house.sees("Question 1 of"))
        assert await asyncio.to_thread(child.stop) == 0
    house.taps()
    with house.service(**webhook, TMR_WEBHOOK_SECRET="another-secret") as child:
        await so(lambda: house.sees("Question 2 of"))
        assert await asyncio.to_thread(child.stop) == 0
    house.check_said()


async def test_a_refused_token_ends_the_service_with_a_sentence(house: House) -> None:
    assert await house.ends(TMR_TELEGRAM_TOKEN="12345:somebody-elses") == 2
    *_, sentence = house.said().splitlines()
    assert sentence.startswith("Telegram refused the bot token. Check TMR_TELEGRAM_TOKEN")
    assert "somebody-elses" not in house.said()
    house.check_said()


@pytest.mark.parametrize("variable", ["TMR_HEALTH_PORT", "TMR_WEBHOOK_PORT"])
async def test_a_port_in_use_ends_the_service_with_a_sentence(house: House, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        webhook = {"TMR_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "TMR_WEBHOOK_SECRET": "secret"}
        assert await house.ends(**{**webhook, variable: port}) == 2
    *_, sentence = house.said().splitlines()
    assert sentence == f"Port {port} is in use. Set {variable} to another."
    house.check_said()


async def test_an_address_that_is_not_this_machines_ends_the_service_with_a_sentence(house: House) -> None:
    elsewhere = {"TMR_WEBHOOK_URL": "http://192.0.2.1:8443/telegram", "TMR_WEBHOOK_SECRET": "secret"}
    assert await house.ends(**elsewhere, TMR_WEBHOOK_HOST="192.0.2.1") == 2
    *_, sentence = house.said().splitlines()
    assert sentence.startswith("Nobody can listen on 192.0.2.1, port 8443: ")
    house.check_said()


async def test_asked_to_stop_while_telegram_is_away_the_service_stops(house: House) -> None:
    await house.telegram.stop()
    with house.service() as child:
        await so(lambda: "run.not_reached" in house.said())
        assert await asyncio.to_thread(child.stop) == 0
    house.check_said()
