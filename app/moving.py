"""A patient moves: to another hospital, or to another zone or time of day."""

from datetime import time

from app.enrolment import named_patient
from app.opening import act_now, opened
from app.sites import named_site
from bot.texts.loading import load
from domain import LEFT, Act, Fault, Patient
from scheduler.instants import Quiet, send_time_fault, zone_fault
from storage import patients, transfers
from storage.database import Tx
from storage.words import TransferReason

USUAL = Quiet(time(21), time(8))
"""Preferred times lie outside these hours whatever the protocol says; it may only widen them."""


def transfer_patient(code: str, to: str | None, reason: str, *, elsewhere: bool) -> str:
    """Have another site follow a patient, or nobody here, and say what that means."""
    if elsewhere == (to is not None):
        raise Fault("Give either --to SITE or --elsewhere.")
    if reason not in set(TransferReason):
        raise Fault(f"{reason!r} is not a reason; use one of {', '.join(TransferReason)}.")
    with opened() as database, database.write() as tx:
        return transfer(tx, act_now(), named_patient(tx, code), to, TransferReason(reason))


def transfer(tx: Tx, act: Act, patient: Patient, to: str | None, reason: TransferReason) -> str:
    """To the site of that code; None: to a hospital outside this database."""
    code = patient.code
    if patient.status in LEFT:
        raise Fault(f"{code} is {patient.status.value} already. Nothing was changed.")
    if to is None:
        transfers.elsewhere(tx, act, patient.id, reason)
        return f"{code} is transferred: nobody here asks any more. Open alerts stay open and owned."
    site = named_site(tx, to)
    if site.id == patient.site_id:
        raise Fault(f"{code} is followed by {to} already. Nothing was changed.")
    transfers.to_site(tx, act, patient.id, site.id, reason)
    return (
        f"{to} follows {code} from now on: its staff are told of open alerts and have the call list. "
        "What is open or planned goes on; the operation stays in the register of the site that did it."
    )


def prefer(code: str, zone: str | None, send_at: str | None, language: str | None) -> str:
    """Change where, when and in which language a patient is asked. What is planned moves at the next tick."""
    if zone is None and send_at is None and language is None:
        raise Fault("Give --zone, --send-at or --language.")
    send_time = None if send_at is None else time_of_day(send_at)
    fault = wish_fault(zone, send_time, language)
    if fault:
        raise Fault(fault)
    with opened() as database, database.write() as tx:
        patient = named_patient(tx, code)
        patients.prefer(tx, act_now(), patient.id, zone=zone, send_time=send_time, language=language)
    return f"{code}: noted. What is still planned moves with it; what was sent stays as it is."


def wish_fault(zone: str | None, send_time: time | None, language: str | None) -> str | None:
    """Why nobody can be asked so, as a sentence; none if they can."""
    if language is not None and language not in load():
        return f"There is no language {language!r}; there is {', '.join(load())}."
    zone_wrong = zone_fault(zone) if zone is not None else None
    return zone_wrong or (send_time_fault(send_time, USUAL) if send_time is not None else None)


def time_of_day(text: str) -> time:
    """A time as it is typed; a Fault if it is none, or says in which zone it is meant."""
    try:
        told = time.fromisoformat(text)
    except ValueError:
        told = None
    if told is None or told.tzinfo is not None:
        raise Fault(f"{text!r} is not a time; write it like 09:30.")
    return told
