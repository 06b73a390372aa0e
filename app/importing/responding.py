"""Makes the log of a response from the answers of a file, by the instrument's own rules. Pure.

Questions are answered in asking order. What the answers before it say is not asked is left out. Where all
that must be answered is, the log ends with SENT, as if the patient had gone through it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.importing.questions import Value
from app.importing.words import Absent
from domain import Answers, Entry, EntryKind, Limb, Mode
from questionnaires.context import context
from questionnaires.fold import State, after, begin, in_force
from questionnaires.instrument import Instrument

Given = Mapping[str, Value]
"""Link id -> the values, or declined."""

_HAVE = "prosthesis-have"
_WORN = ("prosthesis-days", "prosthesis-hours")


@dataclass(frozen=True, slots=True)
class Made:
    """A log; `left_out` are link ids whose question is not asked, given the other answers."""

    context: Mapping[str, str]
    entries: tuple[Entry, ...]
    answers: Answers
    left_out: tuple[str, ...]
    complete: bool


def respond(instrument: Instrument, mode: Mode, limb: Limb, phase: str, given: Given, at: datetime) -> Made:
    """The log of these answers. The mode is the site's, unless the other asks more of what is answered."""
    whole = _with_prosthesis(given)
    modes = (mode, *(each for each in Mode if each is not mode))
    return min(
        (_made(instrument, context(each, limb, phase), whole, at) for each in modes[: _tries(instrument)]),
        key=lambda made: len(made.left_out),
    )


def _tries(instrument: Instrument) -> int:
    """How many modes there are to try: one where the instrument does not know of modes."""
    return 2 if "ctx-mode" in instrument.places else 1


def _with_prosthesis(given: Given) -> Given:
    """Who tells how many days or hours they wore it has one."""
    if _HAVE in given or not any(isinstance(given.get(name), tuple) for name in _WORN):
        return given
    return {**given, _HAVE: (True,)}


def _made(instrument: Instrument, known: Mapping[str, str], given: Given, at: datetime) -> Made:
    state = begin(instrument, known)
    log: list[Entry] = []
    left_out = []
    for item in instrument.questions:
        value = given.get(item.link_id)
        if value is None:
            continue
        if item.ordinal not in state.on:
            left_out.append(item.link_id)
            continue
        declined = isinstance(value, Absent)
        kind = EntryKind.DECLINED if declined else EntryKind.ANSWERED
        log.append(Entry(len(log), kind, item.link_id, () if isinstance(value, Absent) else value, at))
        state = after(instrument, state, log[-1])
    state, complete = _sent(instrument, state, log, at)
    return Made(known, tuple(log), in_force(instrument, state), tuple(left_out), complete)


def _sent(instrument: Instrument, state: State, log: list[Entry], at: datetime) -> tuple[State, bool]:
    """Whether everything that must be answered is; then optional questions are skipped, and it is sent."""
    unsettled = [
        item
        for item in instrument.questions
        if item.ordinal in state.on and item.link_id not in state.settled
    ]
    if not log or any(item.required for item in unsettled):
        return state, False
    for item in unsettled:
        log.append(Entry(len(log), EntryKind.SKIPPED, item.link_id, (), at))
        state = after(instrument, state, log[-1])
    log.append(Entry(len(log), EntryKind.SENT, "", (), at))
    return state, True
