"""Drives a conversation in tests: the log is saved and loaded again before every move."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import Answers, Coding, Entry
from questionnaires.conversation import (
    Ask,
    Change,
    Choose,
    Decline,
    Done,
    Move,
    Number,
    Refusal,
    RefusalReason,
    Send,
    Skip,
    Standing,
    Tick,
    Type,
    accept,
    answers,
    standing,
)
from questionnaires.fhir import read
from questionnaires.instrument import Instrument, Item
from questionnaires.notation import load

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHOICE = "urn:tmr-followup:choice"
Given = int | bool | str | tuple[str, ...]
"""A number, yes or no, the code of a choice, the codes of several choices; () skips."""
CORE = {"ctx-mode": "monitoring", "ctx-phase": "later", "ctx-limb": "lower"}


def choice(code: str) -> Coding:
    return Coding(CHOICE, code)


def codes(values: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(value.code for value in values if isinstance(value, Coding))


def questionnaire(items: str) -> Mapping[str, Any]:
    """A resource with these items, written in YAML."""
    resource = {
        "resourceType": "Questionnaire",
        "id": "sample",
        "url": "urn:tmr-followup:questionnaire:sample",
        "version": "1.0.0",
        "title": "Sample",
        "language": "en",
        "extension": [{"url": "urn:tmr-followup:minutes", "valueInteger": 1}],
    }
    return {**resource, **load("item:\n" + items)}


def instrument(items: str) -> Instrument:
    return read(questionnaire(items), "checksum")


@dataclass
class Talk:
    """One conversation. Every verb returns the entry or the refusal."""

    instrument: Instrument
    context: Mapping[str, str] = field(default_factory=dict)
    log: tuple[Entry, ...] = ()

    @property
    def now(self) -> Standing:
        self.log = pickle.loads(pickle.dumps(self.log))
        return standing(self.instrument, self.context, self.log)

    @property
    def ask(self) -> Ask:
        step = self.now.step
        assert isinstance(step, Ask), step
        return step

    @property
    def asked(self) -> str:
        return self.ask.item.link_id

    @property
    def answers(self) -> Answers:
        return answers(self.instrument, self.context, self.log)

    def make(self, move: Move, seq: int | None = None, source: str | None = None) -> Entry | Refusal:
        at = NOON + timedelta(minutes=len(self.log))
        seen = len(self.log) if seq is None else seq
        made = accept(self.instrument, self.context, self.log, move, seq=seen, as_of=at, source=source)
        if isinstance(made, Entry):
            self.log = (*self.log, made)
        return made

    def item(self, link_id: str) -> Item:
        return self.instrument.item(link_id)

    def put(self, link_id: str, value: int | bool | str) -> Entry | Refusal:
        """Answers the question asked, which must be this one: a number, yes or no, or an option's code."""
        item = self.ask.item
        assert item.link_id == link_id
        if isinstance(value, bool):
            return self.make(Choose(item.ordinal, 0 if value else 1))
        if isinstance(value, int):
            return self.make(Number(item.ordinal, value))
        return self.make((Tick if item.repeats else Choose)(item.ordinal, place_of(item, value)))

    def put_words(self, words: str) -> Entry | Refusal:
        """Types an answer."""
        return self.make(Type(words))

    def tick(self, link_id: str, *ticked: str) -> None:
        for code in ticked:
            self.put(link_id, code)
        self.make(Done(self.item(link_id).ordinal))

    def change(self, link_id: str) -> Entry | Refusal:
        return self.make(Change(self.item(link_id).ordinal))

    def decline(self) -> Entry | Refusal:
        return self.make(Decline(self.ask.item.ordinal))

    def skip(self) -> Entry | Refusal:
        return self.make(Skip(self.ask.item.ordinal))

    def send(self) -> Entry | Refusal:
        return self.make(Send())

    def through(self, until: str = "", **given: Given) -> "Talk":
        """Answers on, with these values by link id (`_` for `-`), else with something harmless."""
        while isinstance(step := self.now.step, Ask) and step.item.link_id != until:
            link_id = step.item.link_id
            value = given.get(link_id.replace("-", "_"), harmless(step.item))
            length = len(self.log)
            if value == ():
                self.skip()
            elif isinstance(value, tuple):
                self.tick(link_id, *value)
            else:
                self.put(link_id, value)
            assert len(self.log) > length, link_id
        return self


def place_of(item: Item, code: str) -> int:
    return [option.code for option in item.options].index(code)


def harmless(item: Item) -> Given:
    if item.options:
        first = item.options[0]
        return (first.code,) if item.repeats and not first.exclusive else first.code
    match item.kind.value:
        case "boolean":
            return False
        case "integer":
            return 1
        case _:
            return ()


def refused(reason: str) -> Refusal:
    return Refusal(RefusalReason(reason))
