"""The date of an operation is corrected: what would move is shown first, and just that is done."""

from dataclasses import dataclass
from datetime import date

from console.pages.deeds import Faults, Form, back, choice_in, done, mark_of, operations_of, page, shown
from console.pages.moments import short
from console.reach import Foreseen
from console.web.desk import Desk
from console.web.table import shows
from console.web.visit import Answer, Page, Visit
from domain import Episode, Patient
from storage import episodes
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Seen:
    """What would move. `before`, `after`: the dates in words; `on`: the new one as the form sends it."""

    form: Form
    episode: str
    before: str
    after: str
    on: str
    foreseen: Foreseen


def _date_page(tx: Tx, _desk: Desk, visit: Visit, patient: Patient, faults: Faults) -> Page:
    choices, mark = operations_of(tx, patient), mark_of(tx, patient)
    return page("date.html.j2", Form(patient.code, mark, "", choices, (), visit.form, faults))


def _correct(tx: Tx, desk: Desk, visit: Visit, patient: Patient) -> Answer | Faults:
    chosen = choice_in(visit, "episode", operations_of(tx, patient))
    tmr_on = desk.reach.care.day(visit.form.get("on", ""))
    episode = None if chosen is None else episodes.by_code(tx, chosen)
    if episode is None or isinstance(tmr_on, str):
        missing = {} if episode else {"episode": "Choose the operation."}
        return {**missing, "on": tmr_on} if isinstance(tmr_on, str) else missing
    if "plan" not in visit.form:
        return _seen(tx, desk, visit, patient, episode, tmr_on)
    desk.reach.care.correct_date(tx, visit.act, episode, tmr_on, visit.form["plan"])
    return back(patient, "date-corrected")


def _seen(tx: Tx, desk: Desk, visit: Visit, patient: Patient, episode: Episode, tmr_on: date) -> Page:
    foreseen = desk.reach.care.foresee_date(tx, visit.act, episode, tmr_on)
    form = Form(patient.code, mark_of(tx, patient))
    before, after = short(episode.tmr_on), short(tmr_on)
    return Page("date_sure.html.j2", Seen(form, episode.code, before, after, tmr_on.isoformat(), foreseen))


show_date, correct = shows(shown(_date_page)), done(_correct, _date_page)
