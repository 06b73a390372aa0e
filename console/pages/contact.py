"""What a patient is called and reached by is corrected; the trail names the fields that changed, no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.pages.changing import stamp
from console.pages.deeds import HERE, MOVED_ON, Faults, Form, back, done, mark_of, shown
from console.pages.enrol_list import QUESTIONS, Question
from console.pages.enrol_questions import boxes, taken, values
from console.web.desk import Desk
from console.web.table import shows
from console.web.visit import Answer, Page, Visit
from domain import Patient
from storage import contacts
from storage.contacts import Details
from storage.database import Tx
from storage.words import Owner

NAMES = ("name", "phone", "email", "nhs_number")
QUESTION = Question(
    "contact",
    "Name, telephone and e-mail",
    tuple(each for name in NAMES for part in QUESTIONS for each in part.fields if each.name == name),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """`boxes`: what stands in each field. `seen`: what was known when the page was shown."""

    form: Form
    question: Question
    boxes: Mapping[str, Mapping[str, str]] = field(repr=False)
    seen: str


def _known(tx: Tx, patient: Patient) -> dict[str, str | None]:
    told = contacts.details(tx, Owner.PATIENT, patient.id)
    return {name: getattr(told, name) for name in NAMES}


def _page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    known = _known(tx, patient)
    form = Form(patient.code, mark_of(tx, patient), typed=visit.form, faults=faults)
    stands = {each.name: boxes(each, visit.form, known) for each in QUESTION.fields}
    view = Contact(form, QUESTION, stands, stamp(*known.values()))
    reads = (f"patient:{patient.id}",)
    return Page("contact.html.j2", view, status=422 if faults else 200, reads=reads)


def _correct(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    typed, faults = taken(QUESTION, visit.form)
    faults = {**desk.reach.enrolling.faults(values(typed)), **faults}
    if not faults and visit.form.get("seen") != stamp(*_known(tx, patient).values()):
        faults = {HERE: MOVED_ON}
    if faults:
        return faults
    contacts.correct(tx, visit.act, Owner.PATIENT, patient.id, Details(**typed))
    return back(patient, "contact-corrected")


show_contact, correct = shows(shown(_page)), done(_correct, _page)
