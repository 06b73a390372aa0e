"""What was done at an operation, and by whom: entered and corrected as a whole. Surgeons are codes.

The register wants it (HTG750 1.7, 2.3, 2.6, 3.7), and a surgeon's own pack is made from it. Nothing waits for
it: an operation of which less is known counts as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from console.pages.arranging import episode_of
from console.pages.changing import stamp
from console.pages.deeds import HERE, MOVED_ON, Faults, Form, back, done, mark_of, shown
from console.pages.enrol_list import Field, Kind, Question
from console.pages.enrol_questions import boxes, taken
from console.pages.moments import capital
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.table import shows
from console.web.visit import NOT_THERE, Answer, Page, Visit
from domain import Patient
from storage import surgery
from storage.database import Tx
from storage.register_words import Anaesthesia, ConsentSupport, Magnification, NerveTransfer, Surgery

UNTOLD = Choice("-", "Not recorded")
NOBODY: Mapping[StrEnum, str] = {ConsentSupport.NONE: "Nobody"}
ARROW, MOST = ">", 80
NO_PAIR = "Write each transfer on a line of its own, as tibial > soleus."


def _choice(name: str, label: str, values: type[StrEnum]) -> Field:
    choices = (
        Choice(each.value, NOBODY.get(each, capital(each.value.replace("+", " and ")))) for each in values
    )
    return Field(name, label, Kind.CHOICE, (*choices, UNTOLD))


RECORD = Question(
    "record",
    "What was done at the operation",
    (
        Field("operating_surgeon", "Code of the surgeon who operated", hint="A code, never a name"),
        Field("supervising_surgeon", "Code of the surgeon who supervised", hint="Empty if nobody did"),
        Field("transfers", "Nerve transfers", Kind.LINES, hint="One a line: donor > target"),
        Field("coaptations", "How many coaptations?"),
        Field("suture", "Suture"),
        _choice("anaesthesia", "Anaesthesia", Anaesthesia),
        _choice("magnification", "Magnification", Magnification),
        Field("earlier_neuroma_operations", "How many operations on neuromas were there before?"),
        Field("selection_reason", "Why was the patient chosen?", Kind.LINES, hint="No names"),
        _choice("consent_support", "Who was with the patient when they consented?", ConsentSupport),
    ),
)


@dataclass(frozen=True, slots=True)
class Record:
    """`seen`: what was known when the page was shown. `boxes`: what stands in each field."""

    form: Form
    episode: str
    question: Question
    boxes: Mapping[str, Mapping[str, str]] = field(repr=False)
    seen: str


def address(patient: str, episode: str) -> str:
    return f"/patients/{patient}/record/{episode}"


def _known(tx: Tx, episode_id: int) -> dict[str, str | None]:
    """What is known, as the boxes hold it."""
    told, pairs = surgery.of_episode(tx, episode_id), surgery.transfers(tx, episode_id)
    values = {each.name: getattr(told, each.name) for each in fields(Surgery)}
    known = {name: None if value is None else str(value) for name, value in values.items()}
    untold = {each.name: UNTOLD.value for each in RECORD.fields if each.choices and known[each.name] is None}
    return {
        **known,
        **untold,
        "transfers": "\n".join(f"{each.donor} {ARROW} {each.target}" for each in pairs),
    }


def _page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    episode = episode_of(tx, visit, patient)
    if episode is None:
        return NOT_THERE
    known = _known(tx, episode.id)
    view = Record(
        form=Form(patient.code, mark_of(tx, patient), typed=visit.form, faults=faults),
        episode=episode.code,
        question=RECORD,
        boxes={each.name: boxes(each, visit.form, known) for each in RECORD.fields},
        seen=stamp(*known.items()),
    )
    return Page("record.html.j2", view, status=422 if faults else 200)


def _record(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    episode = episode_of(tx, visit, patient)
    if episode is None:
        return NOT_THERE
    typed, _ = taken(RECORD, visit.form)
    told: dict[str, object] = {
        name: text for name, text in typed.items() if text and text != UNTOLD.value and name != "transfers"
    }
    pairs = _pairs(typed["transfers"] or "")
    faults = {**desk.reach.care.record_faults(told), **({"transfers": NO_PAIR} if pairs is None else {})}
    if not faults and visit.form.get("seen") != stamp(*_known(tx, episode.id).items()):
        faults = {HERE: MOVED_ON}
    if faults or pairs is None:
        return faults
    desk.reach.care.record(tx, visit.act, episode, told, pairs)
    return back(patient, "operation-recorded")


def _pairs(text: str) -> tuple[NerveTransfer, ...] | None:
    """The transfers, one a line; none if a line is no transfer."""
    parts = [line.replace("\u2192", ARROW).partition(ARROW) for line in text.split("\n") if line.strip()]
    found = tuple(NerveTransfer(donor.strip(), target.strip()) for donor, _, target in parts)
    sound = all(0 < len(name) <= MOST for each in found for name in (each.donor, each.target))
    return found if sound else None


show, record = shows(shown(_page)), done(_record, _page)
