"""Patients, by pseudonym: whether they are followed, when and in which language they wish to be asked."""

from datetime import date, time
from typing import Any

from domain import Act, Patient, PatientStatus
from storage import contacts, outbox, rows
from storage.contacts import Details
from storage.database import Tx
from storage.schema import episode, patient
from storage.trail import record
from storage.waking import wake
from storage.words import Owner, ReturnReason

__all__ = [
    "Details",
    "add",
    "by_code",
    "every",
    "get",
    "linked",
    "pause",
    "prefer",
    "reinstate",
    "set_status",
]


def add(
    tx: Tx,
    act: Act,
    *,
    site_id: int,
    zone: str,
    language: str,
    send_time: time,
    enrolled_on: date,
    details: Details,
    code: str | None = None,
    large_buttons: bool = False,
) -> Patient:
    """Enrol a person; without a code the next of P0001, P0002, ... is given."""
    given = rows.free_code(tx.conn, patient, code) if code else rows.fresh_code(tx.conn, patient, "P")
    patient_id = rows.add(
        tx.conn,
        patient,
        site_id=site_id,
        code=given,
        zone=zone,
        language=language,
        send_time=send_time,
        status=PatientStatus.FOLLOWED,
        status_at=act.at,
        enrolled_on=enrolled_on,
        large_buttons=large_buttons,
    )
    contacts.keep(tx, act, Owner.PATIENT, patient_id, details)
    told = {"code": given, "zone": zone, "send_time": str(send_time)}
    record(tx, act, "patient.add", f"patient:{patient_id}", told)
    return get(tx, patient_id)


def get(tx: Tx, patient_id: int) -> Patient:
    return rows.known(tx.conn, Patient, patient, patient_id)


def by_code(tx: Tx, code: str) -> Patient | None:
    return rows.one(tx.conn, Patient, patient, code=code)


def every(tx: Tx) -> tuple[Patient, ...]:
    """All patients, in the order they were enrolled."""
    return rows.many(tx.conn, Patient, patient)


def set_status(tx: Tx, act: Act, patient_id: int, status: PatientStatus) -> Patient:
    """Record whether the patient is followed. Who is no longer asked gets nothing that still waits."""
    _change(tx, act, patient_id, "status", status=status, status_at=act.at)
    if status is not PatientStatus.FOLLOWED:
        outbox.drop_prompts(tx, act, patient_id, status)
    return get(tx, patient_id)


def reinstate(tx: Tx, act: Act, patient_id: int, reason: ReturnReason) -> bool:
    """Follow somebody again who had withdrawn; false if they had not. The trail keeps why."""
    withdrawn = (patient.c.id == patient_id, patient.c.status == PatientStatus.WITHDRAWN)
    if not rows.change(tx.conn, patient, *withdrawn, status=PatientStatus.FOLLOWED, status_at=act.at):
        return False
    record(tx, act, "patient.reinstate", f"patient:{patient_id}", {"reason": reason})
    wake(tx, act, episode.c.patient_id == patient_id)
    return True


def pause(tx: Tx, act: Act, patient_id: int, until_on: date | None) -> Patient:
    """Ask nothing up to and including `until_on`; none ends the pause."""
    _change(tx, act, patient_id, "pause", paused_until_on=until_on)
    outbox.look_again(tx, act, patient_id)
    return get(tx, patient_id)


def prefer(
    tx: Tx,
    act: Act,
    patient_id: int,
    *,
    zone: str | None = None,
    language: str | None = None,
    send_time: time | None = None,
    large_buttons: bool | None = None,
    chart_wanted: bool | None = None,
) -> Patient:
    """Note how the patient wishes to be asked; what is not given stays."""
    given = {
        "zone": zone,
        "language": language,
        "send_time": send_time,
        "large_buttons": large_buttons,
        "chart_wanted": chart_wanted,
    }
    wishes = {name: value for name, value in given.items() if value is not None}
    if wishes:
        _change(tx, act, patient_id, "prefer", **wishes)
    return get(tx, patient_id)


def linked(tx: Tx, act: Act, patient_id: int, on: date) -> Patient:
    """Note the local date on which the patient joined by Telegram."""
    _change(tx, act, patient_id, "linked", linked_on=on)
    return get(tx, patient_id)


def _change(tx: Tx, act: Act, patient_id: int, verb: str, **values: Any) -> None:
    rows.change(tx.conn, patient, patient.c.id == patient_id, **values)
    detail = {
        name: None if value is None else str(value) for name, value in values.items() if name != "status_at"
    }
    record(tx, act, f"patient.{verb}", f"patient:{patient_id}", detail)
    wake(tx, act, episode.c.patient_id == patient_id)
