"""Who is at the other end of a chat, under which pseudonym they act, and whom a site tells."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import Patient, PatientStatus
from storage import contacts, patients, sites, staff
from storage.database import Tx
from storage.words import Owner, Role, Staff


def who(tx: Tx, chat_id: int) -> Patient | Staff | None:
    """The person whose chat this is; None for a stranger, and for staff who are no longer active."""
    owner = contacts.owner_of(tx, chat_id)
    if owner is None:
        return None
    kind, owner_id = owner
    if kind is Owner.PATIENT:
        return patients.get(tx, owner_id)
    member = staff.get(tx, owner_id)
    return member if member.active else None


def pseudonym(person: Patient | Staff) -> str:
    """How the trail names them."""
    return f"patient:{person.code}" if isinstance(person, Patient) else f"staff:{person.code}"


def contact_of(person: Patient | Staff) -> tuple[Owner, int]:
    return (Owner.PATIENT if isinstance(person, Patient) else Owner.STAFF), person.id


def is_asked(patient: Patient) -> bool:
    """Whether questions may be put to them here at all (a pause does not shut what is open)."""
    return patient.status is PatientStatus.FOLLOWED


def local_date(patient: Patient, instant: datetime) -> date:
    """The date on the patient's wall at this instant."""
    return instant.astimezone(ZoneInfo(patient.zone)).date()


def coordinator(tx: Tx, site_id: int) -> int | None:
    """Whom a site tells about people who stopped or are out of reach: its first active coordinator, else its
    owner, else nobody."""
    for member in staff.of_site(tx, site_id):
        if member.active and member.role is Role.COORDINATOR:
            return member.id
    return sites.get(tx, site_id).owner_id
