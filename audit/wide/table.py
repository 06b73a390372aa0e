"""The wide table: one row an operation, one column for each question at each time point. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.columns import Column, Kind, Table, Value, words
from audit.missingness import Missingness
from audit.records import InstrumentOf
from audit.table_operations import OPERATIONS
from audit.tables import Sheet
from audit.wide.asking import KINDS, Question, asked_at, plain_name, questions
from audit.wide.filling import Key, Wide, wide_records
from questionnaires.instrument import Instrument, ItemKind
from questionnaires.scores import SCORES
from storage.audit_words import Register
from storage.words import SafetyCategory, SafetyState

NAME = "wide"
MEANING = (
    "One row per operation, whether or not it is followed up; indication tells primary from secondary, which "
    "are never pooled. A question's column is named after it and the time point: rlp_avg_m12."
)
_KINDS: Mapping[ItemKind, Kind] = {
    **KINDS,
    ItemKind.CHOICE: Kind.CODE,
    ItemKind.OPEN_CHOICE: Kind.CODE,
}
Labels = Mapping[str, Mapping[str, str]]
"""Column -> code -> what it says to people."""


@dataclass(frozen=True, slots=True)
class WideTable:
    """The sheet, with what its codes mean, the records themselves, and which column is about what."""

    sheet: Sheet
    labels: Labels
    records: tuple[Wide, ...]
    names: Mapping[Key, str]


def wide_table(
    register: Register, instrument_of: InstrumentOf, instruments: Sequence[Instrument]
) -> WideTable:
    """The columns of every question there is, in an order that never changes, and the rows."""
    asked, known = asked_at(register), questions(instruments)
    names, labels, columns = dict[Key, str](), dict[str, Mapping[str, str]](), list[Column[Wide]]()
    for point, instrument_ids in asked.items():
        columns += _visit_columns(point)
        for instrument_id in instrument_ids:
            for question in known.get(instrument_id, ()):
                name = _free(names, question.name, instrument_id, point)
                names[instrument_id, question.item.link_id, point] = name
                columns.append(_question(question, name, point))
                if question.is_choice and not question.item.repeats:
                    labels[name] = question.options
            for score in _scores(instrument_id):
                name = _free(names, plain_name(score), instrument_id, point)
                names[instrument_id, score, point] = name
                columns.append(_score(score, name, point))
    table: Table[Wide] = Table(NAME, MEANING, (*_operation(), *columns, *_counts()))
    records = wide_records(register, instrument_of, names)
    return WideTable(Sheet(table, lambda: records, len(records)), labels, records, names)


def _scores(instrument_id: str) -> Iterator[str]:
    return (score({}).name for score in SCORES.get(instrument_id, ()))


def _free(names: Mapping[Key, str], name: str, instrument_id: str, point: str) -> str:
    """The name with the time point; two instruments that ask alike are told apart."""
    wanted = f"{name}_{plain_name(point)}"
    taken = set(names.values())
    return wanted if wanted not in taken else f"{plain_name(instrument_id)}_{wanted}"


def _said(name: str) -> Callable[[Wide], Value]:
    return lambda wide: wide.said.get(name)


def _operation() -> Iterator[Column[Wide]]:
    """The columns of the table `operations`."""
    for column in OPERATIONS.columns:
        yield Column(
            column.name,
            column.kind,
            column.meaning,
            _of_operation(column),
            column.source,
            column.unit,
            column.allowed,
        )


def _of_operation(column: Column[Any]) -> Callable[[Wide], Value]:
    value = column.value
    return lambda wide: value(wide.operation)


def _visit_columns(point: str) -> tuple[Column[Wide], Column[Wide]]:
    came, given_on = f"came_{plain_name(point)}", f"given_on_{plain_name(point)}"
    return (
        Column(
            came,
            Kind.CODE,
            f"{point}: how far the assessment came; empty: it was not planned.",
            _said(came),
            "assessments.missingness",
            allowed=words(Missingness),
        ),
        Column(given_on, Kind.DATE, f"{point}: the day of the answers.", _said(given_on), "assessments"),
    )


def _question(question: Question, name: str, point: str) -> Column[Wide]:
    item = question.item
    kind = Kind.TEXT if item.repeats else _KINDS.get(item.kind, Kind.TEXT)
    several = " Codes of all that were ticked, with spaces." if item.repeats else ""
    allowed = tuple(question.options) if kind is Kind.CODE else ()
    return Column(
        name,
        kind,
        f"{point}: {' '.join(item.text.split())}{several}",
        _said(name),
        f"answers: {question.instrument}, {item.link_id}",
        allowed=allowed,
    )


def _score(score: str, name: str, point: str) -> Column[Wide]:
    return Column(name, Kind.DECIMAL, f"{point}: the score {score}.", _said(name), f"scores: {score}")


def _counts() -> Iterator[Column[Wide]]:
    for name, meaning in (
        ("windows_due", "Assessments that were to be answered by now."),
        ("windows_answered", "Of these, answered in whole or in part."),
        ("alerts_red", "RED alerts, without those that an amended answer took back."),
        ("alerts_amber", "AMBER alerts, without those that an amended answer took back."),
    ):
        yield Column(name, Kind.INTEGER, meaning, _said(name), "counted")
    for category in SafetyCategory:
        for state in (SafetyState.CONFIRMED, SafetyState.SUSPECTED):
            key = f"{category.value}_{state.value}"
            yield Column(
                f"safety_{key}",
                Kind.INTEGER,
                f"Safety events of the kind {category.value} that are {state.value}.",
                _counted(key),
                "safety_events; HTG750 3.3",
            )


def _counted(key: str) -> Callable[[Wide], Value]:
    return lambda wide: wide.said.get(key, 0)
