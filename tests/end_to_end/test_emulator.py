"""The main job on real input: `run` and the command line, through a Bot API server that nobody here wrote.

Enrol, link with a PIN, answer, raise AMB-3b, acknowledge, export; three hospitals at once, because most of
the time goes by waiting for the pace that Telegram allows.
"""

import asyncio
import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.demo.standin_chats import Shown
from clock import SystemClock
from storage.crypto import new_key
from tests import postgres
from tests.end_to_end.conversation import asked, is_review
from tests.end_to_end.emulator import TOKEN, Emulator, offers
from tests.end_to_end.hospital import Hospital, admit, set_up
from tests.end_to_end.service import Running, free_port, running
from tests.terminal import Terminal

ANN, DOCTOR, DEPUTY = 501, 901, 902
SECRET = "a-secret_of-the-webhook"
ONE_AT_A_TIME = asyncio.Lock()


@dataclass(frozen=True)
class Story:
    """One hospital with its server, its terminal and its service."""

    folder: Path
    emulator: Emulator
    environment: Mapping[str, str]
    on_the_pad: bool
    both_questionnaires: bool

    async def types(self, *words: str) -> str:
        """Somebody at the hospital gives a command. There is one keyboard."""
        async with ONE_AT_A_TIME:
            return await asyncio.to_thread(Terminal(self.environment).done, *words)

    async def admits(self) -> Hospital:
        """The clinic begins to monitor, and takes its first patient."""
        at, now, both = Terminal(self.environment), SystemClock().now(), self.both_questionnaires
        async with ONE_AT_A_TIME:
            return await asyncio.to_thread(admit, at, self.folder, now, both_questionnaires=both)

    async def answers(self, *words: str) -> Any:
        """What a command says to a machine."""
        return json.loads(await self.types(*words, "--json"))


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    with postgres.fresh(postgres_server) as url:
        yield url


async def test_a_hospital_does_its_main_job_through_a_server_that_nobody_here_wrote(
    tmp_path: Path, postgres_url: str
) -> None:
    folders = [tmp_path / name for name in ("polling", "webhook", "postgresql")]
    for folder in folders:
        folder.mkdir()
    sqlite = [f"sqlite:///{folder}/tmr.sqlite3" for folder in folders]
    async with asyncio.TaskGroup() as hospitals:
        hospitals.create_task(_live(folders[0], sqlite[0], both_questionnaires=True))
        hospitals.create_task(_live(folders[1], sqlite[1], webhook=True))
        hospitals.create_task(_live(folders[2], postgres_url))


async def _live(
    folder: Path, database_url: str, *, webhook: bool = False, both_questionnaires: bool = False
) -> None:
    async with Emulator(folder / "journal.jsonl") as emulator:
        environment = {
            "TMR_DATABASE_URL": database_url,
            "TMR_KEY": new_key(),
            "TMR_TELEGRAM_TOKEN": TOKEN,
            "TMR_TELEGRAM_URL": emulator.url,
        }
        if webhook:
            port = str(free_port())
            environment["TMR_WEBHOOK_URL"] = f"http://127.0.0.1:{port}/telegram"
            environment |= {"TMR_WEBHOOK_SECRET": SECRET, "TMR_WEBHOOK_PORT": port}
        at, now = Terminal(environment), SystemClock().now()
        async with ONE_AT_A_TIME:
            await asyncio.to_thread(set_up, at, folder, now, both_questionnaires=both_questionnaires)
        story = Story(folder, emulator, environment, webhook, both_questionnaires)
        async with running(environment, folder) as service:
            hospital = await _follow_up(story, service)
            if webhook:
                await _knocks_without_the_secret(environment["TMR_WEBHOOK_URL"])
            assert await service.stop() == 0
        assert not emulator.refusals("sendMessage", "editMessageText", "answerCallbackQuery")
        await _exports(story, hospital)


async def _follow_up(story: Story, service: Running) -> Hospital:
    await service.answers()
    async with asyncio.TaskGroup() as people:
        people.create_task(_link_clinician(story, DOCTOR, "DR1"))
        people.create_task(_link_clinician(story, DEPUTY, "DR2"))
    hospital = await story.admits()
    await _link_patient(story)
    await story.types("tick")
    await _answer_all(story, hospital)
    await _acknowledge(story, hospital)
    await service.is_green()
    assert (await story.answers("status"))["status"] == "green"
    return hospital


async def _link_clinician(story: Story, chat_id: int, code: str) -> None:
    """A clinician opens the deep link and types the PIN."""
    pin = await _open_link(story, chat_id, "staff", "link", code)
    await story.emulator.say(chat_id, pin)
    await story.emulator.sees(chat_id, _says(f"You are connected as {code}"))


async def _link_patient(story: Story) -> None:
    """The patient gives the PIN, typed or on its pad, and consents."""
    pin, emulator = await _open_link(story, ANN, "link", "P0001"), story.emulator
    if story.on_the_pad:
        for entered, label in enumerate((*pin, "OK")):
            pad = await emulator.sees(ANN, _says(f"Digits entered: {entered}"))
            await emulator.tap(ANN, pad, label)
    else:
        await emulator.say(ANN, pin)
    consent = await emulator.sees(ANN, lambda shown: offers(shown, "I agree"))
    assert "not end-to-end encrypted" in consent.text
    await emulator.tap(ANN, consent, "I agree")
    welcome = await emulator.sees(ANN, _says("You are connected"))
    assert "999" in welcome.text, "the emergency text comes with the welcome"


async def _open_link(story: Story, chat_id: int, *words: str) -> str:
    """Open the deep link that a command gives; the PIN that goes with it."""
    offer = await story.answers(*words)
    bot, _, token = offer["url"].removeprefix("https://t.me/").partition("?start=")
    assert bot == "fixture_bot"
    await story.emulator.say(chat_id, f"/start {token}")
    return str(offer["pin"])


async def _answer_all(story: Story, hospital: Hospital) -> None:
    """Every questionnaire of the sitting, with a double tap."""
    emulator = story.emulator
    card = await emulator.sees(ANN, lambda shown: offers(shown, "Start"))
    await emulator.tap(ANN, card, "Start")
    for _ in {said.instrument for said in hospital.says}:
        card = await _answer_one(emulator)
    assert "Thank you. Your answers have been sent." in card.text
    assert [key.text for row in card.buttons for key in row] == ["Change an answer"]


async def _answer_one(emulator: Emulator) -> Shown:
    """One questionnaire up to Send; gives what is shown then."""
    card = await emulator.sees(ANN, lambda shown: asked(shown) is not None)
    while not is_review(card):
        said = asked(card)
        assert said is not None, card.text
        for label in said.taps:
            await emulator.tap(ANN, card, label)
            if said.link_id == "rlp-worst":
                await emulator.tap(ANN, card, label)  # a nervous finger
            card = await emulator.sees(ANN, _other_than(card))
    await emulator.tap(ANN, card, "Send")
    return await emulator.sees(ANN, lambda shown: not is_review(shown))


async def _acknowledge(story: Story, hospital: Hospital) -> None:
    """The clinician takes the case from the notice. On a bank holiday everywhere, the notice waits."""
    emulator = story.emulator
    if hospital.staffed:
        notice = await emulator.sees(DOCTOR, lambda shown: offers(shown, "Acknowledge"))
        assert "AMB-3b" in notice.text
        assert "What was answered" not in notice.text, "no answer in a notice unless the site allows"
        await emulator.tap(DOCTOR, notice, "Acknowledge")
        await emulator.sees(DOCTOR, _says("Acknowledged by DR1"))
        assert emulator.toasts[-1] == "Thank you. It is yours now."
    else:
        await story.types("alerts", "ack", "1", "--by", "DR1")
    (alert,) = await story.answers("alerts", "list")
    told = {key: alert[key] for key in ("patient", "rule", "severity", "state", "acknowledged_by")}
    assert told == {
        "patient": "P0001",
        "rule": "AMB-3b",
        "severity": "amber",
        "state": "acknowledged",
        "acknowledged_by": "DR1",
    }


async def _knocks_without_the_secret(url: str) -> None:
    """Somebody else calls the webhook: not let in, and nothing of it is stored."""
    forged = {
        "update_id": 999_999,
        "message": {"message_id": 1, "date": 1, "chat": {"id": ANN, "type": "private"}},
    }
    async with aiohttp.ClientSession() as session:
        for secret in ("", "a-secret_of-the-webhooK"):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with session.post(url, json=forged, headers=headers) as answer:
                assert answer.status == 403


async def _exports(story: Story, hospital: Hospital) -> None:
    """The exported files hold exactly what was tapped."""
    await story.types("export", "--format", "csv", "--out", str(story.folder / "csv"))
    await story.types("export", "--format", "sqlite", "--out", str(story.folder / "sqlite"))
    said = sorted((one.instrument, one.link_id, "1", *one.row) for one in hospital.says)
    columns = ("instrument", "link_id", "position", "state", "value_code", "value_number", "value_text")
    for rows in (_csv(story.folder, "answers"), _sqlite(story.folder, "answers")):
        assert sorted(tuple(row[name] for name in columns) for row in rows) == said
        assert {(row["patient"], row["mode"], row["site_mode"]) for row in rows} == {
            ("P0001", "bot", "monitoring")
        }
    (alert,) = _csv(story.folder, "alerts")
    assert (alert["rule"], alert["state"], alert["acknowledged_in_time"]) == (
        "AMB-3b",
        "acknowledged",
        "true",
    )
    states = {row["time_point"]: row["state"] for row in _csv(story.folder, "assessments")}
    assert states["W06"] == "planned"
    assert {point for point, state in states.items() if state == "completed"} == hospital.time_points
    for file in (*(story.folder / "csv").iterdir(), *(story.folder / "sqlite").iterdir()):
        assert b"Canary" not in file.read_bytes()
    assert (await story.answers("trail", "verify"))["fault"] is None


def _csv(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "csv" / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _sqlite(folder: Path, table: str) -> list[dict[str, str]]:
    (file,) = (folder / "sqlite").iterdir()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as conn:
        conn.row_factory = sqlite3.Row
        rows = [dict(row) for row in conn.execute(f"SELECT * FROM {table}")]
    return [{name: _as_csv_has_it(cell) for name, cell in row.items()} for row in rows]


def _as_csv_has_it(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:g}"
    return "" if cell is None else str(cell)


def _says(words: str) -> Callable[[Shown], bool]:
    return lambda shown: words in shown.text


def _other_than(card: Shown) -> Callable[[Shown], bool]:
    return lambda shown: shown.text != card.text
