"""Rows of the register brought together: what one row of each audit table is made from."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import Alert, Answer, Answers, DigestFinding, EntryKind, Licence, Site
from questionnaires.fold import State, fold, open_questions
from questionnaires.instrument import Instrument, Item
from storage.audit_words import (
    AlertRow,
    AssessmentRow,
    LogLine,
    OperationRow,
    Register,
    ResponseRow,
    SafetyEventRow,
    ScoreRow,
)

InstrumentOf = Callable[[ResponseRow], Instrument]
"""The instrument a response is pinned to."""

DueAt = Callable[[Alert, Site], datetime]
"""By when an alert of a site had to be acknowledged."""


class AnswerState(StrEnum):
    """`ticked`: chosen in a several-choice question that was never finished; a RED rule has read it."""

    ANSWERED = "answered"
    TICKED = "ticked"
    DECLINED = "declined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit window of one operation, with what was begun in it, by number."""

    operation: OperationRow
    assessment: AssessmentRow
    responses: tuple[ResponseRow, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer value in force, or one question declined or skipped. `position` counts values from 1."""

    visit: Visit
    response: ResponseRow
    link_id: str
    position: int
    state: AnswerState
    value: Answer | None
    line: LogLine


@dataclass(frozen=True, slots=True)
class GivenScore:
    visit: Visit
    response: ResponseRow
    score: ScoreRow


@dataclass(frozen=True, slots=True)
class Case:
    """One alert of one operation, and by when it had to be acknowledged."""

    operation: OperationRow
    row: AlertRow
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Harm:
    """One safety event of one operation."""

    operation: OperationRow
    event: SafetyEventRow


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding of the digest of one operation."""

    operation: OperationRow
    finding: DigestFinding


@dataclass(frozen=True, slots=True)
class AskedInstrument:
    """One version of an instrument; a site's own has its licence."""

    instrument: Instrument
    licence: Licence | None


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One question of one version of an instrument. `number` counts its questions from 1."""

    instrument: Instrument
    number: int
    item: Item


def visits(register: Register) -> tuple[Visit, ...]:
    """The visit windows, in the register's order."""
    operations = {operation.episode_id: operation for operation in register.operations}
    begun: defaultdict[int, list[ResponseRow]] = defaultdict(list)
    for response in register.responses:
        begun[response.assessment_id].append(response)
    return tuple(
        Visit(operations[each.episode_id], each, tuple(begun[each.id])) for each in register.assessments
    )


def given_answers(register: Register, instrument_of: InstrumentOf) -> Iterator[GivenAnswer]:
    """The answers in force, by response and then in asking order.

    Disabled items are dropped, and a question that was not reached has no row. The version of the instrument
    that the response is pinned to decides. Source: HL7 FHIR R4, enableWhen.
    """
    visit_of = {visit.assessment.id: visit for visit in visits(register)}
    for response in register.responses:
        yield from _answers_of(visit_of[response.assessment_id], response, instrument_of(response))


def _answers_of(visit: Visit, response: ResponseRow, instrument: Instrument) -> Iterator[GivenAnswer]:
    state = fold(instrument, response.context, [line.entry for line in response.log]).whole
    latest = latest_lines(response)
    for item in open_questions(instrument, state):
        how = _how(state, item.link_id)
        if how is None:
            continue
        values: tuple[Answer | None, ...] = state.values.get(item.link_id) or (None,)
        for position, value in enumerate(values, start=1):
            yield GivenAnswer(visit, response, item.link_id, position, how, value, latest[item.link_id])


def answers_in_force(response: ResponseRow, instrument: Instrument) -> Answers:
    """What a response holds, by the version of the instrument it is pinned to; disabled items are absent."""
    return fold(instrument, response.context, [line.entry for line in response.log]).whole.values


def latest_lines(response: ResponseRow) -> dict[str, LogLine]:
    """Link id -> the line that the question's answer comes from: going back to it is none, and ticks made
    after sending are none before Done."""
    latest, sent = {}, False
    for line in response.log:
        kind = line.entry.kind
        sent = sent or kind is EntryKind.SENT
        if kind is not EntryKind.WENT_BACK and not (sent and kind is EntryKind.TICKED):
            latest[line.entry.link_id] = line
    return latest


def _how(state: State, link_id: str) -> AnswerState | None:
    """How a question stands; none when it was not reached."""
    settled = state.settled.get(link_id)
    if settled is not None:
        return AnswerState(settled.value)
    return AnswerState.TICKED if link_id in state.values else None


def given_scores(register: Register) -> Iterator[GivenScore]:
    """The scores, in the register's order."""
    visit_of = {visit.assessment.id: visit for visit in visits(register)}
    responses = {response.id: response for response in register.responses}
    for score in register.scores:
        response = responses[score.response_id]
        yield GivenScore(visit_of[response.assessment_id], response, score)


def cases(register: Register, due_at: DueAt) -> Iterator[Case]:
    """The alerts, in the register's order."""
    operations = {operation.episode_id: operation for operation in register.operations}
    sites = {site.id: site for site in register.sites}
    for row in register.alerts:
        operation = operations[row.alert.episode_id]
        yield Case(operation, row, due_at(row.alert, sites[operation.site_id]))


def harms(register: Register) -> Iterator[Harm]:
    """The safety events, in the register's order."""
    operations = {operation.episode_id: operation for operation in register.operations}
    return (Harm(operations[event.episode_id], event) for event in register.safety_events)


def noticed(register: Register) -> Iterator[Noticed]:
    """The findings of the digest, in the register's order."""
    operations = {operation.episode_id: operation for operation in register.operations}
    return (Noticed(operations[each.episode_id], each) for each in register.digest_findings)
