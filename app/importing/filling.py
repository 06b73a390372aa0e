"""Answers that came all at once, by staff or from a file, as entries of a response.

The instrument's own rules hold: questions are answered in asking order, and what the answers before it say is
not asked is left out. Where all that must be answered is, the log ends with SENT, as if the patient had gone
through it. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.importing.questions import Value
from app.importing.words import Absent
from domain import Entry, EntryKind
from questionnaires.fold import State, after, fold
from questionnaires.instrument import Instrument
from questionnaires.steps import Pending


@dataclass(frozen=True, slots=True)
class Filled:
    """The log with the answers, and the state it folds to; `left_out`: link ids that are not asked, given the
    other answers."""

    log: tuple[Entry, ...]
    left_out: tuple[str, ...]
    state: State

    @property
    def is_sent(self) -> bool:
        return bool(self.log) and self.log[-1].kind is EntryKind.SENT


def filled(pending: Pending, given: Mapping[str, Value], at: datetime) -> Filled:
    """The log of a questionnaire with these answers; where nothing required is left, it ends with SENT."""
    instrument = pending.instrument
    state = fold(instrument, pending.context, pending.log)
    log, left_out = list(pending.log), []
    for item in instrument.questions:
        value = given.get(item.link_id)
        if value is None:
            continue
        if item.ordinal not in state.on:
            left_out.append(item.link_id)
            continue
        kind = EntryKind.DECLINED if isinstance(value, Absent) else EntryKind.ANSWERED
        values = () if isinstance(value, Absent) else value
        log.append(Entry(len(log), kind, item.link_id, values, at))
        state = after(instrument, state, log[-1])
    if len(log) > len(pending.log):
        state = _send(instrument, state, log, at)
    return Filled(tuple(log), tuple(left_out), state)


def _send(instrument: Instrument, state: State, log: list[Entry], at: datetime) -> State:
    """Skip what need not be answered, and send, where everything that must be answered is."""
    unsettled = [
        item
        for item in instrument.questions
        if item.ordinal in state.on and item.link_id not in state.settled
    ]
    if any(item.required for item in unsettled):
        return state
    for item in unsettled:
        log.append(Entry(len(log), EntryKind.SKIPPED, item.link_id, (), at))
        state = after(instrument, state, log[-1])
    log.append(Entry(len(log), EntryKind.SENT, "", (), at))
    return state
