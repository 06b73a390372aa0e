"""Makes the log of a response from the answers of a file, under the mode they fit best. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.importing.filling import filled
from app.importing.questions import Value
from domain import Answers, Entry, Limb, Mode
from questionnaires.context import context
from questionnaires.fold import in_force
from questionnaires.instrument import Instrument
from questionnaires.steps import Pending

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
    found = filled(Pending(instrument, known), given, at)
    return Made(known, found.log, in_force(instrument, found.state), found.left_out, found.is_sent)
