"""A patient pauses, leaves, comes back or moves to another hospital: each on a page of its own.

What is chosen when somebody leaves is told with all it means on a second page, before it is done.
"""

from collections.abc import Mapping
from datetime import datetime

from console.pages.deeds import Faults, Form, back, choice_in, done, mark_of, other_sites, page, shown
from console.pages.moments import paused_until, short
from console.pages.patients import STATUS
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.table import shows
from console.web.visit import Answer, Go, Page, Visit
from domain import LEFT, Patient, PatientStatus
from storage.database import Tx
from storage.words import ReturnReason, TransferReason

ELSEWHERE = "-"
MEANS: Mapping[str, str] = {
    PatientStatus.WITHDRAWN: "Nothing is sent and nobody is to phone any more.",
    PatientStatus.CHANNEL_STOPPED: "No messages any more; the patient stays on the list of those to phone.",
    PatientStatus.DECEASED: "Nothing is sent to the patient ever again.",
}
WAYS = (
    Choice(PatientStatus.WITHDRAWN, "The patient withdraws from follow-up", MEANS[PatientStatus.WITHDRAWN]),
    Choice(
        PatientStatus.CHANNEL_STOPPED,
        "The patient wants no messages and may be phoned",
        MEANS[PatientStatus.CHANNEL_STOPPED],
    ),
    Choice(PatientStatus.DECEASED, "The patient has died", MEANS[PatientStatus.DECEASED]),
)
RETURNS = (
    Choice(ReturnReason.CHANGED_MIND, "The patient changed their mind"),
    Choice(ReturnReason.ERROR, "It was recorded in error"),
)
REASONS = (
    Choice(TransferReason.MOVED, "The patient moved"),
    Choice(TransferReason.CHOICE, "The patient chose so"),
    Choice(TransferReason.CLINICAL, "For a clinical reason"),
    Choice(TransferReason.SERVICE, "This hospital no longer offers it"),
)


def standing(patient: Patient, as_of: datetime) -> str:
    """How a patient is followed now, in words."""
    until = paused_until(patient, as_of)
    return STATUS[patient.status] + (f", paused until {short(until)}" if until else "")


def _form(tx: Tx, visit: Visit, patient: Patient, faults: Faults, *choices: tuple[Choice, ...]) -> Form:
    first, second = (*choices, (), ())[:2]
    stands, mark = standing(patient, visit.as_of), mark_of(tx, patient)
    return Form(patient.code, mark, stands, first, second, visit.form, faults)


def _pause_page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    return page("pause.html.j2", _form(tx, visit, patient, faults))


def _pause(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    until_on = desk.reach.care.day(visit.form.get("until", ""))
    if isinstance(until_on, str):
        return {"until": until_on}
    desk.reach.care.pause(tx, visit.act, patient.code, until_on)
    return back(patient, "paused")


def _resume(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    desk.reach.care.pause(tx, visit.act, patient.code, None)
    return back(patient, "resumed")


def _leave_page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    ways = WAYS[-1:] if patient.status in LEFT else WAYS
    return page("leave.html.j2", _form(tx, visit, patient, faults, ways))


def _leave(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    way = choice_in(visit, "way", WAYS)
    if way is None:
        return {"way": "Choose what happened."}
    if visit.form.get("sure") != "yes":
        return Page("leave_sure.html.j2", _form(tx, visit, patient, {}))
    desk.reach.care.leave(tx, visit.act, patient.code, PatientStatus(way))
    return back(patient, way)


def _return_page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    return page("return.html.j2", _form(tx, visit, patient, faults, RETURNS))


def _return(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    reason = choice_in(visit, "reason", RETURNS)
    if reason is None:
        return {"reason": "Choose why follow-up goes on."}
    desk.reach.care.come_back(tx, visit.act, patient.code, reason)
    return back(patient, "returned")


def _transfer_page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    return page("transfer.html.j2", _form(tx, visit, patient, faults, REASONS, _places(tx, patient)))


def _places(tx: Tx, patient: Patient) -> tuple[Choice, ...]:
    beyond = Choice(
        ELSEWHERE, "Another hospital", "It does not work with this register: nobody here asks any more"
    )
    return (*other_sites(tx, patient), beyond)


def _transfer(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    to, reason = choice_in(visit, "to", _places(tx, patient)), choice_in(visit, "reason", REASONS)
    if to is None or reason is None:
        missing = {"to": to is None and "Choose who goes on.", "reason": reason is None and "Choose why."}
        return {name: told for name, told in missing.items() if told}
    beyond = to == ELSEWHERE
    desk.reach.care.transfer(tx, visit.act, patient, None if beyond else to, TransferReason(reason))
    return back(patient, "transferred") if beyond else Go("/patients?said=transferred")


show_pause, pause = shows(shown(_pause_page)), done(_pause, _pause_page)
resume = done(_resume, _pause_page)
show_leave, leave = shows(shown(_leave_page)), done(_leave, _leave_page)
show_return, come_back = shows(shown(_return_page)), done(_return, _return_page)
show_transfer, transfer = shows(shown(_transfer_page)), done(_transfer, _transfer_page)
