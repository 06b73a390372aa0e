"""The audit data set: its tables in order, and the sheets that one register fills them to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from audit.columns import Cell, Column, Table
from audit.records import (
    AskedInstrument,
    DueAt,
    InstrumentOf,
    cases,
    given_answers,
    given_scores,
    harms,
    noticed,
    visits,
)
from audit.table_alerts import ALERTS
from audit.table_answers import ANSWERS
from audit.table_assessments import ASSESSMENTS
from audit.table_digest_findings import DIGEST_FINDINGS
from audit.table_instruments import INSTRUMENTS, ITEMS, asked_items
from audit.table_operations import OPERATIONS
from audit.table_safety_events import SAFETY_EVENTS
from audit.table_scores import SCORES
from audit.table_surgery import NERVE_TRANSFERS, joined
from storage.audit_words import Register

R = TypeVar("R")

TABLES: tuple[Table[Any], ...] = (
    OPERATIONS,
    ASSESSMENTS,
    ANSWERS,
    SCORES,
    ALERTS,
    SAFETY_EVENTS,
    INSTRUMENTS,
    ITEMS,
    DIGEST_FINDINGS,
    NERVE_TRANSFERS,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled table: what a writer of files needs, whatever the format."""

    name: str
    columns: tuple[Column[Any], ...]
    rows: tuple[tuple[Cell, ...], ...]


def fill(table: Table[R], records: Iterable[R]) -> Sheet:
    """A table filled with its records, in the order given."""
    return Sheet(table.name, table.columns, table.rows(records))


def sheets(
    register: Register, instrument_of: InstrumentOf, due_at: DueAt, asked: tuple[AskedInstrument, ...]
) -> tuple[Sheet, ...]:
    """The tables of the data set, in their order. `asked`: every version of every instrument there is."""
    return (
        fill(OPERATIONS, register.operations),
        fill(ASSESSMENTS, visits(register)),
        fill(ANSWERS, given_answers(register, instrument_of)),
        fill(SCORES, given_scores(register)),
        fill(ALERTS, cases(register, due_at)),
        fill(SAFETY_EVENTS, harms(register)),
        fill(INSTRUMENTS, asked),
        fill(ITEMS, asked_items(asked)),
        fill(DIGEST_FINDINGS, noticed(register)),
        fill(NERVE_TRANSFERS, joined(register.operations)),
    )
