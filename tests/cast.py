"""The fixed cast: a site with its staff, and patients with an active episode, made in one write transaction.

Ann answers, Ben is late, Cara is silent, Dan withdraws, Eve moves country, Fay has two operations. All were
operated on `TMR_ON`. Names and chats are made up, and planted where tests look for leaks.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain import Act, Episode, Limb, Mode, Nation, Patient, Side, Site
from storage import contacts, episodes, patients, protocols, sites, staff
from storage.contacts import Details
from storage.database import Tx
from storage.words import Cause, Governance, Indication, Operation, Owner, Role, Staff, Technique

TMR_ON = date(2025, 1, 15)
CHATS = {"Ann": 700001, "Ben": 700002, "Cara": 700003, "Dan": 700004, "Eve": 700005, "Fay": 700006}
STAFF_CHATS = {"OWNER": 800001, "DEPUTY": 800002, "LEAD": 800003, "SAFETY": 800004, "COORD": 800005}

OPERATION = Operation(
    amputation_on=date(2023, 5, 2),
    tmr_on=TMR_ON,
    indication=Indication.SECONDARY,
    technique=Technique.TMR,
    limb=Limb.LOWER,
    side=Side.LEFT,
    level="transtibial",
    cause=Cause.TRAUMA,
)
GOVERNANCE = Governance(
    governance_lead="Clinical governance",
    governance_on=date(2024, 11, 1),
    procedure_consent_on=date(2024, 12, 1),
    procedure_information_version="3",
    audit_number="AUD-12",
    mdt_on=date(2024, 11, 20),
    mdt_roles=("surgeon", "rehabilitation medicine", "pain"),
)


@dataclass(frozen=True, slots=True)
class Team:
    """A site in monitoring mode, and those who answer for it."""

    site: Site
    owner: Staff
    deputy: Staff
    lead: Staff
    safety_officer: Staff
    coordinator: Staff


@dataclass(frozen=True, slots=True)
class Person:
    """A patient of the cast with the first of their episodes."""

    patient: Patient
    episode: Episode


def by(at: datetime) -> Act:
    """Somebody at the command line, at that moment."""
    return Act("cli", at)


def team(
    tx: Tx, at: datetime, *, code: str = "NORTH", mode: Mode = Mode.MONITORING, linked: bool = True
) -> Team:
    """A site in London with owner, deputy, lead, clinical safety officer and coordinator, all linked."""
    site = sites.put(
        tx,
        by(at),
        code=code,
        name="North Hospital",
        nation=Nation.ENGLAND,
        zone="Europe/London",
        team_phone="020 7946 0000",
        staffed_hours="Mon-Fri 09:00-17:00",
    )
    owner, deputy, lead, safety, coordinator = (
        _member(tx, at, site, role, Role.COORDINATOR if role == "COORD" else Role.CLINICIAN, linked)
        for role in STAFF_CHATS
    )
    site = sites.appoint(
        tx,
        by(at),
        site.id,
        mode=mode,
        owner_id=owner.id,
        deputy_id=deputy.id,
        lead_id=lead.id,
        safety_officer_id=safety.id,
        out_of_hours_id=None,
        answers_in_notices=False,
    )
    return Team(site, owner, deputy, lead, safety, coordinator)


def elsewhere(tx: Tx, at: datetime) -> int:
    """Another site, with nobody yet."""
    words = {"name": "South", "team_phone": "1", "staffed_hours": "Mon-Fri 09:00-17:00"}
    return sites.put(tx, by(at), code="SOUTH", nation=Nation.WALES, zone="Europe/London", **words).id


def allow_answers(tx: Tx, at: datetime, team: Team) -> None:
    """From now on answers may stand in messages to staff."""
    sites.appoint(
        tx,
        by(at),
        team.site.id,
        mode=team.site.mode,
        owner_id=team.owner.id,
        deputy_id=team.deputy.id,
        lead_id=team.lead.id,
        safety_officer_id=team.safety_officer.id,
        out_of_hours_id=None,
        answers_in_notices=True,
    )


def protocol(tx: Tx, at: datetime, body: str = "name: default\n", version: str = "1.0.0") -> int:
    """A published protocol; its text matters only to those who plan by it."""
    found = protocols.find(tx, "default", version)
    if found is not None:
        return found[0]
    return protocols.publish(tx, by(at), name="default", version=version, checksum="0" * 64, body=body)


def person(
    tx: Tx,
    at: datetime,
    team: Team,
    name: str,
    *,
    tmr_on: date = TMR_ON,
    protocol_id: int | None = None,
    linked: bool = True,
) -> Person:
    """A patient of the cast, linked to their chat, with one active episode."""
    patient = patients.add(
        tx,
        by(at),
        site_id=team.site.id,
        zone="Europe/London",
        language="en",
        send_time=time(9, 30),
        enrolled_on=tmr_on - timedelta(days=42),
        details=Details(name=f"{name} Canary-Surname", phone="07700 900123", nhs_number="9999999999"),
    )
    if linked:
        link(tx, at, Owner.PATIENT, patient.id, CHATS[name], "1")
        patients.linked(tx, by(at), patient.id, tmr_on - timedelta(days=42))
    episode = operated(tx, at, patient.id, tmr_on=tmr_on, protocol_id=protocol_id)
    return Person(patients.get(tx, patient.id), episode)


def operated(
    tx: Tx,
    at: datetime,
    patient_id: int,
    *,
    tmr_on: date = TMR_ON,
    limb: Limb = Limb.LOWER,
    protocol_id: int | None = None,
) -> Episode:
    """One more operation of a patient, followed from now on."""
    registered = episodes.register(
        tx,
        by(at),
        patient_id=patient_id,
        operation=replace(OPERATION, tmr_on=tmr_on, limb=limb),
        governance=GOVERNANCE,
        protocol_id=protocol(tx, at) if protocol_id is None else protocol_id,
    )
    episodes.activate(tx, by(at), registered.id)
    return episodes.get(tx, registered.id)


def link(tx: Tx, at: datetime, owner: Owner, owner_id: int, chat_id: int, consent: str | None = None) -> None:
    """Offer a link and use it, as the bot does."""
    token = f"token-{owner}-{owner_id}"
    expires_at = at + timedelta(days=7)
    contacts.offer_link(tx, by(at), owner, owner_id, token=token, pin="482913", expires_at=expires_at)
    outcome = contacts.link(
        tx, by(at), owner, owner_id, token=token, chat_id=chat_id, consent_version=consent
    )
    assert outcome is contacts.LinkOutcome.ACCEPTED


def _member(tx: Tx, at: datetime, site: Site, code: str, role: Role, linked: bool) -> Staff:
    added = staff.add(tx, by(at), site_id=site.id, code=code, role=role, name=f"{code.title()} Canary-Staff")
    if linked:
        link(tx, at, Owner.STAFF, added.id, STAFF_CHATS[code])
    return added
