"""A draft of answers, held against what waits for an answer at its time point now."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.surroundings import Surroundings, surroundings
from console.pages.answer_start import address
from console.pages.deeds import patient_of
from console.pages.taken_down import Sheet, sheets
from console.reach import Waiting
from console.web.desk import Desk
from console.web.visit import Visit, number_in
from domain import EntryKind, Episode, Fault, Patient
from storage import accounts, answer_drafts, episodes, sites
from storage.answer_drafts import AnswerDraft, Given, Part
from storage.database import Tx

ELSEWHERE = "{by} changed this since you opened the page. What stands now is shown; look at it, then go on."
ANSWERED_SINCE = "The patient has answered since, or the questionnaire has changed. Nothing was stored."
NONE: Mapping[EntryKind, str] = {
    EntryKind.DECLINED: "Prefers not to say",
    EntryKind.SKIPPED: "Passed over, no answer",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A draft with what it is held against. `made`: none where it can go on no more, and `fault` says why."""

    patient: Patient
    episode: Episode
    draft: AnswerDraft
    waiting: Waiting
    made: tuple[Sheet, ...] | None
    fault: str | None = None

    @property
    def where(self) -> str:
        return f"{self.episode.code}, {self.draft.time_point}"

    def at(self, key: str) -> str:
        return address(self.patient.code, self.draft.id, key)


def standing_of(tx: Tx, desk: Desk, visit: Visit) -> Standing | None:
    """The draft of that number, if it is of this patient; held against what waits now."""
    patient, number = patient_of(tx, visit), number_in(visit.path["number"])
    draft = None if number is None or patient is None else answer_drafts.find(tx, number)
    episode = None if draft is None else episodes.get(tx, draft.episode_id)
    if patient is None or draft is None or episode is None or episode.patient_id != patient.id:
        return None
    told = (patient, episode, draft)
    try:
        waiting = desk.reach.answering.waiting(tx, visit.act, episode, draft.time_point, draft.given)
    except Fault as fault:
        return Standing(*told, Waiting((), ()), None, str(fault))
    made = sheets(waiting.parts, draft.parts)
    return Standing(*told, waiting, made, None if made is not None else ANSWERED_SINCE)


def around_of(tx: Tx, desk: Desk, visit: Visit) -> Surroundings:
    site = sites.get(tx, visit.who.site_id)
    return surroundings(desk.speech.staff, site, desk.speech.seeing(tx, site, visit.as_of))


def kept(tx: Tx, visit: Visit, now: Standing, given: Given, parts: tuple[Part, ...]) -> str | None:
    """Keep this, if the form was shown with what stands now; else what to say."""
    is_fresh = visit.form.get("step") == str(now.draft.step)
    if is_fresh and answer_drafts.keep(tx, visit.act, now.draft, visit.who.id, given, parts):
        return None
    return ELSEWHERE.format(by=accounts.get(tx, now.draft.account_id).code)
