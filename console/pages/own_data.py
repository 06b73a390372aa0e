"""Everything that is held about a patient, as one file for the patient who asks for it."""

from console.pages.deeds import Faults, Form, done, mark_of, page, shown
from console.web.desk import Desk
from console.web.table import shows
from console.web.visit import Answer, File, Page, Visit
from domain import Patient
from storage.database import Tx


def _page(tx: Tx, _desk: Desk, _visit: Visit, patient: Patient, faults: Faults) -> Page:
    return page("own_data.html.j2", Form(patient.code, mark_of(tx, patient), faults=faults))


def _hand_over(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer:
    """The trail tells who has fetched it."""
    told = desk.reach.care.own_data(tx, visit.act, patient, visit.who.code)
    return File(f"{patient.code}.html", "text/html", told.encode())


show, hand_over = shows(shown(_page)), done(_hand_over, _page)
