"""One safety event: what is known of it, and what is done about it.

A clinician confirms it, with its grade, or refutes it; what is decided may be decided anew. Until then
whoever looks after the patient may correct it. Where a device or a medicine had a part, it is noted here that
somebody reported it; nothing is reported by the system.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.pages.deeds import Faults, Form, done, mark_of, shown
from console.pages.events import KINDS, MOST_NOTE, PRODUCTS, WHAT, event_faults, grades_of, told_of
from console.pages.moments import moment, short
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.table import shows
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit, number_in
from domain import Patient
from storage import episodes, safety_events, sites
from storage.access_words import Post
from storage.database import Tx
from storage.register_words import Product
from storage.safety_events import SafetyEvent
from storage.words import SafetyState

STANDS: Mapping[SafetyState, str] = {
    SafetyState.SUSPECTED: "Suspected: it waits for a clinician to confirm or refute it",
    SafetyState.CONFIRMED: "Confirmed",
    SafetyState.REFUTED: "Refuted",
}
CONFIRM, CORRECT = "confirm", "correct"


@dataclass(frozen=True, slots=True)
class EventView:
    """`decides`: whether the reader is a clinician. `changes`: whether they may correct it. `reports`:
    whether it is to be reported to the Yellow Card scheme and is not noted as reported. `stands`: the
    fields."""

    form: Form
    number: int
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    state: SafetyState
    decides: bool
    changes: bool
    reports: bool
    kinds: tuple[Choice, ...]
    grades: tuple[Choice, ...]
    products: tuple[Choice, ...]
    stands: Mapping[str, str] = field(repr=False)


def address(patient: str, number: int) -> str:
    return f"/patients/{patient}/events/{number}"


def words_of(event: SafetyEvent) -> str:
    """What it was, as the form names it."""
    kind = _kind(event)
    return WHAT[kind][0] if kind else event.category.value


def _kind(event: SafetyEvent) -> str:
    """Which of the form's choices it is; none where that is not known closely enough."""
    known = {"category": event.category, "kind": event.kind, "reoperation_reason": event.reoperation_reason}
    same = (name for name, (_, told) in WHAT.items() if known == {**dict.fromkeys(known), **told})
    return next(same, "")


def _event(tx: Tx, visit: Visit, patient: Patient) -> SafetyEvent | None:
    number = number_in(visit.path["number"])
    found = (
        event
        for each in episodes.of_patient(tx, patient.id)
        for event in safety_events.of_episode(tx, each.id)
    )
    return next((each for each in found if each.id == number), None)


def _page(tx: Tx, desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    event = _event(tx, visit, patient)
    if event is None:
        return NOT_THERE
    decides = visit.who.post is Post.CLINICIAN
    view = EventView(
        form=Form(patient.code, mark_of(tx, patient), typed=visit.form, faults=faults),
        number=event.id,
        facts=_facts(tx, desk, patient, event),
        state=event.state,
        decides=decides,
        changes=decides or event.state is SafetyState.SUSPECTED,
        reports=is_reportable(event),
        kinds=KINDS,
        grades=grades_of(desk),
        products=PRODUCTS,
        stands={**_stands(event), **visit.form},
    )
    return Page("event_one.html.j2", view, status=422 if faults else 200, reads=(f"patient:{patient.id}",))


def is_reportable(event: SafetyEvent) -> bool:
    is_involved = event.product not in (None, Product.NONE)
    return is_involved and event.yellow_card_on is None and event.state is not SafetyState.REFUTED


def _stands(event: SafetyEvent) -> Mapping[str, str]:
    """What is known, as the fields hold it."""
    on, note = event.occurred_on, event.note or ""
    return {
        "what": _kind(event),
        "on": f"{on.day} {on:%B} {on.year}",
        "grade": event.grade or "",
        "product": event.product or "",
        "note": note,
        "why": note,
    }


def _facts(tx: Tx, desk: Desk, patient: Patient, event: SafetyEvent) -> tuple[tuple[str, str], ...]:
    site, texts = sites.get(tx, patient.site_id), desk.speech.staff
    by = "the patient's answers" if event.key else event.reported_by.removeprefix("staff:")
    told = [
        ("Operation", episodes.get(tx, event.episode_id).code),
        ("What", words_of(event)),
        ("When", short(event.occurred_on)),
        ("Known from", f"{by}, {moment(texts, site, event.reported_at)}"),
        ("Where it stands", STANDS[event.state]),
        ("Grade (Clavien-Dindo)", event.grade or "not graded"),
        ("Device or medicine", {each.value: each.text for each in PRODUCTS}[event.product or ""]),
    ]
    if event.decided_at is not None:
        by = (event.decided_by or "").removeprefix("staff:")
        told.insert(5, ("Decided by", f"{by}, {moment(texts, site, event.decided_at)}"))
    if event.yellow_card_on is not None:
        reference = f", {event.yellow_card_reference}" if event.yellow_card_reference else ""
        told.append(("Reported to the Yellow Card scheme", short(event.yellow_card_on) + reference))
    return (*told, ("Note", event.note or "none"))


def _keep(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    """Confirm it as it stands in the form; or correct it, and decide nothing."""
    event = _event(tx, visit, patient)
    if event is None:
        return NOT_THERE
    is_confirmed = visit.form.get("press") == CONFIRM
    faults = event_faults(desk, visit, is_confirmed=is_confirmed)
    occurred_on = desk.reach.care.day(visit.form.get("on", ""))
    if faults or isinstance(occurred_on, str):
        return {**faults, "on": occurred_on} if isinstance(occurred_on, str) else faults
    told = told_of(visit, occurred_on)
    if is_confirmed:
        desk.reach.care.confirm_event(tx, visit.act, event.id, visit.who.code, told)
    else:
        desk.reach.care.correct_event(tx, visit.act, event.id, visit.who.code, told)
    return Go(f"{address(patient.code, event.id)}?said=event-{'confirmed' if is_confirmed else 'corrected'}")


def _refute(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    event = _event(tx, visit, patient)
    if event is None:
        return NOT_THERE
    why = " ".join(visit.form.get("why", "").split())
    if not why:
        return {"why": "Say why, for whoever reads it later."}
    if len(why) > MOST_NOTE:
        return {"why": f"Use {MOST_NOTE} characters or fewer."}
    desk.reach.care.refute_event(tx, visit.act, event.id, visit.who.code, why)
    return Go(f"{address(patient.code, event.id)}?said=event-refuted")


def _report(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    """Note that it was reported; on no day that is given, today."""
    event = _event(tx, visit, patient)
    if event is None:
        return NOT_THERE
    typed = visit.form.get("reported", "").strip()
    on = desk.reach.care.day(typed) if typed else None
    if isinstance(on, str):
        return {"reported": on}
    reference = visit.form.get("reference", "").strip() or None
    desk.reach.care.report_event(tx, visit.act, event.id, visit.who.code, on, reference)
    return Go(f"{address(patient.code, event.id)}?said=yellow-card")


show = shows(shown(_page))
keep, refute, report = done(_keep, _page), done(_refute, _page), done(_report, _page)
