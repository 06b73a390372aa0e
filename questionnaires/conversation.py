"""The conversation: a fold of an append-only log of entries over a version-pinned instrument.

`standing` says what comes next, `accept` turns a move into the entry to append or says why not, `answers`
gives the answers in force. All three are pure, so a restart between any two taps loses nothing, and whoever
holds the log can take the next tap.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain import Answers, Entry
from questionnaires.fold import State, after, asked, fold, in_force, open_questions
from questionnaires.instrument import Advance, Instrument, Item
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
from questionnaires.notices import at_the_end, before, holders_words
from questionnaires.steps import Ask, Ended, Line, Review, Standing, Step
from questionnaires.taking import appended, came_before, take, was_made

__all__ = [
    "NO",
    "YES",
    "Ask",
    "Back",
    "Change",
    "Choose",
    "Decline",
    "Done",
    "Ended",
    "Line",
    "Move",
    "Number",
    "Pick",
    "Refusal",
    "RefusalReason",
    "Review",
    "Send",
    "Skip",
    "Standing",
    "Step",
    "Tick",
    "Type",
    "accept",
    "answers",
    "answers_along",
    "standing",
]


def standing(instrument: Instrument, context: Mapping[str, str], log: Sequence[Entry]) -> Standing:
    """Where the conversation stands after this log: one question, the review, or the end.

    After the end there is a question while an answer is being changed (`amending.py`).
    """
    state = fold(instrument, context, log)
    shown = open_questions(instrument, state)
    item = asked(instrument, state)
    position = len(shown) if item is None else shown.index(item) + 1
    return Standing(
        step=_step(instrument, state, item, log),
        seq=len(log),
        position=position,
        total=len(shown),
        answers=in_force(instrument, state.whole),
        confirms=instrument.advance is Advance.CONFIRM,
    )


def _step(instrument: Instrument, state: State, item: Item | None, log: Sequence[Entry]) -> Step:
    if item is None and state.ended:
        return Ended(at_the_end(instrument, state))
    if item is None:
        notices = (*at_the_end(instrument, state), *holders_words(instrument))
        return Review(_lines(instrument, state), notices)
    current = state.values.get(item.link_id, ())
    marks = item.repeats or instrument.advance is Advance.CONFIRM
    ticked = current if marks else ()
    return Ask(item, before(instrument, state, item), ticked, current, _touched(item, log))


def _touched(item: Item, log: Sequence[Entry]) -> int | None:
    """The option that the last entry ticked or unticked, if it is this item's and was one alone."""
    if not log or log[-1].link_id != item.link_id or not item.options:
        return None
    earlier = next((entry.values for entry in reversed(log[:-1]) if entry.link_id == item.link_id), ())
    changed = set(earlier) ^ set(log[-1].values)
    found = [at for at, option in enumerate(item.options) if option.answer in changed]
    return found[0] if len(found) == 1 else None


def _lines(instrument: Instrument, state: State) -> tuple[Line, ...]:
    return tuple(
        Line(item, state.values.get(item.link_id), state.settled[item.link_id])
        for item in open_questions(instrument, state)
    )


def answers(
    instrument: Instrument, context: Mapping[str, str], log: Sequence[Entry], *, upto: int | None = None
) -> Answers:
    """The answers in force after the first `upto` entries (all, when not given), in asking order.

    Ticks count before Done; but those made after sending only for whoever reads entry by entry, with `upto`
    given, as the RED rules do. Items that are disabled, declined, skipped or not asked are absent.
    """
    state = fold(instrument, context, log[:upto])
    return in_force(instrument, state.whole if upto is None else state)


def answers_along(
    instrument: Instrument, context: Mapping[str, str], log: Sequence[Entry], start: int
) -> Iterator[Answers]:
    """The answers in force after the first `start` entries, then after one more each time, to the last: as
    `answers` gives them with `upto`, without reading the log from its beginning for each."""
    state = fold(instrument, context, log[:start])
    yield in_force(instrument, state)
    for entry in log[start:]:
        state = after(instrument, state, entry)
        yield in_force(instrument, state)


def accept(
    instrument: Instrument,
    context: Mapping[str, str],
    log: Sequence[Entry],
    move: Move,
    *,
    seq: int | None,
    as_of: datetime,
    source: str | None = None,
) -> Entry | Refusal:
    """The entry to append for this move, or why it is not taken.

    `seq` is the length of the log when the button was drawn (None: not a button). The same move again is
    `repeated`; another move of an earlier screen is `stale`. `source` names the message the move came in; the
    same message is taken once.
    """
    if came_before(log, source) or was_made(take, instrument, context, log, move, seq):
        return Refusal(RefusalReason.REPEATED)
    state = fold(instrument, context, log)
    if state.ended:
        return Refusal(RefusalReason.ENDED)
    if seq is not None and seq != len(log):
        return Refusal(RefusalReason.STALE)
    return appended(take(instrument, state, move), log, as_of, source)
