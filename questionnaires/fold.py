"""The state of a conversation, folded from its append-only log.

Nothing else is remembered anywhere: the same log gives the same state, whoever folds it and however often.
An item that becomes disabled loses its answer; enabled again, it is open again. After sending, an answer
stays in force until another is given: what is ticked meanwhile waits for Done beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain import Answer, Answers, Coding, Entry, EntryKind
from questionnaires.enablement import enabled
from questionnaires.instrument import Instrument, Item


@dataclass(frozen=True, slots=True)
class State:
    """`values`: link id -> values in force, the context among them. `settled`: link id -> how it was settled.

    `reopened` is the item gone back to, `last` the item of the latest entry. `on` are the enabled ordinals.
    `kept` is what was in force before ticks that were made after sending and are not done.
    """

    values: Mapping[str, tuple[Answer, ...]]
    settled: Mapping[str, EntryKind]
    on: frozenset[int]
    reopened: str | None = None
    last: str | None = None
    ended: bool = False
    kept: "State | None" = None

    @property
    def whole(self) -> "State":
        """What is in force for whoever reads the response as a whole: ticks after sending wait for Done."""
        return self.kept or self


def begin(instrument: Instrument, context: Mapping[str, str]) -> State:
    """The state before the first entry. A hidden item without a code of its own in the context is a bug."""
    values: dict[str, tuple[Answer, ...]] = {
        item.link_id: (_given(item, context),) for item in instrument.flat if item.hidden
    }
    return State(values, {}, enabled(instrument, values))


def _given(item: Item, context: Mapping[str, str]) -> Coding:
    code = context.get(item.link_id)
    for option in item.options:
        if option.coding.code == code:
            return option.coding
    raise ValueError(f"The context gives no usable code for {item.link_id}.")


def fold(instrument: Instrument, context: Mapping[str, str], log: Iterable[Entry]) -> State:
    """The state after all entries of the log, oldest first."""
    state = begin(instrument, context)
    for entry in log:
        state = after(instrument, state, entry)
    return state


def after(instrument: Instrument, state: State, entry: Entry) -> State:
    """The state after one more entry."""
    link_id, whole = entry.link_id, state.whole
    match entry.kind:
        case EntryKind.SENT:
            return State(whole.values, whole.settled, whole.on, None, None, ended=True)
        case EntryKind.WENT_BACK:
            return State(whole.values, whole.settled, whole.on, link_id, link_id, state.ended)
        case EntryKind.TICKED:
            # A tick counts at once (RED rules read it), but the item stays open until Done.
            ticking = _with(instrument, state, entry, settled=None, reopened=link_id)
            return replace(ticking, kept=whole) if state.ended else ticking
        case kind:
            settled = EntryKind.ANSWERED if kind is EntryKind.AMENDED else kind
            return _with(instrument, whole, entry, settled=settled, reopened=None)


def _with(
    instrument: Instrument, state: State, entry: Entry, *, settled: EntryKind | None, reopened: str | None
) -> State:
    """The state with the entry's values in force, and whatever that disables dropped."""
    link_id = entry.link_id
    values = {key: kept for key, kept in state.values.items() if key != link_id}
    marks = {key: kept for key, kept in state.settled.items() if key != link_id}
    if entry.values:
        values[link_id] = entry.values
    if settled:
        marks[link_id] = settled
    on = enabled(instrument, values) if link_id in instrument.sources else state.on
    if on != state.on:
        gone = {instrument.flat[ordinal].link_id for ordinal in state.on - on}
        values = {key: kept for key, kept in values.items() if key not in gone}
        marks = {key: kept for key, kept in marks.items() if key not in gone}
    return State(values, marks, on, reopened, link_id, state.ended)


def asked(instrument: Instrument, state: State) -> Item | None:
    """The one question to put next: the reopened one, else the first that is open; None: all are settled.

    After sending there is one only while an answer is being changed, or a change has opened more questions.
    """
    if state.reopened is not None:
        return instrument.item(state.reopened)
    for item in instrument.questions:
        if item.ordinal in state.on and item.link_id not in state.settled:
            return item
    return None


def open_questions(instrument: Instrument, state: State) -> tuple[Item, ...]:
    """Questions that are enabled, settled or not, in asking order."""
    return tuple(item for item in instrument.questions if item.ordinal in state.on)


def in_force(instrument: Instrument, state: State) -> Answers:
    """The answers in force in asking order; ticks count, the context does not."""
    return {
        item.link_id: state.values[item.link_id]
        for item in open_questions(instrument, state)
        if item.link_id in state.values
    }
