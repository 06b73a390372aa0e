"""What one move makes of the state: kind, item and values of the next entry, or the reason of a refusal."""

from collections.abc import Collection
from typing import NamedTuple

from domain import Answer, Coding, EntryKind
from questionnaires import lexicons, typed
from questionnaires.fold import State, asked, open_questions
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.moves import (
    NO,
    YES,
    Back,
    Change,
    Choose,
    Decline,
    Done,
    Move,
    Number,
    RefusalReason,
    Send,
    Skip,
    Tick,
    Type,
)


class Made(NamedTuple):
    """An entry but for its place and time."""

    kind: EntryKind
    link_id: str
    values: tuple[Answer, ...] = ()


Taken = Made | RefusalReason
_ANSWER_KEYS = {YES: True, NO: False}


def take(instrument: Instrument, state: State, move: Move) -> Taken:
    """The entry that this move makes of a conversation that has not ended."""
    item = asked(instrument, state)
    match move:
        case Send():
            return Made(EntryKind.SENT, "") if item is None else RefusalReason.REQUIRED
        case Back():
            return _back(instrument, state, item)
        case Change(ordinal):
            return _change(instrument, state, ordinal)
        case Type(text):
            return RefusalReason.NOT_AN_ANSWER if item is None else _typed(instrument, item, text)
        case answer:
            if item is None or answer.item_ordinal != item.ordinal:
                return RefusalReason.STALE
            return _tapped(item, state, answer)


def _tapped(item: Item, state: State, move: Choose | Tick | Done | Number | Decline | Skip) -> Taken:
    match move:
        case Decline():
            return Made(EntryKind.DECLINED, item.link_id)
        case Skip():
            return RefusalReason.REQUIRED if item.required else Made(EntryKind.SKIPPED, item.link_id)
        case Number(value=value):
            return _number(item, value)
        case Choose(option_ordinal=ordinal):
            return _choice(item, ordinal)
        case Tick(option_ordinal=ordinal):
            return _tick(item, state.values.get(item.link_id, ()), ordinal)
        case _:
            return _done(item, state.values.get(item.link_id, ()))


def _back(instrument: Instrument, state: State, item: Item | None) -> Taken:
    earlier = [
        question
        for question in open_questions(instrument, state)
        if item is None or question.ordinal < item.ordinal
    ]
    return Made(EntryKind.WENT_BACK, earlier[-1].link_id) if earlier else RefusalReason.NOT_AN_ANSWER


def _change(instrument: Instrument, state: State, ordinal: int) -> Taken:
    for question in open_questions(instrument, state):
        if question.ordinal == ordinal and question.link_id in state.settled:
            return Made(EntryKind.WENT_BACK, question.link_id)
    return RefusalReason.STALE


def _typed(instrument: Instrument, item: Item, text: str) -> Taken:
    """Words as they are where text is asked, else what they certainly mean; several choices are tapped."""
    words, lexicon = text.strip(), lexicons.lexicon(instrument.languages)
    match item.kind:
        case ItemKind.STRING | ItemKind.TEXT if words:
            return Made(EntryKind.ANSWERED, item.link_id, (words,))
        case ItemKind.INTEGER:
            # The words on the last button may be typed as well.
            words = words.removesuffix("+") if words == item.or_more else words
            said = typed.number(words, lexicon, item.maximum)
            return said if isinstance(said, RefusalReason) else _number(item, said)
        case ItemKind.BOOLEAN:
            ordinal = typed.yes_or_no(words, lexicon)
        case _:
            ordinal = typed.option(words, item)
    return RefusalReason.NOT_AN_ANSWER if ordinal is None else _choice(item, ordinal)


def _number(item: Item, value: int) -> Taken:
    if item.kind is not ItemKind.INTEGER:
        return RefusalReason.NOT_AN_ANSWER
    if item.minimum is not None and value < item.minimum:
        return RefusalReason.OUT_OF_RANGE
    if item.maximum is not None and value > item.maximum:
        return RefusalReason.OUT_OF_RANGE
    return Made(EntryKind.ANSWERED, item.link_id, (value,))


def _choice(item: Item, ordinal: int) -> Taken:
    if item.kind is ItemKind.BOOLEAN and ordinal in _ANSWER_KEYS:
        return Made(EntryKind.ANSWERED, item.link_id, (_ANSWER_KEYS[ordinal],))
    if item.repeats or not 0 <= ordinal < len(item.options):
        return RefusalReason.NOT_AN_ANSWER
    return Made(EntryKind.ANSWERED, item.link_id, (item.options[ordinal].coding,))


def _tick(item: Item, ticked: Collection[Answer], ordinal: int) -> Taken:
    """The whole set after the tap, in the order of the options.

    "None of these" alone answers at once. With others ticked it only clears them and waits for Done, so that
    a sign ticked a moment ago is not wiped out by a thumb that meant "none of the others".
    """
    if not item.repeats or not 0 <= ordinal < len(item.options):
        return RefusalReason.NOT_AN_ANSWER
    tapped = item.options[ordinal]
    if tapped.exclusive and not ticked:
        return Made(EntryKind.ANSWERED, item.link_id, (tapped.coding,))
    chosen = {tapped.coding} if tapped.exclusive else _toggled(item, ticked, tapped.coding)
    values = tuple(option.coding for option in item.options if option.coding in chosen)
    return Made(EntryKind.TICKED, item.link_id, values)


def _toggled(item: Item, ticked: Collection[Answer], coding: Coding) -> set[Answer]:
    exclusive = {option.coding for option in item.options if option.exclusive}
    return (set(ticked) ^ {coding}) - exclusive


def _done(item: Item, ticked: tuple[Answer, ...]) -> Taken:
    if not item.repeats:
        return RefusalReason.NOT_AN_ANSWER
    return Made(EntryKind.ANSWERED, item.link_id, ticked) if ticked else RefusalReason.REQUIRED
