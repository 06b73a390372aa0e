"""The core questionnaire from the link to thanks as a patient sees it, with a restart between every two taps.

The whole conversation is kept in `golden/`. After a wanted change of words, read the difference and rewrite
it: `REWRITE_GOLDEN=1 uv run pytest tests/bot/test_conversation.py`.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from app.demo.standin_chats import Shown
from domain import AssessmentState, ResponseState
from storage import assessments, contacts, patients, responses
from storage.database import Database
from storage.words import Owner
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]
TOKEN, PIN = "a-token-of-thirty-two-characters", "482913"
GOLDEN = Path(__file__).parent / "golden"


class Lines(NamedTuple):
    """What Ann taps and types, in her language."""

    link: tuple[str, ...]
    core: tuple[str, ...]
    note: str
    change: tuple[str, ...]


SAID = {
    "en": Lines(
        (*PIN, "OK", "I agree"),
        (
            "Go on",
            *("6", "8", "5", "Back", "7", "5", "Every day", "6", "Prefer not to say"),
            *("Yes", "5", "8", "Pain", "4", "A little better"),
            *("A fall that hurt me", "Pain in a new place", "Done", "4"),
        ),
        "The new cushion helps a bit.",
        ("Change an answer", "More", "Earlier ones", "2. In the last 24 hours, how bad was…", "9", "Send"),
    ),
    "cy": Lines(
        (*PIN, "Iawn", "Rwy'n cytuno"),
        (
            "Ymlaen",
            *("6", "8", "5", "Yn ôl", "7", "5", "Bob dydd", "6", "Gwell gen i beidio â dweud"),
            *("Ie", "5", "8", "Poen", "4", "Ychydig yn well"),
            *("Cwymp a wnaeth niwed i mi", "Poen mewn lle newydd", "Wedi gorffen", "4"),
        ),
        "Mae'r glustog newydd yn helpu tipyn.",
        ("Newid ateb", "Rhagor", "Rhai cynharach", "2. Yn y 24 awr diwethaf, pa mor ddrwg…", "9", "Anfon"),
    ),
}


@pytest.mark.parametrize("language", SAID)
async def test_the_golden_conversation(database: Database, as_of: datetime, language: str) -> None:
    said, golden = SAID[language], GOLDEN / ("core.txt" if language == "en" else f"core.{language}.txt")
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann", tmr_on=as_of.date() - timedelta(days=42), linked=False)
        patients.prefer(tx, cast.by(as_of), ann.patient.id, language=language)
        assessment = opened(tx, as_of, ann)
        act, expires_at = cast.by(as_of), as_of + timedelta(days=7)
        contacts.offer_link(
            tx, act, Owner.PATIENT, ann.patient.id, token=TOKEN, pin=PIN, expires_at=expires_at
        )
    async with House(database, as_of) as house:
        lines = [await _said(house, f"/start {TOKEN}")]
        lines += [await _tapped(house, label) for label in said.link]
        lines.append(await _said(house, "hello?"))
        lines.append(await _said(house, "/start"))
        lines += [await _tapped(house, label) for label in said.core]
        lines.append(await _said(house, said.note))
        lines += [await _tapped(house, label) for label in said.change]
    told = "\n".join(lines)
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
    with database.read() as tx:
        (response,) = responses.of_assessment(tx, assessment.id)
        assert response.state is ResponseState.COMPLETED
        assert assessments.get(tx, assessment.id).state is AssessmentState.COMPLETED


async def _said(house: House, text: str) -> str:
    await house.restart()
    await house.say(CHAT, text)
    return f">>> {text}\n{_shown(_current(house))}"


async def _tapped(house: House, label: str) -> str:
    await house.restart()
    card = _current(house)
    toast = await house.press(CHAT, card.message_id, card.data_of(label))
    return f">>> [{label}]\n" + (f"({toast})\n" if toast else "") + _shown(_current(house))


def _current(house: House) -> Shown:
    """The message that changed last: the newest of the bot."""
    return house.last(CHAT)


def _shown(message: Shown) -> str:
    rows = "\n".join(" ".join(f"[{key.text}]" for key in row) for row in message.buttons)
    return f"{message.text}\n{rows}\n" if rows else f"{message.text}\n"
