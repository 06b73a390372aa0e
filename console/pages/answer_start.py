"""Answers by phone or on paper are begun: for which time point, how they came, and on what day."""

from dataclasses import dataclass
from datetime import date

from console.pages.deeds import Faults, Form, done, mark_of, shown
from console.pages.moments import moment, short
from console.pages.taken_down import blank
from console.reach import Answerable
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.table import shows
from console.web.visit import Answer, Go, Page, Visit
from domain import Episode, Fault, Patient
from scheduler.instants import local_date
from storage import accounts, answer_drafts, episodes, sites
from storage.answer_drafts import AnswerDraft, Given
from storage.database import Tx
from storage.register_words import Via

WAYS = (
    Choice(Via.PHONE, "By telephone"),
    Choice(Via.PAPER, "On paper"),
    Choice(Via.CLINIC, "In the clinic"),
)
SPEAKERS = (Choice("patient", "The patient"), Choice("proxy", "Somebody for the patient"))
MOST_POINT = 40


@dataclass(frozen=True, slots=True)
class Start:
    """The form, what was begun before (where it goes on, and its words), and what cannot be entered."""

    form: Form
    begun: tuple[tuple[str, str], ...]
    ways: tuple[Choice, ...]
    speakers: tuple[Choice, ...]
    refused: tuple[str, ...]


def address(patient: str, number: int, key: str) -> str:
    return f"/patients/{patient}/answers/{number}/{key}"


def in_words(given: Given) -> str:
    """How answers came: by telephone, on 3 Jun 2025, from the patient."""
    way = next(each.text for each in WAYS if each.value == given.via)
    who = "somebody for the patient" if given.proxy else "the patient"
    return f"{way}, on {short(given.on)}, from {who}"


def _start_page(tx: Tx, desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    places, refused = _places(tx, desk, visit, patient)
    today = short(local_date(visit.as_of, patient.zone))
    form = Form(patient.code, mark_of(tx, patient), today, places, (), visit.form, faults)
    begun = tuple(_begun(tx, desk, visit, patient, each) for each in answer_drafts.of_patient(tx, patient.id))
    view = Start(form, begun, WAYS, SPEAKERS, refused)
    return Page("answers_start.html.j2", view, status=422 if faults else 200)


def _begun(tx: Tx, desk: Desk, visit: Visit, patient: Patient, draft: AnswerDraft) -> tuple[str, str]:
    site, by = sites.get(tx, visit.who.site_id), accounts.get(tx, draft.account_id).code
    at, code = moment(desk.speech.staff, site, draft.changed_at), episodes.get(tx, draft.episode_id).code
    return address(patient.code, draft.id, "check"), f"{code}, {draft.time_point}: {by}, {at}"


def _places(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> tuple[tuple[Choice, ...], tuple[str, ...]]:
    """Where answers of today or earlier may go; and of which operations none may, and why."""
    today, found, refused = local_date(visit.as_of, patient.zone), list[Choice](), list[str]()
    for episode in episodes.of_patient(tx, patient.id):
        try:
            places = desk.reach.answering.places(tx, episode, today)
        except Fault as fault:
            refused.append(str(fault))
            continue
        found += [
            Choice(f"{episode.code} {each.time_point}", _place(episode, each, today))
            for each in reversed(places)
        ]
    return tuple(found), tuple(refused)


def _place(episode: Episode, place: Answerable, today: date) -> str:
    ends = short(place.closes_on)
    if place.closes_on < today:
        return f"{episode.code}, {place.time_point}: its window ended on {ends}"
    state = "waits for an answer" if place.is_open else "not asked yet"
    return f"{episode.code}, {place.time_point}: {state}, until {ends}"


def _begin(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    given, faults = given_in(desk, visit, local_date(visit.as_of, patient.zone))
    code, _, time_point = visit.form.get("place", "").partition(" ")
    theirs = {each.code: each for each in episodes.of_patient(tx, patient.id)}
    if code not in theirs or not time_point or len(time_point) > MOST_POINT:
        faults = {"place": "Choose the time point.", **faults}
    if faults or given is None:
        return faults
    standing = [(each.episode_id, each.time_point) for each in answer_drafts.of_patient(tx, patient.id)]
    if (theirs[code].id, time_point) in standing:
        return {"place": "Answers of this time point are being taken down already: go on with them above."}
    try:
        waiting = desk.reach.answering.waiting(tx, visit.act, theirs[code], time_point, given)
    except Fault as fault:
        return {"place": str(fault)}
    parts = blank(waiting.parts)
    number = answer_drafts.begin(tx, visit.act, visit.who.id, theirs[code].id, time_point, given, parts)
    return Go(address(patient.code, number, "next"))


def given_in(desk: Desk, visit: Visit, today: date) -> tuple[Given | None, dict[str, str]]:
    """How a form says that answers came; or what is wrong with it, by field."""
    form, faults = visit.form, dict[str, str]()
    via, who, written = form.get("via", ""), form.get("who", ""), form.get("on", "").strip()
    on = desk.reach.care.day(written) if written else today
    if via not in {each.value for each in WAYS}:
        faults["via"] = "Choose how the answers came."
    if who not in {each.value for each in SPEAKERS}:
        faults["who"] = "Choose who answered."
    if isinstance(on, str):
        faults["on"] = on
    elif on > today:
        faults["on"] = "This day has not come yet."
    elif via == Via.PAPER and not written:
        faults["on"] = "Enter the day on which the paper was filled in."
    if faults or isinstance(on, str):
        return None, faults
    return Given(Via(via), who == "proxy", on), faults


show_start, begin = shows(shown(_start_page)), done(_begin, _start_page)
