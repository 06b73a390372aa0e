"""Amending: changing an answer after it was sent. Pure.

It is another verb than answering. The log goes on after SENT: the question picked (`went-back`), ticks, the
new answer (`amended`, or `declined`), answers to questions that it opened, or SENT once more, which leaves
the question picked as it was. What was sent stays in force until another answer is given, and the response
never goes back to being in progress. Where it stands, `conversation.standing` says here too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain import Entry, EntryKind
from questionnaires.fold import State, fold, open_questions
from questionnaires.instrument import Instrument
from questionnaires.moves import Move, Refusal, RefusalReason, Send
from questionnaires.notices import at_the_end
from questionnaires.steps import Line, Review
from questionnaires.taking import Made, Taken, appended, came_before, take, was_made

_LEAVE_IT = frozenset({EntryKind.WENT_BACK, EntryKind.TICKED, EntryKind.SENT})


def sent_at(log: Sequence[Entry]) -> int | None:
    """The place in the log at which the answers were sent; None: they were not."""
    return next((entry.seq for entry in log if entry.kind is EntryKind.SENT), None)


def amends(log: Sequence[Entry]) -> bool:
    """Whether the latest entry changed what had been sent, or answered what a change had opened."""
    sent = sent_at(log)
    return sent is not None and log[-1].seq > sent and log[-1].kind not in _LEAVE_IT


def amend(
    instrument: Instrument,
    context: Mapping[str, str],
    log: Sequence[Entry],
    move: Move,
    *,
    seq: int | None,
    as_of: datetime,
    source: str | None = None,
) -> Entry | Refusal:
    """The entry to append for this move after the end, or why it is not taken; as `accept` before it.

    `seq` is the length of the log when the button was drawn (None: typed). Whether there is still time for it
    is for the caller to know.
    """
    if came_before(log, source) or was_made(_made, instrument, context, log, move, seq):
        return Refusal(RefusalReason.REPEATED)
    if seq is not None and seq != len(log):
        return Refusal(RefusalReason.STALE)
    return appended(_made(instrument, fold(instrument, context, log), move), log, as_of, source)


def sent_answers(instrument: Instrument, context: Mapping[str, str], log: Sequence[Entry]) -> Review:
    """What is in force, and the advice it brings up; questions just opened are left out."""
    state = fold(instrument, context, log).whole
    lines = tuple(
        Line(item, state.values.get(item.link_id), state.settled[item.link_id])
        for item in open_questions(instrument, state)
        if item.link_id in state.settled
    )
    return Review(lines, at_the_end(instrument, state))


def may_be_kept(instrument: Instrument, context: Mapping[str, str], log: Sequence[Entry]) -> bool:
    """Whether the question being changed has an answer to be left as it is."""
    return _keeps(fold(instrument, context, log))


def _keeps(state: State) -> bool:
    return state.reopened is not None and state.reopened in state.whole.settled


def _made(instrument: Instrument, state: State, move: Move) -> Taken:
    if isinstance(move, Send):
        return Made(EntryKind.SENT, "") if _keeps(state) else RefusalReason.NOT_AN_ANSWER
    made = take(instrument, state, move)
    if isinstance(made, Made) and made.kind is EntryKind.ANSWERED:
        return made._replace(kind=EntryKind.AMENDED)
    return made
