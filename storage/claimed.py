"""What a button claims, read in one go: an assessment, if it is of the patient whose chat it came from."""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from domain import Assessment, Episode, Patient, Site
from storage import rows
from storage.database import Tx
from storage.schema import assessment, contact, episode, patient, site
from storage.sealed import chat_indexes
from storage.words import Owner

# Every tap runs this one, so it is built once.
_CLAIMED = (
    select(*rows.beside((Site, site), (Patient, patient), (Episode, episode), (Assessment, assessment)))
    .join_from(assessment, episode, episode.c.id == assessment.c.episode_id)
    .join(patient, patient.c.id == episode.c.patient_id)
    .join(site, site.c.id == patient.c.site_id)
    .join(contact, and_(contact.c.owner == Owner.PATIENT, contact.c.owner_id == patient.c.id))
    .where(
        assessment.c.id == bindparam("assessment"),
        contact.c.chat_index.in_(bindparam("indexes", expanding=True)),
    )
)


class Claimed(NamedTuple):
    """An assessment with whose it is; the site is the patient's."""

    site: Site
    patient: Patient
    episode: Episode
    assessment: Assessment


def claimed(tx: Tx, chat_id: int, assessment_id: int) -> Claimed | None:
    """The assessment, or None when it is not of the patient with this chat (or there is none)."""
    told = {"assessment": assessment_id, "indexes": list(chat_indexes(tx, chat_id))}
    row = tx.conn.execute(_CLAIMED, told).one_or_none()
    return None if row is None else Claimed(*rows.parts(row, Site, Patient, Episode, Assessment))
