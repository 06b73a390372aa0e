"""The made-up hospital: its site, its staff, and what it does for each of the cohort."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from app.demo.lives import Harm, Member, Surgery
from app.enrolment import Enrolled, enrol
from app.enrolment_form import read_form
from app.sites import SiteWords, set_site
from app.staffing import add_staff
from domain import Act, Mode, Nation
from storage import contacts, patients, safety_events, staff
from storage.database import Database
from storage.words import Indication, Owner, Role, SafetyCategory, SafetyState

SITE = "NORTH"
STAFF: Mapping[str, Role] = {
    "NURSE": Role.CLINICIAN,
    "DEPUTY": Role.CLINICIAN,
    "LEAD": Role.CLINICIAN,
    "SAFETY": Role.CLINICIAN,
    "NIGHT": Role.CLINICIAN,
    "COORD": Role.COORDINATOR,
}
_COORDINATOR = "staff:COORD"
_LINK_LIVES = timedelta(days=7)
_PLACE = SiteWords(
    name="North Hospital",
    nation=Nation.ENGLAND,
    zone="Europe/London",
    team_phone="020 7946 0000",
    staffed_hours="Mon-Fri 09:00-17:00",
)
_APPOINTED = SiteWords(
    owner="NURSE",
    deputy="DEPUTY",
    lead="LEAD",
    safety_officer="SAFETY",
    out_of_hours="NIGHT",
)


def open_clinic(database: Database, at: datetime) -> None:
    """Set up the site (the protocol comes with it), its staff, and who answers for alerts."""
    act = Act("cli", at)
    with database.write() as tx:
        site = set_site(tx, act, SITE, _PLACE)
        for code, role in STAFF.items():
            name = f"{code.title()} of {site.name}"
            add_staff(tx, act, code=code, site_code=SITE, role=role.value, name=name, phone=None, email=None)
        set_site(tx, act, SITE, _APPOINTED)


def start_monitoring(database: Database, at: datetime) -> None:
    """From now on alerts are raised; those who answer for them are linked."""
    with database.write() as tx:
        set_site(tx, Act("cli", at), SITE, SiteWords(mode=Mode.MONITORING))


def offer_link(database: Database, owner: Owner, owner_id: int, token: str, pin: str, at: datetime) -> None:
    """Give somebody a link and a PIN."""
    act = Act(_COORDINATOR, at)
    with database.write() as tx:
        contacts.offer_link(tx, act, owner, owner_id, token=token, pin=pin, expires_at=at + _LINK_LIVES)


def staff_id(database: Database, code: str) -> int:
    with database.read() as tx:
        person = staff.by_code(tx, code)
    if person is None:
        raise LookupError(code)
    return person.id


def enrol_member(database: Database, member: Member, at: datetime) -> Enrolled:
    """Register somebody with their operation, and activate it if everything is arranged."""
    form = {
        "site": SITE,
        "name": f"{member.name} Example {member.number}",
        "zone": member.zone,
        "send_time": member.send_time,
        "operation": _operation(member.surgery),
        "governance": _governance(member.surgery, at.date()),
    }
    with database.write() as tx:
        return enrol(tx, Act(_COORDINATOR, at), read_form(form), enrolled_on=at.date())


def enrol_again(database: Database, patient_code: str, surgery: Surgery, at: datetime) -> Enrolled:
    """Register another operation of somebody known."""
    form = {
        "site": SITE,
        "patient_code": patient_code,
        "operation": _operation(surgery),
        "governance": _governance(surgery, at.date()),
    }
    with database.write() as tx:
        return enrol(tx, Act(_COORDINATOR, at), read_form(form), enrolled_on=at.date())


def note_move(database: Database, patient_id: int, zone: str, at: datetime) -> None:
    """Somebody lives in another zone from now on."""
    with database.write() as tx:
        patients.prefer(tx, Act(_COORDINATOR, at), patient_id, zone=zone)


def record_reoperation(database: Database, member: Member, episode_id: int, at: datetime) -> None:
    """The hospital itself knows of a reoperation: it is confirmed."""
    found = next(each for each in member.happenings if each.harm is Harm.REOPERATION)
    with database.write() as tx:
        safety_events.record(
            tx,
            Act("staff:LEAD", at),
            episode_id=episode_id,
            category=SafetyCategory.REOPERATION,
            occurred_on=member.surgery.tmr_on + timedelta(days=found.day),
            state=SafetyState.CONFIRMED,
            note="another nerve" if found.severe else "the same nerve",
        )


def on_the_day(day: date, hour: int = 10) -> datetime:
    """When the clinic does what it does on a date."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _operation(surgery: Surgery) -> dict[str, object]:
    return {name: value for name, value in asdict(surgery).items() if name != "arranged"}


def _governance(surgery: Surgery, on: date) -> dict[str, object]:
    """What was arranged; where something is missing it is the number that everybody forgets."""
    if surgery.indication is Indication.PRIMARY:
        return {
            "rec_reference": "24/LO/0123" if surgery.arranged else "tbc",
            "iras_id": "312345",
            "study_title": "TMR at the time of amputation",
            "ethics_on": date(2023, 11, 1),
            "study_consent_on": on,
        }
    return {
        "governance_lead": "Clinical governance lead",
        "governance_on": date(2023, 11, 1),
        "procedure_consent_on": on,
        "procedure_information_version": "2",
        "audit_number": "AUD-2024-07" if surgery.arranged else None,
        "mdt_on": on - timedelta(days=20),
        "mdt_roles": ("surgeon", "rehabilitation medicine", "pain medicine"),
    }
