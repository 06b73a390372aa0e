"""What a test drive is driven in: the hospital as it is, without anybody's identifiers, in an empty database.

The database of the register is only read here, and nothing that names a person is: staff go by their codes
and get chats that are nobody's, and the patient is made up. So a test drive can count nowhere.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.enrolment import enrol
from app.enrolment_form import read_form
from app.protocols import publish
from domain import Act, Episode, Fault, Licence, Limb, Side, Site
from questionnaires.library import Library
from scheduler.instants import local_date
from scheduler.protocol import read
from scheduler.timepoints import Anchor, Protocol
from storage import alert_numbers, contacts, site_instruments, sites, staff
from storage.database import Database, Tx
from storage.words import Cause, Indication, Owner, SignedNumbers, Staff, Technique

PATIENT_CHAT, STAFF_CHATS = 1, 1_000
_ACT_BY = "cli"
_LINK_LIVES = timedelta(days=1)
_SOME_DAY = date(2025, 6, 2)
_ANSWERS_FOR = ("owner_id", "deputy_id", "lead_id", "safety_officer_id", "out_of_hours_id")


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire of the site's own, and its licence."""

    instrument: str
    version: str
    checksum: str
    body: bytes
    licence: Licence


@dataclass(frozen=True, slots=True)
class Setting:
    """Of one hospital: itself, the codes of its staff, its forms, its numbers; and what is tried."""

    site: Site
    people: tuple[Staff, ...]
    forms: tuple[Form, ...]
    numbers: SignedNumbers | None
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Furnished:
    """The schedule's name, the patient's operation, the link and the PIN with which they join, and whose each
    chat of staff is."""

    name: str
    episode: Episode
    token: str
    pin: str
    staff_chats: Mapping[int, str]


def setting_of(tx: Tx, site_id: int, text: str, language: str, as_of: datetime) -> Setting:
    """The hospital as it stands in the register, to try this schedule in this language."""
    forms = tuple(
        Form(each.instrument, each.version, each.checksum, site_instruments.body(tx, each.id), each.licence)
        for each in site_instruments.every(tx)
    )
    people = tuple(each for each in staff.of_site(tx, site_id) if each.active)
    numbers = alert_numbers.in_force(tx, site_id, as_of)
    return Setting(sites.get(tx, site_id), people, forms, numbers, text, language)


def furnish(database: Database, given: Setting, at: datetime) -> Furnished:
    """Put all of it into an empty database, and enrol somebody made up for whom everything is arranged."""
    act = Act(_ACT_BY, at)
    with database.write() as tx:
        site_id, chats = _hospital(tx, act, given)
        _rules(tx, act, given, site_id)
        on = local_date(at, given.site.zone)
        protocol = read(given.text, _known(given))
        form = _form(given, _operated_on(protocol, on), on)
        enrolled = enrol(tx, act, read_form(form), enrolled_on=on)
        if enrolled.missing:
            raise Fault(f"The made-up patient cannot be followed: {' '.join(enrolled.missing)}")
        token, pin = secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06d}"
        _offer(tx, act, Owner.PATIENT, enrolled.patient.id, token, pin)
    return Furnished(f"{protocol.name} {protocol.version}", enrolled.episode, token, pin, chats)


def _known(given: Setting) -> frozenset[str]:
    return frozenset(Library.bundled().ids) | {each.instrument for each in given.forms}


def _hospital(tx: Tx, act: Act, given: Setting) -> tuple[int, dict[int, str]]:
    """The site with its staff, each reached by a chat; whose each chat is."""
    was = given.site
    site = sites.put(
        tx, act, code=was.code, name=was.name, nation=was.nation, zone=was.zone, team_phone=was.team_phone,
        staffed_hours=was.staffed_hours,
    )  # fmt: skip
    ids, chats = dict[int | None, int](), dict[int, str]()
    for number, each in enumerate(given.people):
        ids[each.id] = staff.add(tx, act, site_id=site.id, code=each.code, role=each.role).id
        chat = STAFF_CHATS + number
        chats[chat] = each.code
        _join(tx, act, ids[each.id], chat)
    named = {name: ids.get(getattr(was, name)) for name in _ANSWERS_FOR}
    sites.appoint(tx, act, site.id, mode=was.mode, answers_in_notices=was.answers_in_notices, **named)
    return site.id, chats


def _join(tx: Tx, act: Act, staff_id: int, chat: int) -> None:
    token = secrets.token_urlsafe(24)
    _offer(tx, act, Owner.STAFF, staff_id, token, "0")
    joined = contacts.link(tx, act, Owner.STAFF, staff_id, token=token, chat_id=chat, consent_version=None)
    if joined is not contacts.LinkOutcome.ACCEPTED:
        raise Fault(f"A member of staff cannot be reached in the test drive: {joined}.")


def _offer(tx: Tx, act: Act, owner: Owner, owner_id: int, token: str, pin: str) -> None:
    until = act.at + _LINK_LIVES
    contacts.offer_link(tx, act, owner, owner_id, token=token, pin=pin, expires_at=until)


def _rules(tx: Tx, act: Act, given: Setting, site_id: int) -> None:
    """The forms and numbers of the hospital, and the schedule that is tried."""
    for each in given.forms:
        site_instruments.add(
            tx, act, instrument=each.instrument, version=each.version, checksum=each.checksum, body=each.body,
            licence=each.licence,
        )  # fmt: skip
    numbers = given.numbers
    if numbers is not None:
        signer = staff.of_site(tx, site_id)[0].id
        alert_numbers.sign(
            tx, act, site_id=site_id, version=numbers.version, checksum=numbers.checksum, body=numbers.body,
            signed_by_id=signer, reason=numbers.reason,
        )  # fmt: skip
    publish(tx, act, given.text)


def _operated_on(protocol: Protocol, on: date) -> date:
    """When they are operated on, so that the earliest window opens after the first day of follow-up."""
    opens = [each.window(_SOME_DAY).opens_on for each in protocol.time_points if each.anchor is Anchor.TMR]
    before = max((_SOME_DAY - min(opens, default=_SOME_DAY)).days, 0)
    return on + timedelta(days=before + 2)


def _form(given: Setting, tmr_on: date, on: date) -> dict[str, object]:
    """A primary operation, so that what counts from the amputation lies ahead as well."""
    return {
        "site": given.site.code,
        "name": "Test Drive",
        "language": given.language,
        "zone": given.site.zone,
        "operation": {
            "amputation_on": tmr_on,
            "tmr_on": tmr_on,
            "indication": Indication.PRIMARY,
            "technique": Technique.TMR,
            "limb": Limb.LOWER,
            "side": Side.LEFT,
            "level": "transtibial",
            "cause": Cause.TRAUMA,
        },
        "governance": {
            "rec_reference": "24/LO/0123",
            "iras_id": "312345",
            "study_title": "Test drive",
            "ethics_on": on - timedelta(days=30),
            "study_consent_on": on,
        },
    }
