"""What the pages that do something about a patient have in common: whom they are about, how everything stood
when the form was shown, and what is told where nothing could be done.

Each form carries a mark of how the patient stood; whoever comes second is told, and overwrites nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from console.pages.changing import stamp
from console.pages.moments import short
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.table import Handler
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Fault, Patient
from storage import episodes, patients, safety_events, sites
from storage.database import Tx

MOVED_ON = (
    "Somebody changed this patient's follow-up after this page was opened. Look again. Nothing was done."
)
HERE = "form"
"""The place on the page for what is wrong with no single field."""

Faults = Mapping[str, str]
Shown = Callable[[Tx, Desk, Visit, Patient, Faults], Page]
Deed = Callable[[Tx, Desk, Visit, Patient], Answer | Faults]
"""Does something about a patient; or what is wrong, by field, with nothing done."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form about one patient. `mark`: how all stood when it was shown; `stands`: the same in words."""

    patient: str
    mark: str
    stands: str = ""
    choices: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: Faults = field(default_factory=dict)


def patient_of(tx: Tx, visit: Visit) -> Patient | None:
    """The patient of the address, followed by the person's own hospital, of whom data are still held."""
    patient = patients.by_code(tx, visit.path["code"])
    if patient is None or patient.site_id != visit.who.site_id or patient.erasing_at is not None:
        return None
    return patient


def mark_of(tx: Tx, patient: Patient) -> str:
    """How follow-up, operations, their arrangements and safety events stand, in few characters."""
    operated = episodes.of_patient(tx, patient.id)
    told = [(each.id, each.tmr_on, each.activated_at, episodes.governance(tx, each.id)) for each in operated]
    events = [safety_events.of_episode(tx, each.id) for each in operated]
    return stamp(patient, told, events)


def page(template: str, form: Form) -> Page:
    return Page(template, form, status=422 if form.faults else 200)


def shown(show: Shown) -> Callable[[Tx, Desk, Visit], Answer]:
    """The form as it is first shown."""

    def work(tx: Tx, desk: Desk, visit: Visit) -> Answer:
        patient = patient_of(tx, visit)
        return NOT_THERE if patient is None else show(tx, desk, visit, patient, {})

    return work


def done(deed: Deed, show: Shown) -> Handler:
    """Do it in one transaction; where something is wrong, show the form again with what was typed."""

    async def handle(desk: Desk, visit: Visit) -> Answer:
        try:
            answer = await desk.database.within(lambda tx: _tried(tx, desk, visit, deed))
        except Fault as fault:
            answer = {HERE: str(fault)}
        if isinstance(answer, Mapping):
            return await desk.database.seeing(lambda tx: _again(tx, desk, visit, show, answer))
        return answer

    return handle


def _tried(tx: Tx, desk: Desk, visit: Visit, deed: Deed) -> Answer | Faults:
    patient = patient_of(tx, visit)
    if patient is None:
        return NOT_THERE
    if visit.form.get("mark") != mark_of(tx, patient):
        return {HERE: MOVED_ON}
    return deed(tx, desk, visit, patient)


def _again(tx: Tx, desk: Desk, visit: Visit, show: Shown, faults: Faults) -> Answer:
    patient = patient_of(tx, visit)
    return NOT_THERE if patient is None else show(tx, desk, visit, patient, faults)


def back(patient: Patient, said: str) -> Go:
    """To the page of the patient, with what was done."""
    return Go(f"/patients/{patient.code}?said={said}")


def choice_in(visit: Visit, name: str, choices: tuple[Choice, ...]) -> str | None:
    """What was chosen, if it is one of these."""
    given = visit.form.get(name, "")
    return given if given in {each.value for each in choices} else None


def other_sites(tx: Tx, patient: Patient) -> tuple[Choice, ...]:
    return tuple(Choice(each.code, each.code) for each in sites.every(tx) if each.id != patient.site_id)


def operations_of(tx: Tx, patient: Patient) -> tuple[Choice, ...]:
    """The operations of a patient, to choose from."""
    return tuple(
        Choice(each.code, f"{each.code}, {each.side} {each.limb}, on {short(each.tmr_on)}")
        for each in episodes.of_patient(tx, patient.id)
    )
