"""How the questions of a response stand, worked out once for all logs that ran the same way. Pure.

Two logs ran the same way when the same questions were answered, declined and gone back to in the same order,
and each answer met the same conditions of other questions; which number it was does not matter. A big
register has tens of thousands of responses and some hundreds of ways. An instrument with expressions is
folded anew for every response, for there each number may matter.
"""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

from domain import Answer, EntryKind
from questionnaires.enablement import holds
from questionnaires.fold import State, fold, open_questions
from questionnaires.instrument import Condition, Instrument
from storage.audit_words import LogLine, ResponseRow


class AnswerState(StrEnum):
    """`ticked`: chosen in a several-choice question that was never finished; a RED rule has read it."""

    ANSWERED = "answered"
    TICKED = "ticked"
    DECLINED = "declined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Standing:
    """One question that was reached. `place` is where in the log the line stands that its answer comes from;
    `has_values` whether that line's values are in force."""

    link_id: str
    state: AnswerState
    place: int
    has_values: bool


class Standings:
    """Tells how questions stand, and remembers it."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Standing, ...]] = {}
        self._reading: dict[tuple[str, str], dict[str, tuple[Condition, ...]]] = {}
        self._met: dict[Hashable, Hashable] = {}

    def of(self, instrument: Instrument, response: ResponseRow) -> tuple[Standing, ...]:
        """The questions that were reached and are enabled, in asking order.

        The version of the instrument that the response is pinned to decides. Source: HL7 FHIR R4, enableWhen.
        """
        if instrument.form is not None:
            return _standing(instrument, response)
        way = self._way(instrument, response)
        found = self._known.get(way)
        if found is None:
            found = self._known[way] = _standing(instrument, response)
        return found

    def _way(self, instrument: Instrument, response: ResponseRow) -> Hashable:
        pinned = (instrument.id, instrument.version)
        if pinned not in self._reading:
            self._reading[pinned] = _readers(instrument)
        readers, met = self._reading[pinned], self._met
        steps: list[Hashable] = []
        for line in response.log:
            entry = line.entry
            link_id, values = entry.link_id, entry.values
            if link_id in readers:
                key = (pinned, link_id, values)
                if key not in met:
                    met[key] = _meets(readers[link_id], values)
                steps.append((entry.kind, link_id, met[key]))
            else:
                steps.append((entry.kind, link_id, bool(values)))
        return (pinned, frozenset(response.context.items()), *steps)


def _readers(instrument: Instrument) -> dict[str, tuple[Condition, ...]]:
    """Link id -> the conditions that read its answer."""
    found: defaultdict[str, list[Condition]] = defaultdict(list)
    for item in instrument.flat:
        for condition in item.conditions:
            for link_id in condition.reads:
                found[link_id].append(condition)
    return {link_id: tuple(conditions) for link_id, conditions in found.items()}


def _meets(conditions: tuple[Condition, ...], values: tuple[Answer, ...]) -> Hashable:
    """Which conditions these answers satisfy; the answers themselves where others are read beside them."""
    if any(len(condition.reads) > 1 for condition in conditions):
        return values
    return (bool(values), *(holds(condition, values) for condition in conditions))


def _standing(instrument: Instrument, response: ResponseRow) -> tuple[Standing, ...]:
    state = fold(instrument, response.context, [line.entry for line in response.log]).whole
    places = latest_places(response.log)
    stands = ((item.link_id, _how(state, item.link_id)) for item in open_questions(instrument, state))
    return tuple(
        Standing(link_id, how, places[link_id], bool(state.values.get(link_id)))
        for link_id, how in stands
        if how is not None
    )


def latest_places(log: tuple[LogLine, ...]) -> dict[str, int]:
    """Link id -> where in the log the line stands that the question's answer comes from: going back to it is
    none, and ticks made after sending are none before Done."""
    latest, sent = {}, False
    for place, line in enumerate(log):
        kind = line.entry.kind
        sent = sent or kind is EntryKind.SENT
        if kind is not EntryKind.WENT_BACK and not (sent and kind is EntryKind.TICKED):
            latest[line.entry.link_id] = place
    return latest


def _how(state: State, link_id: str) -> AnswerState | None:
    """How a question stands; none when it was not reached."""
    settled = state.settled.get(link_id)
    if settled is not None:
        return AnswerState(settled.value)
    return AnswerState.TICKED if link_id in state.values else None
