"""How long what is not needed for ever is kept: what goes by itself, and who is proposed for erasure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from domain import LEFT, WAITING, Act
from storage import begun, inbox
from storage.database import Tx
from storage.schema import assessment, contact, episode, patient
from storage.words import Owner

_IDENTIFIERS = ("name", "phone", "email", "nhs_number", "chat")


@dataclass(frozen=True, slots=True)
class Keeping:
    """`contacts` counts from the end of follow-up, and only proposes. `updates`: the numbers of updates that
    were handled, which tell a repeated one apart (Telegram repeats for a day, and may number anew after a
    quiet week). `parked`: what could not be handled, from when it came in."""

    contacts: timedelta = timedelta(days=365)
    updates: timedelta = timedelta(days=7)
    parked: timedelta = timedelta(days=30)


USUAL_KEEPING = Keeping()


def forget_old(tx: Tx, act: Act, keeping: Keeping) -> None:
    """Let go of what was kept long enough: updates, and what was begun and left alone."""
    inbox.prune(tx, act.at - keeping.updates)
    for update_id in inbox.parked_before(tx, act.at - keeping.parked):
        inbox.discard(tx, act, update_id)
    begun.forget_old(tx, act)


def past(tx: Tx, as_of: datetime, keeping: Keeping) -> tuple[str, ...]:
    """The codes of patients whose follow-up ended so long ago that their identifiers should go, in order.

    It ended when they left or died, or when their last window closed and none is planned or open. Whose
    follow-up has not begun is not among them.
    """
    before = as_of - keeping.contacts
    of_theirs = (
        select(assessment.c.id)
        .join(episode, episode.c.id == assessment.c.episode_id)
        .where(episode.c.patient_id == patient.c.id)
    )
    goes_on = or_(assessment.c.state.in_(WAITING), assessment.c.closed_at >= before)
    not_begun = select(episode.c.id).where(
        episode.c.patient_id == patient.c.id, episode.c.activated_at.is_(None)
    )
    has_left = patient.c.status.in_(LEFT) & (patient.c.status_at < before)
    is_over = of_theirs.exists() & ~of_theirs.where(goes_on).exists() & ~not_begun.exists()
    found = (
        select(patient.c.code)
        .join(contact, (contact.c.owner == Owner.PATIENT) & (contact.c.owner_id == patient.c.id))
        .where(patient.c.erasing_at.is_(None), or_(*(contact.c[name].is_not(None) for name in _IDENTIFIERS)))
        .where(or_(has_left, is_over))
        .order_by(patient.c.code)
    )
    return tuple(tx.conn.execute(found).scalars())
