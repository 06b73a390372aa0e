"""Another hospital goes on with the follow-up of a patient, and operations that follow an earlier one.

`episode.site_id` is who follows the operation: staff, alerts, digests and the call list go by it. Where it
was done is kept for the register in `operated_site_id`, once that is another site.
"""

from sqlalchemy import func, select, update

from domain import Act, PatientStatus
from storage import patients, rows
from storage.database import Tx
from storage.schema import episode, patient
from storage.trail import record
from storage.waking import wake
from storage.words import TransferReason


def to_site(tx: Tx, act: Act, patient_id: int, site_id: int, reason: TransferReason) -> None:
    """Another site of this database follows the patient from now on, with all operations and open cases."""
    before = patients.get(tx, patient_id).site_id
    theirs = episode.c.patient_id == patient_id
    operated = func.coalesce(episode.c.operated_site_id, episode.c.site_id)
    tx.conn.execute(update(episode).where(theirs).values(operated_site_id=operated, site_id=site_id))
    rows.change(tx.conn, patient, patient.c.id == patient_id, site_id=site_id)
    told = {"from": before, "to": site_id, "reason": reason}
    record(tx, act, "patient.transfer", f"patient:{patient_id}", told)
    wake(tx, act, theirs)


def elsewhere(tx: Tx, act: Act, patient_id: int, reason: TransferReason) -> None:
    """A hospital outside this database follows the patient: nobody here asks any more."""
    told = {"from": patients.get(tx, patient_id).site_id, "to": None, "reason": reason}
    record(tx, act, "patient.transfer", f"patient:{patient_id}", told)
    patients.set_status(tx, act, patient_id, PatientStatus.TRANSFERRED)


def reoperated(tx: Tx, act: Act, episode_id: int, earlier_id: int) -> None:
    """Flag an operation as one that follows an earlier one, whose follow-up goes on as it was."""
    rows.change(tx.conn, episode, episode.c.id == episode_id, reoperation_of_id=earlier_id)
    record(tx, act, "episode.reoperation", f"episode:{episode_id}", {"of": earlier_id})
    record(tx, act, "episode.reoperated", f"episode:{earlier_id}", {"by": episode_id})


def reoperations(tx: Tx, episode_id: int) -> tuple[str, ...]:
    """Codes of the operations that follow this one, in the order of registration."""
    found = select(episode.c.code).where(episode.c.reoperation_of_id == episode_id).order_by(episode.c.id)
    return tuple(tx.conn.execute(found).scalars())
