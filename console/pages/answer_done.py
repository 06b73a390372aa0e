"""What became of answers that were just stored: how the window stands, and what the alert rules found."""

from dataclasses import dataclass

from bot.speech import FALLBACK
from bot.surroundings import Surroundings
from console.pages.answer_standing import around_of
from console.pages.case_words import CaseLine, case_lines, urgency
from console.pages.deeds import patient_of
from console.pages.moments import short
from console.pages.patients import ENDED
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Page, Visit, number_in
from domain import STANDING, Assessment, Episode, Mode, Response
from questionnaires.fold import fold
from questionnaires.notices import at_the_end
from storage import alerts, assessments, episodes, responses
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Stored:
    """`is_judged`: whether the alert rules read them at all; `is_read`: whether they have read all. `cases`:
    of the operation, those that stand; `found`: the numbers of those that these answers opened. `advice`:
    what the patient is to be told."""

    patient: str
    where: str
    state: str
    is_judged: bool
    is_read: bool
    cases: tuple[CaseLine, ...]
    found: frozenset[int]
    advice: tuple[str, ...]
    here: str


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    patient, number = patient_of(tx, visit), number_in(visit.path["number"])
    theirs = () if patient is None else episodes.of_patient(tx, patient.id)
    known = [(each, asked) for each in theirs for asked in assessments.of_episode(tx, each.id)]
    found = next(((episode, asked) for episode, asked in known if asked.id == number), None)
    if patient is None or found is None:
        return NOT_THERE
    return _stored(tx, desk, visit, *found)


def _stored(tx: Tx, desk: Desk, visit: Visit, episode: Episode, asked: Assessment) -> Page:
    around, begun = around_of(tx, desk, visit), responses.of_assessment(tx, asked.id)
    standing = [each for each in alerts.of_episode(tx, episode.id) if each.state in STANDING]
    waits = f"waits for the rest of its answers until {short(asked.closes_on)}"
    view = Stored(
        patient=visit.path["code"],
        where=f"{episode.code}, {asked.time_point}",
        state=ENDED.get(asked.state, waits),
        is_judged=episode.activated_at is not None and around.site.mode is Mode.MONITORING,
        is_read=all(_is_read(tx, each) for each in begun),
        cases=case_lines(tx, around, sorted(standing, key=urgency)),
        found=frozenset(each.id for each in standing if each.response_id in {r.id for r in begun}),
        advice=tuple(told for each in begun for told in _advice(tx, desk, around, each)),
        here=f"/patients/{visit.path['code']}/answers/done/{asked.id}",
    )
    return Page("answers_done.html.j2", view)


def _is_read(tx: Tx, response: Response) -> bool:
    """RED rules read each entry, the others what has ended."""
    is_whole = response.ended_at is None or response.judged_at is not None
    return is_whole and response.judged_seq >= len(responses.log(tx, response.id))


def _advice(tx: Tx, desk: Desk, around: Surroundings, response: Response) -> tuple[str, ...]:
    instrument = desk.speech.pinned(tx, response, FALLBACK)
    state = fold(instrument, response.context, responses.log(tx, response.id))
    return tuple(around.fill(each) for each in at_the_end(instrument, state))
