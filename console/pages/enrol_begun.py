"""Enrolments begun and not finished: where each goes on, what Today tells of them, and how one is deleted.

Today and Patients name nobody: whoever is being enrolled is no patient yet.
"""

from dataclasses import dataclass, field

from bot.surroundings import Surroundings
from console.pages.enrol_questions import Typed, asked, waiting
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit, number_in
from storage import accounts, enrolments
from storage.database import Tx
from storage.enrolments import Enrolment

NOBODY = "nobody named yet"
CHANGED = "{by} changed this enrolment since you opened this page. Nothing is deleted. Look at it again."


@dataclass(frozen=True, slots=True)
class Waiting:
    """An enrolment that waits for somebody to go on. `by`: who changed it last; `question`: which is next."""

    address: str
    begun: str
    changed: str
    by: str
    question: str


@dataclass(frozen=True, slots=True)
class Dropping:
    """What goes if it is deleted: `given` of its questions, so many, are answered."""

    number: int
    step: int
    name: str = field(repr=False)
    given: int
    fault: str | None


def named(typed: Typed) -> str:
    """Whom it is about, for those of the hospital who go on with it."""
    code = typed.get("patient_code")
    return f"another operation of {code}" if code else typed.get("name") or NOBODY


def address(number: int, key: str) -> str:
    return f"/enrol/{number}/{key}"


def goes_on(number: int, typed: Typed) -> str:
    """Where it goes on: the first question that waits, or all answers."""
    question = waiting(typed)
    return address(number, "check" if question is None else question.key)


def known_of(tx: Tx, visit: Visit) -> Enrolment | None:
    """The enrolment of that number, if this hospital began it."""
    number = number_in(visit.path["number"])
    found = None if number is None else enrolments.find(tx, number)
    return found if found is not None and found.site_id == visit.who.site_id else None


def waiting_here(tx: Tx, around: Surroundings) -> tuple[Waiting, ...]:
    """Those of a hospital, the oldest first."""
    return tuple(_waiting(tx, around, each) for each in enrolments.of_site(tx, around.site.id))


def _waiting(tx: Tx, around: Surroundings, known: Enrolment) -> Waiting:
    question = waiting(known.typed)
    return Waiting(
        goes_on(known.id, known.typed),
        moment(around.texts, around.site, known.begun_at),
        moment(around.texts, around.site, known.changed_at),
        accounts.get(tx, known.account_id).code,
        "All answers, once more" if question is None else question.title,
    )


def show_drop(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """What is lost, before it is."""
    known = known_of(tx, visit)
    return NOT_THERE if known is None else _dropping(known)


def _dropping(known: Enrolment, fault: str | None = None) -> Page:
    given = sum(any(known.typed.get(each.name) for each in one.fields) for one in asked(known.typed))
    view = Dropping(known.id, known.step, named(known.typed), given, fault)
    return Page("enrol_drop.html.j2", view, status=422 if fault else 200)


def drop(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """Delete it as it was seen; what somebody typed since is not deleted unseen."""
    known = known_of(tx, visit)
    if known is None:
        return NOT_THERE
    if visit.form.get("step") != str(known.step):
        return _dropping(known, CHANGED.format(by=accounts.get(tx, known.account_id).code))
    enrolments.drop(tx, visit.act, known.id)
    return Go("/enrol?said=enrolment-dropped")
