"""Instruments made by hand from items, with every kind of question, and the questionnaire they stand for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from domain import Answer, Coding, Entry, EntryKind
from questionnaires.assembling import Head, assembled
from questionnaires.instrument import Instrument, Item, ItemKind
from tests.audit.fhir.validators import Node
from tests.questionnaires.talking import NOON

_ANSWER_KEYS = {bool: "answerBoolean", int: "answerInteger", Coding: "answerCoding"}


def ask(link_id: str, kind: ItemKind = ItemKind.INTEGER, *children: Item, **rest: Any) -> Item:
    """One item; its place in the tree is given by `made`."""
    text = f"{rest.get('origin', link_id)}?"
    return Item(link_id, 0, kind, text=text, children=children, **rest)


def made(*items: Item) -> Instrument:
    """The instrument of these items. Conditions read items before them."""
    head = Head("sample", "1.0.0", "urn:sample", "Sample", 1, "checksum", ("en",))
    return assembled(head, tuple(_placed(items, count(), None)))


def _placed(items: Sequence[Item], ordinals: Iterator[int], parent: int | None) -> Iterator[Item]:
    for item in items:
        ordinal = next(ordinals)
        children = tuple(_placed(item.children, ordinals, ordinal))
        yield replace(item, ordinal=ordinal, parent=parent, children=children)


def said(*answers: tuple[str, Answer | EntryKind]) -> tuple[Entry, ...]:
    """A log of answers by link id; a kind of entry stands for an answer without a value."""
    return tuple(_entry(seq, link_id, answer) for seq, (link_id, answer) in enumerate(answers))


def _entry(seq: int, link_id: str, answer: Answer | EntryKind) -> Entry:
    if isinstance(answer, EntryKind):
        return Entry(seq, answer, link_id, (), NOON)
    return Entry(seq, EntryKind.ANSWERED, link_id, (answer,), NOON)


def questionnaire(instrument: Instrument) -> Node:
    """As its file has it: further occurrences of a group are not there."""
    return {
        "resourceType": "Questionnaire",
        "url": instrument.url,
        "version": instrument.version,
        "status": "active",
        "item": _rows(instrument.items, {item.origin for item in instrument.flat}),
    }


def _rows(items: Sequence[Item], again: set[str]) -> list[Node]:
    return [_row(item, again) for item in items if not item.origin and not item.asks_for_more]


def _row(item: Item, again: set[str]) -> Node:
    row: Node = {"linkId": item.link_id, "text": item.text, "type": item.kind.value}
    if item.required:
        row["required"] = True
    if item.repeats or (item.link_id in again and item.kind is ItemKind.GROUP):
        row["repeats"] = True
    if item.conditions:
        row["enableBehavior"] = "any" if item.any_of else "all"
        row["enableWhen"] = [
            {"question": each.question, "operator": each.operator.value, **_compared(each.answer)}
            for each in item.conditions
        ]
    if item.options:
        row["answerOption"] = [
            {"valueCoding": _coded(each.answer, each.label)}
            for each in item.options
            if isinstance(each.answer, Coding)
        ]
    if item.children:
        row["item"] = _rows(item.children, again)
    return row


def _compared(answer: Answer) -> Node:
    value = _coded(answer) if isinstance(answer, Coding) else answer
    return {_ANSWER_KEYS[type(answer)]: value}


def _coded(coding: Coding, label: str = "") -> Node:
    row = {"system": coding.system, "code": coding.code}
    return {**row, "display": label} if label else row
