"""A safety event is written down: suspected until a clinician decides; a clinician may confirm at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from console.pages.deeds import Faults, Form, back, choice_in, done, mark_of, operations_of, shown
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.table import shows
from console.web.visit import Answer, Page, Visit
from domain import Patient
from storage.access_words import Post
from storage.database import Tx
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.words import SafetyCategory

MOST_NOTE = 500
AGAIN, OTHER = SafetyCategory.REOPERATION, SafetyCategory.OTHER
WHAT: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "pain": ("Pain", {"category": SafetyCategory.PAIN}),
    "bleeding": ("Bleeding", {"category": SafetyCategory.BLEEDING}),
    "infection": ("Infection", {"category": SafetyCategory.INFECTION}),
    "wound": ("Wound breakdown", {"category": OTHER, "kind": SafetyKind.WOUND_BREAKDOWN}),
    "clot": ("Blood clot", {"category": OTHER, "kind": SafetyKind.CLOT}),
    "nerve": ("Loss of nerve or movement", {"category": OTHER, "kind": SafetyKind.NERVE_LOSS}),
    "same-nerve": (
        "Reoperation: the neuroma came back in the same nerve",
        {"category": AGAIN, "reoperation_reason": ReoperationReason.SAME_NERVE},
    ),
    "other-nerve": (
        "Reoperation: a neuroma in another nerve",
        {"category": AGAIN, "reoperation_reason": ReoperationReason.OTHER_NERVE},
    ),
    "again": (
        "Reoperation for another reason",
        {"category": AGAIN, "reoperation_reason": ReoperationReason.OTHER},
    ),
    "death": ("Death", {"category": OTHER, "kind": SafetyKind.DEATH}),
    "other": ("Something else", {"category": OTHER, "kind": SafetyKind.OTHER}),
}
KINDS = tuple(Choice(value, text) for value, (text, _) in WHAT.items())
PRODUCTS = (
    Choice("", "Not known"),
    Choice(Product.NONE, "No"),
    Choice(Product.DEVICE, "A device"),
    Choice(Product.MEDICINE, "A medicine"),
    Choice(Product.BOTH, "A device and a medicine"),
)


@dataclass(frozen=True, slots=True)
class EventForm:
    """The form, and what else there is to choose from. `certain`: for clinicians alone."""

    form: Form
    kinds: tuple[Choice, ...]
    grades: tuple[Choice, ...]
    products: tuple[Choice, ...]
    certain: tuple[Choice, ...]


def _event_page(tx: Tx, desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    choices, mark = operations_of(tx, patient), mark_of(tx, patient)
    form = Form(patient.code, mark, "", choices, (), visit.form, faults)
    certain = (Choice("yes", "I confirm it as a clinician"),) if visit.who.post is Post.CLINICIAN else ()
    view = EventForm(form, KINDS, grades_of(desk), PRODUCTS, certain)
    return Page("event.html.j2", view, status=422 if faults else 200)


def grades_of(desk: Desk) -> tuple[Choice, ...]:
    return (Choice("", "Not graded"), *(Choice(each, each) for each in desk.reach.care.grades))


def _record(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    is_confirmed = visit.form.get("confirmed-yes") == "yes"
    faults = event_faults(desk, visit, is_confirmed=is_confirmed)
    if choice_in(visit, "episode", operations_of(tx, patient)) is None:
        faults = {"episode": "Choose the operation.", **faults}
    occurred_on = desk.reach.care.day(visit.form.get("on", ""))
    if faults or isinstance(occurred_on, str):
        return {**faults, "on": occurred_on} if isinstance(occurred_on, str) else faults
    told, episode = told_of(visit, occurred_on), visit.form["episode"]
    desk.reach.care.add_event(tx, visit.act, episode, visit.who.code, told, is_confirmed)
    return back(patient, "event-recorded")


def told_of(visit: Visit, occurred_on: date) -> Mapping[str, object]:
    """What a form in which nothing is wrong says of an event, by the names of what the command is told."""
    product = visit.form["product"]
    return {
        **WHAT[visit.form["what"]][1],
        "occurred_on": occurred_on,
        "grade": visit.form["grade"] or None,
        "product": Product(product) if product else None,
        "note": _note(visit) or None,
    }


def event_faults(desk: Desk, visit: Visit, *, is_confirmed: bool) -> dict[str, str]:
    """What is wrong with the fields about an event, but for its date."""
    wrong = {
        "what": choice_in(visit, "what", KINDS) is None and "Choose what happened.",
        "grade": _grade_fault(desk, visit, is_confirmed=is_confirmed),
        "product": choice_in(visit, "product", PRODUCTS) is None and "Choose one of these.",
        "note": len(_note(visit)) > MOST_NOTE and f"Use {MOST_NOTE} characters or fewer.",
    }
    return {name: told for name, told in wrong.items() if told}


def _grade_fault(desk: Desk, visit: Visit, *, is_confirmed: bool) -> str | None:
    grade = choice_in(visit, "grade", grades_of(desk))
    if grade is None:
        return "Choose one of these."
    return "A confirmed event needs its grade." if is_confirmed and not grade else None


def _note(visit: Visit) -> str:
    return " ".join(visit.form.get("note", "").split())


show_event, record = shows(shown(_event_page)), done(_record, _event_page)
