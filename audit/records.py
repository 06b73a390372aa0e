"""Rows of the register brought together: what one row of each audit table is made from."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from audit.columns import local_day
from audit.standing import AnswerState, Standings, latest_places
from domain import Alert, Answer, DigestFinding, Licence, Site
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


def given_on(response: ResponseRow, zone: str) -> date:
    """The local date of the answers: as staff entered it, else when the response ended or was begun."""
    return response.given_on or local_day(response.ended_at or response.started_at, zone)


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

    Disabled items are dropped, and a question that was not reached has no row.
    """
    visit_of = {visit.assessment.id: visit for visit in visits(register)}
    standings = Standings()
    for response in register.responses:
        visit, log = visit_of[response.assessment_id], response.log
        for stands in standings.of(instrument_of(response), response):
            line = log[stands.place]
            values = line.entry.values if stands.has_values else (None,)
            for position, value in enumerate(values, start=1):
                yield GivenAnswer(visit, response, stands.link_id, position, stands.state, value, line)


def latest_lines(response: ResponseRow) -> dict[str, LogLine]:
    """Link id -> the line that the question's answer comes from."""
    return {link_id: response.log[place] for link_id, place in latest_places(response.log).items()}


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
