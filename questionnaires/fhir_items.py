"""Reads the items of a FHIR R4 Questionnaire; what is not understood is a fault, never left unread."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from questionnaires.conditions import read_any_of, read_coding, read_conditions
from questionnaires.cursor import Place
from questionnaires.extensions import OF_ITEM, OF_OPTION, extensions
from questionnaires.instrument import Item, ItemKind, Option
from questionnaires.placeholders import check_placeholders

_KEYS = (
    "linkId",
    "type",
    "text",
    "code",
    "required",
    "repeats",
    "answerOption",
    "enableWhen",
    "enableBehavior",
    "extension",
    "item",
)
_KINDS = (
    ItemKind.GROUP,
    ItemKind.DISPLAY,
    ItemKind.BOOLEAN,
    ItemKind.INTEGER,
    ItemKind.CHOICE,
    ItemKind.STRING,
    ItemKind.TEXT,
)
"""What our own files use; the other kinds come with foreign forms."""
DEEPEST = 12
"""Groups nested deeper than this are a mistake (or an alias in the file that holds itself)."""


def read_items(
    place: Place, ordinals: Iterator[int], parent: int | None = None, depth: int = 0
) -> list[Item]:
    """The items below one place, with their children; ordinals are taken in order, parents first."""
    rows = place.rows("item")
    if depth > DEEPEST and rows:
        place.fault("Groups are nested too deeply here.", "item")
        return []
    return [_item(row, ordinals, parent, depth) for row in rows]


def _item(place: Place, ordinals: Iterator[int], parent: int | None, depth: int) -> Item:
    place.only(*_KEYS)
    ordinal = next(ordinals)
    notes = extensions(place, OF_ITEM)
    item = Item(
        link_id=place.text("linkId"),
        ordinal=ordinal,
        kind=ItemKind(place.word("type", _KINDS) or ItemKind.TEXT),
        parent=parent,
        text=place.text("text", needed=False),
        help=notes.get("help", ""),
        why=notes.get("why", ""),
        required=place.flag("required"),
        repeats=place.flag("repeats"),
        options=tuple(_options(place)),
        minimum=notes.get("minimum"),
        maximum=notes.get("maximum"),
        last_button=notes.get("last_button"),
        low_anchor=notes.get("low_anchor", ""),
        high_anchor=notes.get("high_anchor", ""),
        conditions=read_conditions(place),
        any_of=read_any_of(place),
        hidden=notes.get("hidden", False),
        key_outcome=notes.get("key_outcome", False),
        children=tuple(read_items(place, ordinals, ordinal, depth + 1)),
        codes=tuple(coding for row in place.rows("code") if (coding := read_coding(row))),
    )
    _check_texts(place, item)
    _check(place, item, notes)
    return item


def _options(place: Place) -> Iterator[Option]:
    for row in place.rows("answerOption"):
        row.only("valueCoding", "extension")
        value = row.one("valueCoding")
        coding = read_coding(value) if value else None
        if value and coding:
            label = value.text("display")
            check_placeholders(value, "display", label)
            notes = extensions(row, OF_OPTION)
            yield Option(coding, label, notes.get("exclusive", False), notes.get("weight"))


def _check_texts(place: Place, item: Item) -> None:
    for key, text in (
        ("text", item.text),
        ("help", item.help),
        ("why", item.why),
        ("low-anchor", item.low_anchor),
        ("high-anchor", item.high_anchor),
    ):
        check_placeholders(place, key, text)


def _check(place: Place, item: Item, notes: dict[str, Any]) -> None:
    """Note every combination that could not be asked as it is written."""
    for wrong, key, sentence in _rules(item, notes):
        if wrong:
            place.fault(sentence, key)


def _rules(item: Item, notes: dict[str, Any]) -> tuple[tuple[bool, str, str], ...]:
    kind = item.kind
    choice, integer, group = kind is ItemKind.CHOICE, kind is ItemKind.INTEGER, kind is ItemKind.GROUP
    ranged = item.minimum is not None and item.maximum is not None
    above = [item.minimum, item.last_button, item.maximum]
    climbs = all(low is not None and high is not None and low < high for low, high in pairwise(above))
    anchored = bool(item.low_anchor and item.high_anchor)
    codings = [option.answer for option in item.options]
    exclusive = any(option.exclusive for option in item.options)
    return (
        (not item.text and not group and not item.hidden, "text", "Text is wanted here."),
        (choice and not item.options, "answerOption", "A choice needs options."),
        (bool(item.options) and not choice, "answerOption", "Only a choice has options."),
        (len(set(codings)) < len(codings), "answerOption", "Two options have the same code."),
        (exclusive and not item.repeats, "answerOption", "Only several choices have an exclusive option."),
        (item.repeats and not choice, "repeats", "Only a choice may repeat: several choices."),
        (bool(item.children) and not group, "item", "Only a group holds items."),
        (group and not item.children, "item", "A group needs items."),
        (item.required and not item.is_question, "required", "Only what is asked can be required."),
        (item.key_outcome and not item.is_question, "key-outcome", "A key outcome must be asked."),
        (item.hidden and not (choice and not item.repeats), "hidden", "Only a single choice can be hidden."),
        (not integer and bool({"minimum", "maximum"} & notes.keys()), "minValue", "Only a number has one."),
        (ranged and (item.minimum or 0) > (item.maximum or 0), "minValue", "The range is upside down."),
        ("last_button" in notes and not (integer and climbs), "last-button",
         "The last button is a number between minValue and maxValue."),
        (notes.get("control") == "slider" and not (integer and ranged and anchored), "itemControl",
         "A slider needs a number with minValue, maxValue and both anchors."),
    )  # fmt: skip
