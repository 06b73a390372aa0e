"""The stories of tests/specs/why.txt hold: each planned contact and its fate."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from scheduler.contacts import StepKind
from scheduler.reasons import History
from scheduler.why import Explained, explain
from scheduler.why_words import contact_row
from tests.scheduler.remembered import Remembered
from tests.scheduler.specs import Block, blocks, fields
from tests.scheduler.stories import lived

STORIES = blocks("why.txt")


def _shown(each: Explained) -> str:
    contact = each.contact
    number = f" {contact.number}" if contact.kind is StepKind.REMINDER else ""
    occurrence = f".{contact.assessment.occurrence}" if contact.assessment.occurrence > 1 else ""
    fate = each.fate if each.at is None else f"{each.fate} {_local(each.at, contact.zone)}"
    along = "" if each.alone else " along"
    name = f"{contact.assessment.time_point}{occurrence} {contact.kind}{number}"
    return f"{name} | {_local(contact.due_at, contact.zone)} | {fate}{along} | {each.why or '-'}"


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _story(block: Block) -> tuple[History, tuple[Explained, ...]]:
    life, end = lived(block, Remembered)
    history = life.history()
    return history, explain(history, end)


@pytest.mark.parametrize("block", STORIES, ids=[block.title for block in STORIES])
def test_each_contact_is_explained_as_the_story_says(block: Block) -> None:
    history, told = _story(block)
    *lines, about = block.lines
    expected = [" | ".join(fields(line)) for line in lines if not line.startswith(">")]
    asked = about.removeprefix("about ").split()
    found = [_shown(each) for each in told if each.contact.assessment.time_point in asked]
    assert found == expected
    assert all(contact_row(history, each)["said"] for each in told)
