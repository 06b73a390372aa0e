"""The project: a form for the operation, and forms that repeat for visits, answers and events. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.columns import Column, Kind, Value
from audit.records import GivenAnswer, InstrumentOf, Visit, given_answers, given_scores, harms, visits
from audit.redcap.fields import RECORD, Field, field_name, of_columns, of_question
from audit.standing import AnswerState
from audit.table_assessments import ASSESSMENTS, study_day_answered
from audit.table_operations import OPERATIONS
from audit.table_safety_events import SAFETY_EVENTS
from audit.wide.asking import Question, plain_name, questions
from domain import Coding, Quantity
from questionnaires.instrument import Instrument
from questionnaires.scores import SCORES
from storage.audit_words import Register, ResponseRow

OPERATION, VISIT, EVENT = "operation", "visit", "safety_event"
_KNOWN = frozenset({"patient", "episode"})
"""Columns that only the form of the operation has: the others belong to its record."""

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """One instrument of REDCap; of all but the operation there are several instances in a record."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One row of the import file. `form` and `number` are empty for the operation itself."""

    record: str
    form: str
    number: int | None
    cells: Cells


class Project:
    """The forms, and the rows that fill them."""

    def __init__(
        self, register: Register, instrument_of: InstrumentOf, instruments: Sequence[Instrument]
    ) -> None:
        self._register, self._instrument_of = register, instrument_of
        self._known = questions(instruments)
        self._operation = _columns(OPERATION, "", OPERATIONS.columns, frozenset({"episode"}))
        self._visit = _columns(VISIT, "visit", ASSESSMENTS.columns, _KNOWN)
        self._event = _columns(EVENT, "event", SAFETY_EVENTS.columns, _KNOWN)
        self._questions = {name: _asked(name, asked) for name, asked in self._known.items()}

    @property
    def forms(self) -> tuple[Form, ...]:
        """In the order of the dictionary; the first field of the first one names the record."""
        record = Field(RECORD, OPERATION, Kind.TEXT, "Code of the operation (episode)", {})
        operation = Form(OPERATION, (record, *(field for field, _ in self._operation)))
        asked = (Form(plain_name(name), tuple(fields.values())) for name, fields in self._questions.items())
        visit, event = (tuple(field for field, _ in each) for each in (self._visit, self._event))
        return (operation, Form(VISIT, visit), *asked, Form(EVENT, event))

    def rows(self) -> Iterator[Instance]:
        """The operations, then their visits, answers and events, by number: so instances keep theirs."""
        register = self._register
        for row in register.operations:
            yield Instance(row.episode, "", None, _filled(self._operation, row))
        numbers = Counter[tuple[str, str]]()
        for visit in sorted(visits(register), key=lambda each: each.assessment.id):
            yield _instance(numbers, visit.operation.episode, VISIT, _filled(self._visit, visit))
        for visit, response, cells in self._answers():
            form = plain_name(response.instrument)
            yield _instance(numbers, visit.operation.episode, form, cells)
        for harm in harms(register):
            yield _instance(numbers, harm.operation.episode, EVENT, _filled(self._event, harm))

    def _answers(self) -> Iterator[tuple[Visit, ResponseRow, Cells]]:
        """The responses by number, each with its answers and scores."""
        register, found = self._register, dict[int, tuple[Visit, ResponseRow, Cells]]()
        visit_of = {visit.assessment.id: visit for visit in visits(register)}
        for response in register.responses:
            visit = visit_of[response.assessment_id]
            found[response.id] = (visit, response, self._head(visit, response))
        several: dict[tuple[int, str], str] = {}
        for given in given_answers(register, self._instrument_of):
            field = self._questions[given.response.instrument].get(given.link_id)
            if field is None or given.state in (AnswerState.DECLINED, AnswerState.SKIPPED):
                continue
            key, value = (given.response.id, given.link_id), _value(given)
            if field.several:
                value = several[key] = f"{several.get(key, '')} {value}".strip()
            found[given.response.id][2].update(field.cells(value))
        for scored in given_scores(register):
            score = self._questions[scored.response.instrument].get(f"score:{scored.score.name}")
            if score is not None:
                found[scored.response.id][2].update(score.cells(scored.score.value))
        return iter(found.values())

    def _head(self, visit: Visit, response: ResponseRow) -> Cells:
        fields = self._questions[response.instrument]
        told: Mapping[str, Value] = {
            "time_point": visit.assessment.time_point,
            "study_day": study_day_answered(visit),
            "version": response.version,
            "state": response.state,
        }
        return {
            column: cell for name, value in told.items() for column, cell in fields[name].cells(value).items()
        }


def _columns(
    form: str, prefix: str, columns: tuple[Column[Any], ...], but: frozenset[str]
) -> tuple[tuple[Field, Column[Any]], ...]:
    return tuple(of_columns(form, prefix, tuple(each for each in columns if each.name not in but)))


def _asked(instrument: str, asked: tuple[Question, ...]) -> dict[str, Field]:
    """By link id; the head and the scores by names of their own."""
    form = plain_name(instrument)
    head = {
        "time_point": Field(field_name(form, "time_point"), form, Kind.TEXT, "Code of the time point", {}),
        "study_day": Field(field_name(form, "study_day"), form, Kind.INTEGER, "Study day of the answer", {}),
        "version": Field(field_name(form, "version"), form, Kind.TEXT, "Version of the questionnaire", {}),
        "state": Field(field_name(form, "state"), form, Kind.TEXT, "State of the response", {}),
    }
    scores = {
        f"score:{name}": Field(field_name(form, name), form, Kind.DECIMAL, f"The score {name}", {})
        for name in (score({}).name for score in SCORES.get(instrument, ()))
    }
    return {**head, **{each.item.link_id: of_question(form, each) for each in asked}, **scores}


def _filled(columns: tuple[tuple[Field, Column[Any]], ...], record: object) -> Cells:
    return {
        name: cell for field, column in columns for name, cell in field.cells(column.value(record)).items()
    }


def _instance(numbers: Counter[tuple[str, str]], record: str, form: str, cells: Cells) -> Instance:
    numbers[record, form] += 1
    return Instance(record, form, numbers[record, form], cells)


def _value(given: GivenAnswer) -> Value:
    match given.value:
        case Coding(code=code):
            return code
        case Quantity(value=number):
            return number
        case str():
            return None  # own words: they may name people
        case value:
            return value if not hasattr(value, "isoformat") else str(value)
