"""What is held about one person and nobody else reads as a whole: consent, scores, messages, their trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from storage import rows
from storage.audit_words import ScoreRow
from storage.belonging import alerts_of, assessments_of, episodes_of, responses_of
from storage.database import Tx
from storage.schema import (
    contact,
    outbox,
    safety_event,
    score,
)
from storage.trail import TrailRow, about
from storage.words import Outgoing, Owner


@dataclass(frozen=True, slots=True)
class Consent:
    """To which text of the bot a person agreed, and when; none before they linked."""

    consent_version: str | None
    consent_at: datetime | None


def consent(tx: Tx, patient_id: int) -> Consent:
    theirs = (contact.c.owner == Owner.PATIENT, contact.c.owner_id == patient_id)
    (found,) = rows.many(tx.conn, Consent, contact, *theirs, order=contact.c.id)
    return found


def scores(tx: Tx, response_ids: Sequence[int]) -> tuple[ScoreRow, ...]:
    """By response, name and version."""
    order = (score.c.response_id, score.c.name, score.c.version)
    return rows.many(tx.conn, ScoreRow, score, score.c.response_id.in_(response_ids), order=order)


def messages(tx: Tx, patient_id: int) -> tuple[Outgoing, ...]:
    """What was to be said to the patient, and to staff about them, in the order it was queued."""
    theirs = episodes_of(patient_id)
    return rows.many(
        tx.conn, Outgoing, outbox, or_(outbox.c.patient_id == patient_id, outbox.c.episode_id.in_(theirs))
    )


def trail_of(tx: Tx, patient_id: int) -> tuple[TrailRow, ...]:
    """Every line of the trail about the patient or a row of theirs, in its order."""
    operations = episodes_of(patient_id)
    of = {
        "episode": operations,
        "assessment": assessments_of(operations),
        "response": responses_of(operations),
        "alert": alerts_of(operations),
        "safety_event": select(safety_event.c.id).where(safety_event.c.episode_id.in_(operations)),
    }
    subjects = [
        f"{name}:{number}" for name, found in of.items() for number in tx.conn.execute(found).scalars()
    ]
    subjects += [f"outbox:{each.id}" for each in messages(tx, patient_id)]
    return about(tx, (f"patient:{patient_id}", *subjects))
