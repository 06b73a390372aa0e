"""Changes of what is stored that an import was told to make, each with its line of trail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from domain import Act, PatientStatus, ResponseState
from storage import outbox, rows, trail
from storage.database import Tx
from storage.import_rows import decided, entry_row, event_values
from storage.import_words import Amendment, KnownEvent, OperationPart
from storage.register_words import Via
from storage.schema import entry, episode, nerve_transfer, patient, response, safety_event, score
from storage.waking import wake


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
        conn = self.tx.conn
        if part.corrected:
            conn.execute(update(episode).where(episode.c.id == number).values(**part.corrected))
        changed = sorted(part.corrected) + (["transfers"] if part.transfers is not None else [])
        if part.transfers is not None:
            conn.execute(nerve_transfer.delete().where(nerve_transfer.c.episode_id == number))
            for at, pair in enumerate(part.transfers, 1):
                row = {"episode_id": number, "number": at, "donor": pair.donor, "target": pair.target}
                conn.execute(insert(nerve_transfer), row)
        wake(self.tx, self.act, episode.c.id == number)
        told = {"changed": changed, "via": Via.IMPORT}
        trail.record(self.tx, self.act, "episode.set-operation", f"episode:{number}", told)

    def _follow(self, number: int, code: str) -> None:
        earlier = self.tx.conn.execute(select(episode.c.id).where(episode.c.code == code)).scalar_one()
        values = {"reoperation_of_id": earlier}
        self.tx.conn.execute(update(episode).where(episode.c.id == number).values(**values))
        trail.record(self.tx, self.act, "episode.reoperation", f"episode:{number}", {"of": earlier})
        trail.record(self.tx, self.act, "episode.reoperated", f"episode:{earlier}", {"by": number})

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
        row = event_values(known.event) | decided(self.act, known.event.state)
        self.tx.conn.execute(update(safety_event).where(safety_event.c.id == known.id).values(**row))
        detail = {"state": known.event.state, "via": Via.IMPORT}
        trail.record(self.tx, self.act, "safety-event.change", f"safety_event:{known.id}", detail)

    def end(self, patient_id: int, status: PatientStatus, at: datetime) -> None:
        """Follow-up of a known patient ended on a day of the past; what waits is dropped."""
        mine = patient.c.id == patient_id
        self.tx.conn.execute(update(patient).where(mine).values(status=status, status_at=at))
        told = {"status": str(status), "via": Via.IMPORT}
        trail.record(self.tx, self.act, "patient.status", f"patient:{patient_id}", told)
        wake(self.tx, self.act, episode.c.patient_id == patient_id)
        outbox.drop_prompts(self.tx, self.act, patient_id, status)
