"""The state of a conversation, folded from its append-only log.

Nothing else is remembered anywhere: the same log gives the same state, whoever folds it and however often.
An item that becomes disabled loses its answer; enabled again, it is open again. After sending, an answer
stays in force until another is given: what is ticked meanwhile waits for Done beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from domain import Answer, Answers, Entry, EntryKind
from questionnaires.enablement import enabled, judge
from questionnaires.expressed import expressed
from questionnaires.instrument import Instrument, Item

CONTEXT = "ctx-"
"""Begins the link ids of hidden items whose value the site gives; without one there is a bug."""


@dataclass(frozen=True, slots=True)
class State:
    """`values`: link id -> values in force, the context among them. `settled`: link id -> how it was settled.

    `reopened` is the item gone back to, `last` the item of the latest entry. `on` are the enabled ordinals.
    `plain` is the state before expressions were read, where the form has any: the log goes on from there.
    `kept` is what was in force before ticks that were made after sending and are not done.
    """

    values: Mapping[str, tuple[Answer, ...]]
    settled: Mapping[str, EntryKind]
    on: frozenset[int]
    reopened: str | None = None
    last: str | None = None
    ended: bool = False
    kept: "State | None" = None
    plain: "State | None" = None

    @property
    def whole(self) -> "State":
        """What is in force for whoever reads the response as a whole: ticks after sending wait for Done."""
        return self.kept or self


def begin(instrument: Instrument, context: Mapping[str, str]) -> State:
    """The state before the first entry. A hidden item without a code of its own in the context is a bug."""
    return _begun(instrument, frozenset(context.items()))


@lru_cache(maxsize=1024)  # every fold of every tap begins here
def _begun(instrument: Instrument, context: frozenset[tuple[str, str]]) -> State:
    known = dict(context)
    given = ((item.link_id, _given(item, known)) for item in instrument.flat if item.is_given)
    values = {link_id: answers for link_id, answers in given if answers}
    return _read(instrument, State(values, {}, enabled(instrument, values)), None)


def _given(item: Item, context: Mapping[str, str]) -> tuple[Answer, ...]:
    """The value of an item that is not asked: the site's if it gives one, else the form's own."""
    code = context.get(item.link_id)
    for option in item.options:
        if option.code == code:
            return (option.answer,)
    if item.link_id.startswith(CONTEXT):
        raise ValueError(f"The context gives no usable code for {item.link_id}.")
    return item.initial


def fold(instrument: Instrument, context: Mapping[str, str], log: Iterable[Entry]) -> State:
    """The state after all entries of the log, oldest first."""
    return _folded(instrument, begin(instrument, context), log)


def after(instrument: Instrument, state: State, entry: Entry) -> State:
    """The state after one more entry."""
    return _folded(instrument, state, (entry,))


def _folded(instrument: Instrument, state: State, log: Iterable[Entry]) -> State:
    draft, at = _Draft(instrument, state.plain or state), None
    for entry in log:
        draft.add(entry)
        at = entry.at
    if at is None:
        return state
    return _read(instrument, replace(draft.state(), kept=draft.kept), at)


def _read(instrument: Instrument, plain: State, at: datetime | None) -> State:
    """The state once the expressions have been read; most instruments have none."""
    if instrument.form is None:
        return plain
    values, on = expressed(instrument, instrument.form, plain.values, plain.on, at)
    settled = {link: kind for link, kind in plain.settled.items() if instrument.places[link] in on}
    # An expression may disable the very question that stands open: it is not asked any more.
    is_on = plain.reopened is None or instrument.places[plain.reopened] in on
    kept = _read(instrument, plain.kept, at) if plain.kept else None
    reopened = plain.reopened if is_on else None
    return replace(plain, values=values, settled=settled, on=on, reopened=reopened, kept=kept, plain=plain)


class _Draft:
    """A state on its way through a log: copied once, then changed in place, for logs are long."""

    def __init__(self, instrument: Instrument, state: State) -> None:
        self.instrument, self.kept = instrument, state.kept
        self.reopened, self.last, self.ended = state.reopened, state.last, state.ended
        self._set(state)

    def _set(self, state: State) -> None:
        self.values, self.settled, self.on = dict(state.values), dict(state.settled), set(state.on)

    def state(self) -> State:
        """What it has come to, without what is kept."""
        values, settled = dict(self.values), dict(self.settled)
        return State(values, settled, frozenset(self.on), self.reopened, self.last, self.ended)

    def add(self, entry: Entry) -> None:
        """One more entry. A tick counts at once (RED rules read it), but its item stays open until Done.

        Ticks after sending are forgotten by whatever comes instead of Done.
        """
        if entry.kind is EntryKind.TICKED:
            self.kept = self.kept or (self.state() if self.ended else None)
        elif self.kept is not None:
            self._set(self.kept)
            self.kept = None
        self.last, self.reopened = entry.link_id, None
        match entry.kind:
            case EntryKind.SENT:
                self.last, self.ended = None, True
            case EntryKind.WENT_BACK:
                self.reopened = entry.link_id
            case EntryKind.TICKED:
                self._put(entry, None)
                self.reopened = entry.link_id
            case EntryKind.AMENDED:
                self._put(entry, EntryKind.ANSWERED)
            case kind:
                self._put(entry, kind)

    def _put(self, entry: Entry, settled: EntryKind | None) -> None:
        """Put the entry's values in force, and drop those of whatever they disable."""
        link_id = entry.link_id
        self.values.pop(link_id, None)
        self.settled.pop(link_id, None)
        if entry.values:
            self.values[link_id] = entry.values
        if settled:
            self.settled[link_id] = settled
        hangs_on_it = self.instrument.reached.get(link_id)
        if hangs_on_it:
            for ordinal in judge(self.instrument, hangs_on_it, self.values, self.on):
                self._drop(self.instrument.flat[ordinal])

    def _drop(self, item: Item) -> None:
        if not item.is_given:
            self.values.pop(item.link_id, None)
            self.settled.pop(item.link_id, None)


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
