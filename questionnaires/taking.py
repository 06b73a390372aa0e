"""What one move makes of the state: kind, item and values of the next entry, or the reason of a refusal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from domain import Answer, Entry, EntryKind, Quantity
from questionnaires.fold import State, asked, fold, open_questions
from questionnaires.instrument import Advance, Instrument, Item, ItemKind
from questionnaires.limits import broken
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
    Pick,
    Refusal,
    RefusalReason,
    Send,
    Skip,
    Tick,
    Type,
)
from questionnaires.reading_words import Read, picked, read


class Made(NamedTuple):
    """An entry but for its place and time."""

    kind: EntryKind
    link_id: str
    values: tuple[Answer, ...] = ()


Taken = Made | RefusalReason
Taking = Callable[[Instrument, State, Move], Taken]
"""`take`, or what takes its place once the answers were sent."""
Values = tuple[Answer, ...]
_ANSWER_KEYS = {YES: True, NO: False}


def came_before(log: Sequence[Entry], source: str | None) -> bool:
    """Whether something was stored already from the message that this move came in."""
    return source is not None and any(entry.source == source for entry in log)


def was_made(
    taking: Taking,
    instrument: Instrument,
    context: Mapping[str, str],
    log: Sequence[Entry],
    move: Move,
    seq: int | None,
) -> bool:
    """Whether an entry is stored at `seq`, and is what this move makes there."""
    if seq is None or not 0 <= seq < len(log):
        return False
    there = log[seq]
    made = taking(instrument, fold(instrument, context, log[:seq]), move)
    return made == Made(there.kind, there.link_id, there.values)


def appended(made: Taken, log: Sequence[Entry], as_of: datetime, source: str | None) -> Entry | Refusal:
    """What was made, at the end of the log; or why it is not taken."""
    if isinstance(made, RefusalReason):
        return Refusal(made)
    return Entry(len(log), made.kind, made.link_id, made.values, as_of, source)


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
        case answer if item is None:
            typed = isinstance(answer, Type)
            return RefusalReason.NOT_AN_ANSWER if typed else RefusalReason.STALE
        case answer:
            return _answered(instrument, state, item, answer)


Answering = Choose | Tick | Done | Number | Pick | Type | Decline | Skip


def _answered(instrument: Instrument, state: State, item: Item, move: Answering) -> Taken:
    """What a move makes of the question that is asked."""
    match move:
        case Type(text=text):
            return _put(item, state, read(item, text, instrument.languages))
        case tapped if tapped.item_ordinal != item.ordinal:
            return RefusalReason.STALE
        case Decline() | Skip():
            return _passed(item, move)
        case Done():
            return _done(item, state)
        case Tick(option_ordinal=ordinal):
            return _tick(item, state.values.get(item.link_id, ()), ordinal)
        case one:
            taken = _tapped(item, state, one)
            return _marked(item, taken) if instrument.advance is Advance.CONFIRM else taken


def _passed(item: Item, move: Decline | Skip) -> Taken:
    if isinstance(move, Decline):
        return Made(EntryKind.DECLINED, item.link_id)
    return RefusalReason.REQUIRED if item.required else Made(EntryKind.SKIPPED, item.link_id)


def _tapped(item: Item, state: State, move: Choose | Number | Pick) -> Taken:
    if isinstance(move, Choose):
        return _choice(item, state, move.option_ordinal)
    if isinstance(move, Pick):
        return _put(item, state, picked(item, move.text))
    whole = item.kind is ItemKind.INTEGER
    return _put(item, state, move.value if whole else RefusalReason.NOT_AN_ANSWER)


def _marked(item: Item, taken: Taken) -> Taken:
    """With Next, a tap only marks one answer; it counts at once, and the question stays."""
    if isinstance(taken, Made) and taken.kind is EntryKind.ANSWERED and not item.repeats:
        return taken._replace(kind=EntryKind.TICKED)
    return taken


def _put(item: Item, state: State, answer: Read) -> Taken:
    """An answer of its kind: the only one, or one more of several."""
    if isinstance(answer, RefusalReason):
        return answer
    reason = broken(item, answer)
    if reason is not None:
        return reason
    if item.repeats:
        return _one_more(item, state.values.get(item.link_id, ()), answer)
    kind = EntryKind.TICKED if item.lacks_unit(answer) else EntryKind.ANSWERED
    return Made(kind, item.link_id, (answer,))


def _one_more(item: Item, given: Values, answer: Answer) -> Taken:
    if given and item.lacks_unit(given[-1]):
        return RefusalReason.REQUIRED
    if answer in given:
        return RefusalReason.REPEATED
    if item.most is not None and len(given) >= item.most:
        return RefusalReason.TOO_LONG
    return Made(EntryKind.TICKED, item.link_id, (*given, answer))


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


def _choice(item: Item, state: State, ordinal: int) -> Taken:
    if item.kind is ItemKind.BOOLEAN and ordinal in _ANSWER_KEYS:
        return _put(item, state, _ANSWER_KEYS[ordinal])
    if item.kind is ItemKind.QUANTITY and 0 <= ordinal < len(item.units):
        return _unit(item, state.values.get(item.link_id, ()), ordinal)
    if item.repeats or not 0 <= ordinal < len(item.options):
        return RefusalReason.NOT_AN_ANSWER
    return Made(EntryKind.ANSWERED, item.link_id, (item.options[ordinal].answer,))


def _unit(item: Item, given: Values, ordinal: int) -> Taken:
    """The unit of the number given last."""
    match given:
        case (*before, Quantity(number)):
            kind = EntryKind.TICKED if item.repeats else EntryKind.ANSWERED
            return Made(kind, item.link_id, (*before, replace(item.units[ordinal], value=number)))
    return RefusalReason.REQUIRED


def _tick(item: Item, ticked: Values, ordinal: int) -> Taken:
    """The whole set after the tap, in the order of the options, then what was typed in the order given.

    "None of these" alone answers at once. With others ticked it only clears them and waits for Done, so that
    a sign ticked a moment ago is not wiped out by a thumb that meant "none of the others".
    """
    typed = tuple(value for value in ticked if value not in {option.answer for option in item.options})
    if not item.repeats or not 0 <= ordinal < len(item.options) + len(typed):
        return RefusalReason.NOT_AN_ANSWER
    if ordinal >= len(item.options):
        gone = typed[ordinal - len(item.options)]
        return Made(EntryKind.TICKED, item.link_id, tuple(value for value in ticked if value != gone))
    tapped = item.options[ordinal]
    if tapped.exclusive:
        kind = EntryKind.TICKED if ticked else EntryKind.ANSWERED
        return Made(kind, item.link_id, (tapped.answer,))
    exclusive = {option.answer for option in item.options if option.exclusive}
    chosen = (set(ticked) ^ {tapped.answer}) - exclusive
    values = (*(option.answer for option in item.options if option.answer in chosen), *typed)
    return Made(EntryKind.TICKED, item.link_id, values)


def _done(item: Item, state: State) -> Taken:
    """What is ticked, typed or marked so far, as the answer."""
    given = state.values.get(item.link_id, ())
    if not given:
        return RefusalReason.REQUIRED if item.repeats else RefusalReason.NOT_AN_ANSWER
    if any(item.lacks_unit(value) for value in given):
        return RefusalReason.REQUIRED
    if item.most is not None and len(given) > item.most:
        return RefusalReason.TOO_LONG
    return Made(EntryKind.ANSWERED, item.link_id, given)
