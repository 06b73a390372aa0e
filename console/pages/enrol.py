"""Enrol: one question a page, kept as it is answered; all answers once more; then the patient is enrolled.

What was typed stands in the database, sealed, so that anybody of the hospital goes on with it. What the form
and the gates say is what they say to `enrol` on the command line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.arrangements import missing
from audit.gates import REQUIREMENTS, check_days
from bot.speech import FALLBACK
from console.pages import enrol_again
from console.pages.arranging import address as arrangements
from console.pages.enrol_begun import address, goes_on, known_of, named
from console.pages.enrol_list import QUESTIONS, UNSIGNED, Question
from console.pages.enrol_questions import (
    Typed,
    asked,
    before,
    boxes,
    fitted,
    shown,
    taken,
    values,
    waiting,
)
from console.pages.moments import moment
from console.reach import Foretold
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Fault
from scheduler.instants import local_date
from storage import accounts, enrolments, episodes, patients, sites
from storage.begun import KEPT_FOR
from storage.database import Tx
from storage.enrolments import Enrolment
from storage.faults import StorageFault
from storage.words import Indication

ELSEWHERE = (
    "{by} changed this enrolment since you opened this page. Look at all answers, or send yours again."
)


@dataclass(frozen=True, slots=True)
class Begun:
    """An enrolment to go on with: whose it is, who went on with it when, where it goes on."""

    number: int
    name: str = field(repr=False)
    at: str
    by: str
    address: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. `boxes`: what stands in each field. `gates`: what follow-up waits for meanwhile."""

    number: int
    step: int
    question: Question
    boxes: Mapping[str, Mapping[str, str]] = field(repr=False)
    gates: tuple[str, ...]
    back: str
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checking:
    """All answers, each with where it is changed; `told`: what comes of it;
    `earlier`: what becomes of a patient who is known, and of their operations."""

    number: int
    step: int
    rows: tuple[tuple[str, str, str], ...] = field(repr=False)
    told: Foretold
    earlier: tuple[str, ...]
    back: str
    fault: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """Who is enrolled now, and what their follow-up still waits for, with where it is entered. `again`: what
    happened, where it is not their first operation."""

    code: str
    again: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]


def show_start(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """What it takes, and what was begun here."""
    site = sites.get(tx, visit.who.site_id)
    begun = tuple(
        Begun(
            each.id,
            named(each.typed),
            moment(desk.speech.staff, site, each.changed_at),
            accounts.get(tx, each.account_id).code,
            goes_on(each.id, each.typed),
        )
        for each in enrolments.of_site(tx, site.id)
    )
    return Page("enrol.html.j2", (begun, KEPT_FOR.days))


def begin(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    number = enrolments.begin(tx, visit.act, visit.who.site_id, visit.who.id)
    return Go(address(number, QUESTIONS[0].key))


def _question(visit: Visit, known: Enrolment | None) -> Question | None:
    """The question of that name, if this operation needs it."""
    wanted = visit.path["question"]
    return next((each for each in asked(known.typed) if each.key == wanted), None) if known else None


def ask(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    known = known_of(tx, visit)
    question = _question(visit, known)
    if known is None or question is None:
        return NOT_THERE
    return _asking(tx, desk, visit, known, question, {})


def _asking(
    tx: Tx, desk: Desk, visit: Visit, known: Enrolment, question: Question, faults: Mapping[str, str]
) -> Page:
    zone = sites.get(tx, known.site_id).zone
    offered = _offered(tx, desk, known)
    fields = tuple(fitted(each, offered, zone) for each in question.fields)
    earlier = before(known.typed, question)
    gates = REQUIREMENTS[Indication(known.typed["indication"] or "")] if question.gates else ()
    view = Asking(
        number=known.id,
        step=known.step,
        question=Question(question.key, question.title, fields),
        boxes={each.name: boxes(each, visit.form, known.typed) for each in fields},
        gates=tuple(each.gate.sentence for each in gates if each.gate.key in question.gates),
        back=_start(known.typed) if earlier is None else address(known.id, earlier.key),
        faults=faults,
    )
    return Page("enrol_question.html.j2", view, status=422 if faults else 200)


def _start(typed: Typed) -> str:
    """Where it was begun."""
    code = typed.get("patient_code")
    return f"/patients/{code}/operation" if code else "/enrol"


def _offered(tx: Tx, desk: Desk, known: Enrolment) -> Mapping[str, tuple[Choice, ...]]:
    """What can be chosen, where that is not always the same: languages, and limbs."""
    limbs = enrol_again.limbs(enrol_again.operations_before(tx, known))
    return {"language": languages_of(desk), "again": limbs}


def languages_of(desk: Desk) -> tuple[Choice, ...]:
    """The language of staff first."""
    texts = sorted(desk.speech.texts.items(), key=lambda each: each[0] != FALLBACK)
    return tuple(Choice(code, words.name, UNSIGNED.get(code)) for code, words in texts)


def answer(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Keep what was answered, and go on; or say what is wrong with it."""
    known = known_of(tx, visit)
    question = _question(visit, known)
    if known is None or question is None:
        return NOT_THERE
    told, faults = taken(question, visit.form)
    before_it = enrol_again.operations_before(tx, known)
    after = enrol_again.carried(tx, before_it, known.typed, {**known.typed, **told})
    faults = {**_faults(desk, question, after), **enrol_again.faults(before_it, told, after), **faults}
    if not faults and dict(known.typed) == after:
        return Go(goes_on(known.id, after))
    if not faults:
        is_fresh = visit.form.get("step") == str(known.step)
        if is_fresh and enrolments.keep(tx, visit.act, known, visit.who.id, after):
            return Go(goes_on(known.id, after))
        by = accounts.get(tx, known.account_id).code
        faults = {question.fields[0].name: ELSEWHERE.format(by=by)}
    return _asking(tx, desk, visit, known, question, faults)


def _faults(desk: Desk, question: Question, after: Typed) -> Mapping[str, str]:
    """What the form refuses of the fields of this question; and of the two dates, once both are known."""
    names = [each.name for each in question.fields]
    told = values(after)
    found = {name: text for name, text in desk.reach.enrolling.faults(told).items() if name in names}
    if found or not {"amputation_on", "tmr_on"} & set(names):
        return found
    form = desk.reach.enrolling.days(told)
    errors = () if form is None else check_days(*form, None)
    return dict.fromkeys(names, errors[0].sentence) if errors else {}


def show_check(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """All answers, and what enrolling would come to."""
    known = known_of(tx, visit)
    return NOT_THERE if known is None else _checking(tx, desk, visit, known)


def _checking(tx: Tx, desk: Desk, visit: Visit, known: Enrolment, fault: str | None = None) -> Answer:
    if waiting(known.typed) is not None:
        return Go(goes_on(known.id, known.typed))
    site, order = sites.get(tx, known.site_id), asked(known.typed)
    offered = _offered(tx, desk, known)
    rows = tuple(
        (each.label, shown(fitted(each, offered, site.zone), known.typed), address(known.id, question.key))
        for question in order
        for each in question.fields
    )
    told = desk.reach.enrolling.foretell(values(known.typed), local_date(visit.as_of, site.zone))
    back = address(known.id, order[-1].key)
    earlier = enrol_again.foretold(tx, visit.as_of, enrol_again.operations_before(tx, known), known.typed)
    view = Checking(known.id, known.step, rows, told, earlier, back, fault)
    return Page("enrol_check.html.j2", view, status=422 if fault else 200)


async def finish(desk: Desk, visit: Visit) -> Answer:
    """Enrol the patient; what cannot be is said, and nothing is changed."""
    try:
        return await desk.database.within(lambda tx: _finish(tx, desk, visit))
    except StorageFault:
        raise
    except Fault as fault:
        said = str(fault)
        return await desk.database.seeing(lambda tx: _told(tx, desk, visit, said))


def _finish(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    known = known_of(tx, visit)
    if known is None:
        return NOT_THERE
    if waiting(known.typed) is not None:
        return Go(goes_on(known.id, known.typed))
    if visit.form.get("step") != str(known.step):
        by = accounts.get(tx, known.account_id).code
        raise Fault(f"{by} changed this enrolment since you opened this page. Look at the answers again.")
    code = desk.reach.enrolling.enrol(tx, visit.act, known.site_id, values(known.typed))
    enrolments.finish(tx, visit.act, known.id)
    return Go(f"/enrol/done/{code}")


def _told(tx: Tx, desk: Desk, visit: Visit, fault: str) -> Answer:
    known = known_of(tx, visit)
    return NOT_THERE if known is None else _checking(tx, desk, visit, known, fault)


def show_done(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """What happens next, as things stand."""
    patient = patients.by_code(tx, visit.path["code"])
    if patient is None or patient.site_id != visit.who.site_id:
        return NOT_THERE
    operated, today = episodes.of_patient(tx, patient.id), local_date(visit.as_of, patient.zone)
    waited = tuple(
        (arrangements(patient.code, each.code), missing(tx, each.id, today))
        for each in operated
        if each.activated_at is None
    )
    return Page(
        "enrol_done.html.j2", Done(patient.code, enrol_again.happened(tx, visit.as_of, operated), waited)
    )
