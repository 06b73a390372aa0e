"""How a patient is asked: in which zone, at which time, in which language, with which buttons.

What would move is shown first, and just that is done. What was sent or opened stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from console.pages.deeds import Faults, Form, back, done, mark_of, shown
from console.pages.enrol import languages_of
from console.pages.enrol_list import QUESTIONS, Question
from console.pages.enrol_questions import Typed, boxes, fitted, taken, values
from console.reach import Foreseen
from console.web.desk import Desk
from console.web.table import shows
from console.web.visit import Answer, Page, Visit
from domain import Patient
from storage.database import Tx

NAMES = ("zone", "send_time", "language", "large_buttons")
HINTS = {"zone": "For example, Europe/London", "send_time": "From 08:00 and before 21:00, in that zone"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`boxes`: what stands in each field."""

    form: Form
    question: Question
    boxes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What would change and move; `typed`: the form as it is sent again."""

    form: Form
    foreseen: Foreseen
    typed: Mapping[str, str] = field(default_factory=dict)


def _question(desk: Desk) -> Question:
    """The four fields, as enrolment asks for them."""
    found = {each.name: each for question in QUESTIONS for each in question.fields}
    fields = tuple(
        fitted(replace(found[name], hint=HINTS.get(name)), {"language": languages_of(desk)}, "")
        for name in NAMES
    )
    return Question("asked", "How the patient is asked", fields)


def _known(patient: Patient) -> Typed:
    return {
        "zone": patient.zone,
        "send_time": f"{patient.send_time:%H:%M}",
        "language": patient.language,
        "large_buttons": "yes" if patient.large_buttons else "no",
    }


def _page(tx: Tx, desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    question, known = _question(desk), _known(patient)
    form = Form(patient.code, mark_of(tx, patient), typed=visit.form, faults=faults)
    stands = {each.name: boxes(each, visit.form, known) for each in question.fields}
    return Page("wishes.html.j2", Wishes(form, question, stands), status=422 if faults else 200)


def _wish(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    typed, faults = taken(_question(desk), visit.form)
    told = values(typed)
    faults = {**desk.reach.enrolling.faults(told), **faults}
    if faults:
        return faults
    if "plan" not in visit.form:
        foreseen = desk.reach.care.foresee_wishes(tx, visit.act, patient, told)
        form = Form(patient.code, mark_of(tx, patient))
        return Page("wishes_sure.html.j2", Seen(form, foreseen, {name: visit.form[name] for name in NAMES}))
    desk.reach.care.wish(tx, visit.act, patient, told, visit.form["plan"])
    return back(patient, "asked-so")


show_wishes, wish = shows(shown(_page)), done(_wish, _page)
