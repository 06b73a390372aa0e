"""Changes of what is stored that an import was told to make, each with its line of trail."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from domain import Act, PatientStatus, ResponseState
from storage import episodes, outbox, rows, safety_events, surgery, trail, transfers
from storage.database import Tx
from storage.import_rows import entry_row, event_values
from storage.import_words import Amendment, KnownEvent, OperationPart
from storage.register_words import Surgery, Via
from storage.schema import entry, episode, patient, response, safety_event, score
from storage.waking import wake
from storage.words import Governance, Operation, SafetyState


@dataclass(frozen=True, slots=True)
class Changes:
    """In one transaction, by one act."""

    tx: Tx
    act: Act

    def operation(self, number: int, part: OperationPart) -> None:
        """What changes of one operation, and of what hangs on it."""
        if part.corrected or part.transfers is not None:
            self._correct(number, part)
        for amendment in part.amendments:
            self._amend(amendment)
        for known in part.changed_events:
            self._change_event(known)
        if part.follows is not None:
            self._follow(number, part.follows)

    def _correct(self, number: int, part: OperationPart) -> None:
        """By the verbs of the operation record, each of which tells what it changes."""
        tx, act = self.tx, self.act
        if told := _of(Operation, part.corrected):
            episodes.set_operation(tx, act, number, replace(episodes.operation(tx, number), **told))
        if told := _of(Governance, part.corrected):
            episodes.set_governance(tx, act, number, replace(episodes.governance(tx, number), **told))
        told, pairs = _of(Surgery, part.corrected), part.transfers
        if told or pairs is not None:
            known = surgery.of_episode(tx, number)
            kept = surgery.transfers(tx, number) if pairs is None else pairs
            surgery.put(tx, act, number, replace(known, **told), kept)

    def _follow(self, number: int, code: str) -> None:
        earlier = self.tx.conn.execute(select(episode.c.id).where(episode.c.code == code)).scalar_one()
        transfers.reoperated(self.tx, self.act, number, earlier)

    def _amend(self, told: Amendment) -> None:
        conn, number = self.tx.conn, told.response_id
        conn.execute(insert(entry), [entry_row(self.act, number, line) for line in told.entries])
        judged = {"judged_seq": told.entries[-1].seq + 1, "judged_at": self.act.at} if told.judged else {}
        changes = {"state": ResponseState.AMENDED, **(judged or {"judged_at": None})}
        conn.execute(update(response).where(response.c.id == number).values(**changes))
        for name, version, value, missing in told.scores:
            key = {"response_id": number, "name": name, "version": version}
            rows.put(conn, score, tuple(key), **key, value=value, missing=missing)
        detail = {"state": ResponseState.AMENDED, "via": Via.IMPORT, "entries": len(told.entries)}
        trail.record(self.tx, self.act, "response.end", f"response:{number}", detail)

    def _change_event(self, known: KnownEvent) -> None:
        """As a clinician decides it; one that stays suspected is changed and not decided."""
        told = event_values(known.event)
        state = told.pop("state")
        if state is not SafetyState.SUSPECTED:
            safety_events.decide(self.tx, self.act, known.id, state, told)
            return
        this = safety_event.c.id == known.id
        self.tx.conn.execute(update(safety_event).where(this).values(**told, state=state))
        detail = {"state": state, "via": Via.IMPORT}
        trail.record(self.tx, self.act, "safety-event.change", f"safety_event:{known.id}", detail)

    def end(self, patient_id: int, status: PatientStatus, at: datetime) -> None:
        """Follow-up of a known patient ended on a day of the past; what waits is dropped."""
        mine = patient.c.id == patient_id
        self.tx.conn.execute(update(patient).where(mine).values(status=status, status_at=at))
        told = {"status": str(status), "via": Via.IMPORT}
        trail.record(self.tx, self.act, "patient.status", f"patient:{patient_id}", told)
        wake(self.tx, self.act, episode.c.patient_id == patient_id)
        outbox.drop_prompts(self.tx, self.act, patient_id, status)


def _of(words: type[Operation | Governance | Surgery], corrected: Mapping[str, object]) -> dict[str, Any]:
    """Those of the fields that belong to one part of the record."""
    names = {each.name for each in fields(words)}
    return {name: value for name, value in corrected.items() if name in names}
