"""What is known already of the people in a file: operations, windows, answers, events. Read at one moment."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, RowMapping, Table, select

from domain import Assessment, Entry, Episode, Response
from storage.database import Tx
from storage.import_rows import KEY
from storage.import_words import Event, KnownEvent, KnownOperation, KnownPatient
from storage.register_words import NerveTransfer, Surgery
from storage.responses import as_entry
from storage.rows import shaped
from storage.schema import assessment, entry, episode, nerve_transfer, patient, response, safety_event
from storage.words import Governance, Operation

T = TypeVar("T")
_AT_ONCE = 500


def known(tx: Tx, codes: Sequence[str]) -> dict[str, KnownPatient]:
    """The patients of these codes that are in the register, by code."""
    people = list(_among(tx, patient, patient.c.code, codes))
    operations: defaultdict[int, list[KnownOperation]] = defaultdict(list)
    for each in _operations(tx, [row["id"] for row in people]):
        operations[each.episode.patient_id].append(each)
    return {
        row["code"]: shaped(KnownPatient, {**row, "operations": tuple(operations[row["id"]])})
        for row in people
    }


def codes_in_use(tx: Tx) -> frozenset[str]:
    """The codes of all operations."""
    return frozenset(tx.conn.execute(select(episode.c.code)).scalars())


def _among(tx: Tx, table: Table, column: Column[Any], wanted: Sequence[Any]) -> Iterator[RowMapping]:
    """The rows whose column has one of these values, by number."""
    for at in range(0, len(wanted), _AT_ONCE):
        some = select(table).where(column.in_(wanted[at : at + _AT_ONCE])).order_by(table.c.id)
        yield from tx.conn.execute(some).mappings()


def _by(
    tx: Tx, table: Table, column: Column[Any], wanted: Sequence[int], words: Callable[[RowMapping], T]
) -> defaultdict[int, list[T]]:
    found: defaultdict[int, list[T]] = defaultdict(list)
    for row in _among(tx, table, column, wanted):
        found[row[column.name]].append(words(row))
    return found


def _operations(tx: Tx, patients: Sequence[int]) -> Iterator[KnownOperation]:
    rows = list(_among(tx, episode, episode.c.patient_id, patients))
    numbers = [row["id"] for row in rows]
    asked = _by(tx, assessment, assessment.c.episode_id, numbers, _assessment)
    windows = [each.id for many in asked.values() for each in many]
    answered = _by(tx, response, response.c.assessment_id, windows, lambda row: shaped(Response, row))
    begun = [each.id for many in answered.values() for each in many]
    logs = _by(tx, entry, entry.c.response_id, begun, as_entry)
    events = _by(tx, safety_event, safety_event.c.episode_id, numbers, _event)
    pairs = _by(
        tx, nerve_transfer, nerve_transfer.c.episode_id, numbers, lambda row: shaped(NerveTransfer, row)
    )
    codes = {row["id"]: row["code"] for row in rows}
    for row in rows:
        given = tuple(each for window in asked[row["id"]] for each in answered[window.id])
        yield KnownOperation(
            episode=shaped(Episode, row),
            operation=shaped(Operation, row),
            governance=shaped(Governance, {**row, "mdt_roles": tuple(row["mdt_roles"])}),
            surgery=shaped(Surgery, row),
            transfers=tuple(pairs[row["id"]]),
            reoperation_of=codes.get(row["reoperation_of_id"]),
            assessments=tuple(asked[row["id"]]),
            responses=given,
            logs={each.id: _ordered(logs[each.id]) for each in given},
            events=tuple(events[row["id"]]),
        )


def _ordered(log: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(log, key=lambda line: line.seq))


def _assessment(row: RowMapping) -> Assessment:
    return shaped(Assessment, {**row, "instruments": tuple(row["instruments"])})


def _event(row: RowMapping) -> KnownEvent:
    """A stored event; the suffix of what an import stored stands in its key."""
    key = row["key"] or ""
    suffix = key.removeprefix(KEY).partition(":")[2] if key.startswith(KEY) else ""
    return KnownEvent(row["id"], shaped(Event, {**row, "suffix": suffix}))
