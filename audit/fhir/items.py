"""The items of a QuestionnaireResponse: what is in force, nested and ordered as in the questionnaire.

Disabled items are left out, and so are displays and whatever was not reached or skipped. The hidden items
that the site filled in are answers like others, so that whoever evaluates the form sees the same enabled.
Source: HL7 FHIR R4, QuestionnaireResponse; HL7 Structured Data Capture, completed responses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from audit.fhir.absent import DECLINED, absent_extension
from audit.fhir.naming import Node
from audit.fhir.values import masked, valued
from domain import Answer, EntryKind
from questionnaires.fold import State
from questionnaires.instrument import Item, ItemKind


@dataclass(frozen=True, slots=True)
class Filling:
    """What the items are filled with. `zone` is the person's."""

    state: State
    zone: tzinfo
    with_free_text: bool


def filled(filling: Filling, items: Iterable[Item]) -> list[Node]:
    """The items that have something to say, in the order given."""
    rows = (_row(filling, item) for item in items if _belongs(filling, item))
    return [row for row in rows if row is not None]


def _belongs(filling: Filling, item: Item) -> bool:
    """`asks_for_more` stands in no file: it only opens one more occurrence of a group."""
    return item.ordinal in filling.state.on and item.kind is not ItemKind.DISPLAY and not item.asks_for_more


def _row(filling: Filling, item: Item) -> Node | None:
    inside = filled(filling, item.children)
    if item.kind is ItemKind.GROUP:
        return {**_named(item), "item": inside} if inside else None
    answers = _answers(filling, item, inside)
    if filling.state.settled.get(item.link_id) is EntryKind.DECLINED:
        row = {"extension": [absent_extension(DECLINED)], **_named(item)}
        return {**row, "answer": answers} if answers else row
    return {**_named(item), "answer": answers} if answers else None


def _named(item: Item) -> Node:
    """The link id in the file, and the text as it was shown."""
    name: Node = {"linkId": item.origin or item.link_id}
    return {**name, "text": item.text} if item.text else name


def _answers(filling: Filling, item: Item, inside: list[Node]) -> list[Node]:
    """The answers. What is asked below the question stands under the first, which may be without a value."""
    answers = [_answer(filling, item, value) for value in filling.state.values.get(item.link_id, ())]
    if inside:
        first = answers[0] if answers else {}
        return [{**first, "item": inside}, *answers[1:]]
    return answers


def _answer(filling: Filling, item: Item, value: Answer) -> Node:
    if isinstance(value, str) and not filling.with_free_text:
        return masked(item)
    return valued(item, value, filling.zone)
