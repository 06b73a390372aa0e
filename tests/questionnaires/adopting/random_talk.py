"""Moves that fit whatever is asked, and some that do not, for conversations by dice."""

from random import Random

from domain import Entry
from questionnaires.conversation import (
    Ask,
    Back,
    Change,
    Choose,
    Decline,
    Done,
    Ended,
    Move,
    Number,
    Pick,
    Review,
    Send,
    Skip,
    Standing,
    Tick,
    Type,
    accept,
    standing,
)
from questionnaires.instrument import Instrument, Item
from tests.questionnaires.talking import NOON

_WORDS = (
    "7",
    "2.5",
    "3 June 2025",
    "14:30",
    "3 June 2025, 14:30",
    "yes",
    "kg",
    "3 kg",
    "words",
    "https://x.org",
    "",
)


def moves(now: Standing) -> list[Move]:
    """Everything that could be done here, more or less sensible."""
    step = now.step
    if isinstance(step, Ended):
        return []
    if isinstance(step, Review):
        return [Send(), Back(), *(Change(line.item.ordinal) for line in step.lines)]
    item = step.item
    return [*_answers(item), Decline(item.ordinal), Skip(item.ordinal), Back(), Done(item.ordinal)]


def _answers(item: Item) -> list[Move]:
    at = item.ordinal
    choices = range(max(2, len(item.options), len(item.units)))
    made: list[Move] = [*map(Type, _WORDS), Number(at, 3), Number(at, 7), Number(at, -1)]
    made += [Pick(at, text) for text in ("2025-06-03", "14:30", "2025-06-03T14:30", "2025-13-01", "")]
    made += [Choose(at, number) for number in choices]
    if item.repeats:
        made += [Tick(at, number) for number in choices]
    return made


def talk(instrument: Instrument, seed: int, longest: int = 60) -> tuple[Entry, ...]:
    """The log of a conversation of random moves; refused ones leave nothing behind."""
    dice = Random(seed)
    log: tuple[Entry, ...] = ()
    for _ in range(longest):
        now = standing(instrument, {}, log)
        if isinstance(now.step, Ended):
            break
        made = accept(instrument, {}, log, dice.choice(moves(now)), seq=len(log), as_of=NOON)
        log = (*log, made) if isinstance(made, Entry) else log
    return log


def finished(instrument: Instrument, log: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The log carried on to its end by preferring not to say; an error if there is none."""
    for _ in range(len(instrument.questions) + 3):
        step = standing(instrument, {}, log).step
        if isinstance(step, Ended):
            return log
        move = Decline(step.item.ordinal) if isinstance(step, Ask) else Send()
        made = accept(instrument, {}, log, move, seq=len(log), as_of=NOON)
        assert isinstance(made, Entry)
        log = (*log, made)
    raise AssertionError("The conversation did not end.")
