"""The audit data set: its tables in order, and the sheets that one register fills them to."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from audit.columns import Column, Shape, Table
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
from audit.table_oversight import REVIEWS, THEATRE_COUNTS, at_site
from audit.table_safety_events import SAFETY_EVENTS
from audit.table_scores import SCORES
from audit.table_surgery import NERVE_TRANSFERS, joined
from storage.audit_words import Register

R = TypeVar("R")
C = TypeVar("C")

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
    THEATRE_COUNTS,
    REVIEWS,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what fills it: what a writer of files needs, whatever the format.

    Its rows are made as they are read, and may be read more than once: a big register need not be held twice.
    """

    table: Table[Any]
    records: Callable[[], Iterable[Any]]
    bound: int | None = None
    """No fewer than there are rows, where that is told more quickly than by counting."""

    def at_most(self) -> int:
        """No fewer than there are rows."""
        return sum(1 for _ in self.records()) if self.bound is None else self.bound

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return self.table.columns

    def rows(self, shape: Shape[C]) -> Iterator[list[C]]:
        """The rows in the order of the records, each value as `shape` has it."""
        return self.table.rows(self.records(), shape)

    def lines(self, shape: Shape[str], separator: str) -> Iterator[str]:
        """The same as lines of text."""
        return self.table.lines(self.records(), shape, separator)


def sheets(
    register: Register, instrument_of: InstrumentOf, due_at: DueAt, asked: tuple[AskedInstrument, ...]
) -> tuple[Sheet, ...]:
    """The tables of the data set, in their order. `asked`: every version of every instrument there is."""
    return (
        Sheet(OPERATIONS, lambda: register.operations, len(register.operations)),
        Sheet(ASSESSMENTS, lambda: visits(register), len(register.assessments)),
        Sheet(ANSWERS, lambda: given_answers(register, instrument_of), _most_answers(register)),
        Sheet(SCORES, lambda: given_scores(register), len(register.scores)),
        Sheet(ALERTS, lambda: cases(register, due_at), len(register.alerts)),
        Sheet(SAFETY_EVENTS, lambda: harms(register), len(register.safety_events)),
        Sheet(INSTRUMENTS, lambda: asked),
        Sheet(ITEMS, lambda: asked_items(asked)),
        Sheet(DIGEST_FINDINGS, lambda: noticed(register), len(register.digest_findings)),
        Sheet(NERVE_TRANSFERS, lambda: joined(register.operations)),
        Sheet(THEATRE_COUNTS, lambda: at_site(register, register.theatre), len(register.theatre)),
        Sheet(REVIEWS, lambda: at_site(register, register.reviews), len(register.reviews)),
    )


def _most_answers(register: Register) -> int:
    logs = (response.log for response in register.responses)
    return sum(max(1, len(line.entry.values)) for log in logs for line in log)
