"""What NICE HTG750 wants arranged before follow-up begins, entered after the operation was registered.

What is missing stands on top, with who can supply it; one press stores what is typed, and begins follow-up if
nothing is missing any more. Once it has begun, arrangements are corrected here and never taken away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.gates import REQUIREMENTS, check_arrangements, shut_on
from console.pages.deeds import Faults, Form, done, mark_of, shown
from console.pages.enrol_list import QUESTIONS, Question
from console.pages.enrol_questions import Typed, boxes, taken, values
from console.web.desk import Desk
from console.web.table import shows
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Episode, Patient
from scheduler.instants import local_date
from storage import episodes
from storage.database import Tx
from storage.words import Governance, Indication

STUDY = "The study team has it: ask the chief investigator or the research office of the hospital."
WHO: Mapping[str, str] = {
    "governance-lead": "The surgeon who told the lead, or the clinical governance office of the hospital.",
    "procedure-consent": "The signed consent form has both: ask the surgeon who operated.",
    "audit-number": "The clinical audit department of the hospital gives it.",
    "mdt": "The minutes of the team's meeting have both: ask whoever convenes it.",
    "rec-reference": STUDY,
    "iras-id": STUDY,
    "study-title": STUDY,
    "ethics-approval": STUDY,
    "study-consent": "The signed consent form of the study has it: ask the study team.",
    "future-date": "Nobody: on that day press the button again. If the date is wrong, correct it.",
}
"""Who can supply what keeps a gate shut."""


@dataclass(frozen=True, slots=True)
class Part:
    """A question; `is_met`: whether nothing of it is missing."""

    question: Question
    is_met: bool


@dataclass(frozen=True, slots=True)
class Arranging:
    """`waits`: what is missing, and who can supply it. `warnings`: what looks wrong and hinders nothing."""

    form: Form
    episode: str
    is_begun: bool
    waits: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    parts: tuple[Part, ...]
    boxes: Mapping[str, Mapping[str, str]] = field(repr=False)


def questions_of(indication: Indication) -> tuple[Question, ...]:
    """What is asked of the arrangements for an operation of this indication, as enrolment asks it."""
    return tuple(each for each in QUESTIONS if each.only is indication)


def address(patient: str, episode: str) -> str:
    return f"/patients/{patient}/arrangements/{episode}"


def episode_of(tx: Tx, visit: Visit, patient: Patient) -> Episode | None:
    """The operation of the address, if it is the patient's."""
    found = episodes.by_code(tx, visit.path["episode"])
    return found if found is not None and found.patient_id == patient.id else None


def _page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    episode = episode_of(tx, visit, patient)
    if episode is None:
        return NOT_THERE
    operation, stands = episodes.operation(tx, episode.id), episodes.governance(tx, episode.id)
    asked, known = questions_of(operation.indication), _typed(stands)
    unmet = {each.gate.key for each in REQUIREMENTS[operation.indication] if not each.is_met(stands)}
    shut = shut_on(operation, stands, local_date(visit.as_of, patient.zone))
    view = Arranging(
        form=Form(patient.code, mark_of(tx, patient), typed=visit.form, faults=faults),
        episode=episode.code,
        is_begun=episode.activated_at is not None,
        waits=tuple((gate.sentence, WHO[gate.key]) for gate in shut),
        warnings=tuple(each.sentence for each in check_arrangements(operation, stands)),
        parts=tuple(Part(each, unmet.isdisjoint(each.gates)) for each in asked),
        boxes={each.name: boxes(each, visit.form, known) for part in asked for each in part.fields},
    )
    return Page("arrangements.html.j2", view, status=422 if faults else 200)


def _typed(stands: Governance) -> Typed:
    """What is known, as the boxes hold it."""
    told = {name: getattr(stands, name) for name in Governance.__dataclass_fields__}
    roles = "\n".join(stands.mdt_roles)
    return {**{name: str(value) if value else None for name, value in told.items()}, "mdt_roles": roles}


def _arrange(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    episode = episode_of(tx, visit, patient)
    if episode is None:
        return NOT_THERE
    indication = episodes.operation(tx, episode.id).indication
    typed: dict[str, str | None] = {}
    faults: dict[str, str] = {}
    for question in questions_of(indication):
        told, wrong = taken(question, visit.form)
        typed.update(told)
        faults.update(wrong)
    given = values({**typed, "indication": indication})
    faults = {**desk.reach.enrolling.faults(given), **faults}
    if faults:
        return faults
    missing = desk.reach.care.arrange(tx, visit.act, episode, {name: given.get(name) for name in typed})
    said = "arranged" if missing or episode.activated_at is not None else "follow-up-begun"
    return Go(f"{address(patient.code, episode.code)}?said={said}")


show_arrangements, arrange = shows(shown(_page)), done(_arrange, _page)
