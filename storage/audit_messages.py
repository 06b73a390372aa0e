"""The messages that went out, for the audit: to whom by pseudonym, of which kind, when; never their words."""

from sqlalchemy import func, select

from storage.audit_words import MessageRow
from storage.database import Tx
from storage.rows import read
from storage.schema import alert, assessment, episode, outbox, patient
from storage.words import OutboxState


def messages(tx: Tx) -> tuple[MessageRow, ...]:
    """By number. What is about nobody (a digest, say) is not among them."""
    about = func.coalesce(outbox.c.episode_id, assessment.c.episode_id, alert.c.episode_id)
    found = (
        select(
            outbox.c.id,
            patient.c.code,
            outbox.c.kind,
            outbox.c.channel,
            outbox.c.patient_id.is_(None),
            outbox.c.state,
            outbox.c.settled_at,
        )
        .outerjoin(assessment, assessment.c.id == outbox.c.assessment_id)
        .outerjoin(alert, alert.c.id == outbox.c.alert_id)
        .outerjoin(episode, episode.c.id == about)
        .join(patient, patient.c.id == func.coalesce(outbox.c.patient_id, episode.c.patient_id))
        .where(outbox.c.state.in_((OutboxState.SENT, OutboxState.UNSURE)))
        .order_by(outbox.c.id)
    )
    return read(tx.conn, MessageRow, found)
