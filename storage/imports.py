"""Stores what an import brings: many rows at once, in one transaction, each with its line of trail.

Operations are registered and not activated, so nothing is asked because of an import; responses are marked as
read by the rules, so nothing is alerted; visit windows come ended.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Table, insert, select, update

from domain import Act, AssessmentKind, AssessmentState, PatientStatus, ResponseState
from storage import contacts, theatre, trail
from storage.contacts import Details
from storage.database import Tx
from storage.import_changes import Changes
from storage.import_rows import Row, entry_row, event_row, score_row
from storage.import_words import (
    Count,
    Event,
    NewResponse,
    NewVisit,
    OperationPart,
    PatientPart,
)
from storage.register_words import Via
from storage.rows import add_many
from storage.schema import (
    assessment,
    contact,
    entry,
    episode,
    nerve_transfer,
    patient,
    response,
    safety_event,
    score,
)
from storage.waking import wake
from storage.words import Owner

T = TypeVar("T")
_AT_ONCE = 500


def store(tx: Tx, act: Act, parts: Sequence[PatientPart], counts: Sequence[Count]) -> None:
    """Store all of it."""
    writer = _Writer(tx, act, _codes(tx, parts))
    writer.store(parts)
    for each in counts:
        theatre.put(tx, act, **asdict(each))


def _codes(tx: Tx, parts: Sequence[PatientPart]) -> Iterator[str]:
    """Free codes for operations that come without one."""
    taken = set(tx.conn.execute(select(episode.c.code)).scalars())
    taken |= {each.new.code for part in parts for each in part.operations if each.new and each.new.code}
    return (code for number in count(1) if (code := f"E{number:04d}") not in taken)


@dataclass
class _Writer:
    tx: Tx
    act: Act
    codes: Iterator[str]
    told: list[trail.Line] = field(default_factory=list)

    def store(self, parts: Sequence[PatientPart]) -> None:
        ids = self._patients(parts)
        owned = [
            (patient_id, part)
            for patient_id, each in zip(ids, parts, strict=True)
            for part in each.operations
        ]
        episode_ids = self._operations(owned, dict(zip(ids, parts, strict=True)))
        operations = [(number, part) for number, (_, part) in zip(episode_ids, owned, strict=True)]
        change = Changes(self.tx, self.act)
        for number, part in operations:
            change.operation(number, part)
        self._visits(operations)
        self._events([(number, event) for number, part in operations for event in part.events])
        trail.record_all(self.tx, self.act, self.told)
        for patient_id, each in zip(ids, parts, strict=True):
            if each.ended is not None and each.new is None:
                change.end(patient_id, *each.ended)

    def _tell(self, verb: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
        self.told.append((verb, subject, detail or {}))

    def _many(self, table: Table, items: Sequence[T], row: Callable[[T], Row]) -> list[int]:
        """Insert a row for each, and tell their numbers in the same order."""
        numbers: list[int] = []
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        for at in range(0, len(items), _AT_ONCE):
            rows = [row(item) for item in items[at : at + _AT_ONCE]]
            numbers += self.tx.conn.execute(statement, rows).scalars()
        return numbers

    def _bulk(self, table: Table, rows: Iterator[Row]) -> None:
        add_many(self.tx.conn, table, list(rows))

    def _patients(self, parts: Sequence[PatientPart]) -> list[int]:
        """Numbers of the patients, stored or new, in the order of the parts."""
        fresh = [part for part in parts if part.new is not None]
        numbers = iter(self._many(patient, fresh, self._patient_row))
        ids = [next(numbers) if part.id is None else part.id for part in parts]
        new = [(number, part.new) for number, part in zip(ids, parts, strict=True) if part.new is not None]
        self._bulk(
            contact, (contacts.new_row(self.tx, Owner.PATIENT, n, Details(**each.contact)) for n, each in new)
        )
        for number, each in new:
            told = {"code": each.code, "zone": each.zone, "send_time": str(each.send_time), "via": Via.IMPORT}
            self._tell("patient.add", f"patient:{number}", told)
            self._tell("contact.keep", f"patient:{number}")
        return ids

    def _patient_row(self, part: PatientPart) -> Row:
        assert part.new is not None  # noqa: S101 - chosen by the caller
        status, at = part.ended or (PatientStatus.FOLLOWED, self.act.at)
        row = asdict(part.new) | {"status": status, "status_at": at, "large_buttons": False}
        del row["contact"]
        return row

    def _operations(
        self, owned: Sequence[tuple[int, OperationPart]], people: Mapping[int, PatientPart]
    ) -> list[int]:
        sites = self._sites(people)
        fresh = [(owner, part) for owner, part in owned if part.new is not None]
        coded = [(owner, part, (part.new and part.new.code) or next(self.codes)) for owner, part in fresh]
        stored = self._many(episode, coded, lambda each: self._operation_row(*each, sites[each[0]]))
        numbers = iter(stored)
        self._bulk(nerve_transfer, self._transfers(list(zip(stored, fresh, strict=True))))
        for number, (owner, part, code) in zip(stored, coded, strict=True):
            assert part.new is not None  # noqa: S101 - chosen above
            told = {"code": code, "patient": owner, "tmr_on": str(part.new.operation.tmr_on)}
            told |= {"protocol": part.new.protocol_id, "via": Via.IMPORT}
            self._tell("episode.register", f"episode:{number}", told)
        return [next(numbers) if part.id is None else part.id for _, part in owned]

    def _sites(self, people: Mapping[int, PatientPart]) -> dict[int, int]:
        """The site of each patient, by number."""
        known = [number for number, part in people.items() if part.new is None]
        found = {number: part.new.site_id for number, part in people.items() if part.new is not None}
        for at in range(0, len(known), _AT_ONCE):
            some = patient.c.id.in_(known[at : at + _AT_ONCE])
            found |= {row.id: row.site_id for row in self.tx.conn.execute(select(patient).where(some))}
        return found

    def _operation_row(self, owner: int, part: OperationPart, code: str, site_id: int) -> Row:
        assert part.new is not None  # noqa: S101 - chosen by the caller
        new = part.new
        row = asdict(new.operation) | asdict(new.governance) | asdict(new.surgery)
        row |= {"patient_id": owner, "site_id": site_id, "protocol_id": new.protocol_id, "code": code}
        return row | {"registered_at": self.act.at}

    def _transfers(self, fresh: Sequence[tuple[int, tuple[int, OperationPart]]]) -> Iterator[Row]:
        for number, (_, part) in fresh:
            for at, pair in enumerate(part.new.transfers if part.new else (), 1):
                yield {"episode_id": number, "number": at, "donor": pair.donor, "target": pair.target}

    def _visits(self, operations: Sequence[tuple[int, OperationPart]]) -> None:
        facts = self._protocols([number for number, _ in operations])
        all_visits = [(number, visit) for number, part in operations for visit in part.visits]
        fresh = [each for each in all_visits if each[1].fills is None and each[1].joins is None]
        numbers = self._many(assessment, fresh, lambda each: self._visit_row(*each, *facts[each[0]]))
        for number, (episode_id, visit) in zip(numbers, fresh, strict=True):
            told = {"episode_id": episode_id, "time_point": visit.time_point, "occurrence": visit.occurrence}
            told |= {"state": visit.state, "reason": visit.reason, "via": Via.IMPORT}
            self._tell("assessment.add", f"assessment:{number}", told)
        held = [(number, visit) for number, (_, visit) in zip(numbers, fresh, strict=True)]
        for episode_id, visit in all_visits:
            if visit.joins is not None:
                held.append((self._join(visit, visit.joins), visit))
            elif visit.fills is not None:
                held.append((self._fill(episode_id, visit, visit.fills), visit))
        self._responses([(number, each, visit) for number, visit in held for each in visit.responses])

    def _protocols(self, numbers: Sequence[int]) -> dict[int, tuple[int, Any]]:
        """Protocol and operation date of each episode."""
        found: dict[int, tuple[int, Any]] = {}
        columns = select(episode.c.id, episode.c.protocol_id, episode.c.tmr_on)
        for at in range(0, len(numbers), _AT_ONCE):
            some = columns.where(episode.c.id.in_(numbers[at : at + _AT_ONCE]))
            found |= {row.id: (row.protocol_id, row.tmr_on) for row in self.tx.conn.execute(some)}
        return found

    def _visit_row(self, episode_id: int, visit: NewVisit, protocol_id: int, tmr_on: Any) -> Row:
        return {
            "episode_id": episode_id,
            "protocol_id": protocol_id,
            "tmr_on": tmr_on,
            "time_point": visit.time_point,
            "occurrence": visit.occurrence,
            "kind": AssessmentKind.SCHEDULED,
            "opens_on": visit.opens_on,
            "closes_on": visit.closes_on,
            "send_at": visit.send_at,
            "zone": visit.zone,
            "instruments": visit.instruments,
            **self._ended(visit),
        }

    def _ended(self, visit: NewVisit) -> Row:
        completed = visit.state is AssessmentState.COMPLETED
        seen_at = visit.answered_at if visit.responses else None
        return {
            "state": visit.state,
            "reason": visit.reason,
            "first_seen_at": seen_at,
            "answered_at": seen_at if completed else None,
            "closed_at": self.act.at,
        }

    def _join(self, visit: NewVisit, number: int) -> int:
        """Note what else was answered in a window that has ended."""
        asked = {"instruments": visit.instruments}
        self.tx.conn.execute(update(assessment).where(assessment.c.id == number).values(**asked))
        told = {"instruments": list(visit.instruments), "via": Via.IMPORT}
        self._tell("assessment.join", f"assessment:{number}", told)
        return number

    def _fill(self, episode_id: int, visit: NewVisit, number: int) -> int:
        """End a window that stands; the responses that were begun in it, and hold nothing, make room."""
        self.tx.conn.execute(update(assessment).where(assessment.c.id == number).values(**self._ended(visit)))
        told = {"state": visit.state, "reason": visit.reason, "via": Via.IMPORT}
        self._tell("assessment.end", f"assessment:{number}", told)
        wake(self.tx, self.act, episode.c.id == episode_id)
        return number

    def _responses(self, given: Sequence[tuple[int, NewResponse, NewVisit]]) -> None:
        begun = self._begun([number for number, _, visit in given if visit.fills is not None])
        self._stop_others(begun, {(number, each.instrument) for number, each, _ in given})
        fresh = [each for each in given if (each[0], each[1].instrument) not in begun]
        numbers = self._many(response, fresh, lambda each: self._response_row(*each))
        held = [(number, each, visit) for number, (_, each, visit) in zip(numbers, fresh, strict=True)]
        for assessment_id, each, visit in given:
            known = begun.get((assessment_id, each.instrument))
            if known is not None:
                row = self._response_row(assessment_id, each, visit)
                self.tx.conn.execute(update(response).where(response.c.id == known).values(**row))
                held.append((known, each, visit))
        for number, each, _ in held:
            told = {"instrument": each.instrument, "version": each.version, "entries": len(each.entries)}
            self._tell("response.import", f"response:{number}", told | {"state": each.state})
        lines = (entry_row(self.act, number, line) for number, each, _ in held for line in each.entries)
        self._bulk(entry, lines)
        self._bulk(score, (score_row(number, one) for number, each, _ in held for one in each.scores))

    def _stop_others(self, begun: Mapping[tuple[int, str], int], given: set[tuple[int, str]]) -> None:
        """What was begun in a window that has ended now, and is not of the file, ends as it stands."""
        others = [number for key, number in begun.items() if key not in given]
        ended = {"state": ResponseState.STOPPED, "ended_at": self.act.at, "judged_at": self.act.at}
        for number in others:
            self.tx.conn.execute(update(response).where(response.c.id == number).values(**ended))
            self._tell("response.end", f"response:{number}", {"state": ResponseState.STOPPED})

    def _begun(self, numbers: Sequence[int]) -> dict[tuple[int, str], int]:
        """Responses that stand in these windows, by window and instrument."""
        if not numbers:
            return {}
        found = select(response.c.id, response.c.assessment_id, response.c.instrument)
        rows = self.tx.conn.execute(found.where(response.c.assessment_id.in_(numbers)))
        return {(row.assessment_id, row.instrument): row.id for row in rows}

    def _response_row(self, assessment_id: int, each: NewResponse, visit: NewVisit) -> Row:
        return {
            "assessment_id": assessment_id,
            "instrument": each.instrument,
            "version": each.version,
            "checksum": each.checksum,
            "language": each.language,
            "context": dict(each.context),
            "state": each.state,
            "started_at": visit.answered_at,
            "ended_at": visit.answered_at,
            "given_on": each.given_on,
            "entered_at": None,  # no rule reads it, so nobody waits for what it says
            "judged_seq": len(each.entries),
            "judged_at": self.act.at,
        }

    def _events(self, given: Sequence[tuple[int, Event]]) -> None:
        numbers = self._many(safety_event, given, lambda each: event_row(self.act, *each))
        for number, (episode_id, event) in zip(numbers, given, strict=True):
            told = {"episode": episode_id, "category": event.category, "state": event.state}
            self._tell("safety-event.record", f"safety_event:{number}", told | {"via": Via.IMPORT})
