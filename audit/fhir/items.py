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
    """The items that have something to say, in the order given. Occurrences of one question are one item."""
    found: list[Node] = []
    for row in (_row(filling, item) for item in items if _belongs(filling, item)):
        if row is not None and found and _is_one_question(found[-1], row):
            found[-1] = {**found[-1], "answer": [*found[-1]["answer"], *row["answer"]]}
        elif row is not None:
            found.append(row)
    return found


def _is_one_question(before: Node, row: Node) -> bool:
    """Whether two rows are answers to one question, which stands in the form once and repeats."""
    return before["linkId"] == row["linkId"] and "answer" in before and "answer" in row


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
    """The answers. What is asked below the question, once it is answered, stands under the first."""
    answers = [_answer(filling, item, value) for value in filling.state.values.get(item.link_id, ())]
    return [{**answers[0], "item": inside}, *answers[1:]] if inside else answers


def _answer(filling: Filling, item: Item, value: Answer) -> Node:
    if isinstance(value, str) and not filling.with_free_text:
        return masked(item)
    return valued(item, value, filling.zone)
