"""Today: what waits for somebody at this hospital, the most urgent first.

Clinicians see the cases first and coordinators whom to phone; each sees the rest below, for one person may be
both.
"""

from dataclasses import dataclass
from datetime import timedelta

from audit.arrangements import missing
from bot.digest.digest import age
from bot.digest.gathering import noted
from bot.surroundings import Surroundings
from console.pages.answer_start import address
from console.pages.arranging import address as arrangements
from console.pages.case_words import CaseLine, case_lines, due_here, found_in, urgency
from console.pages.enrol_begun import Waiting, waiting_here
from console.pages.event import address as event_address
from console.pages.event import is_reportable, words_of
from console.pages.moments import moment, short
from console.pages.questionnaires import ending
from console.web.desk import Desk
from console.web.visit import Answer, Page, Visit
from scheduler.instants import local_date
from storage import accounts, answer_drafts, digest_facts, episodes, patients, safety_events, sites
from storage.access_words import Post
from storage.answer_drafts import AnswerDraft
from storage.database import Tx
from storage.digest_words import Lost, Window
from storage.safety_events import SafetyEvent
from storage.words import SafetyState

FINDINGS_SHOWN = timedelta(days=14)
CLOSES_SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """One case that stands, whose it is, how old, and by when somebody has to take it, if nobody has."""

    case: CaseLine
    patient: str
    age: str
    clock: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding that pages nobody."""

    patient: str
    title: str
    found: str


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A visit window: whose, which, since when it waits, and when it ends."""

    patient: str
    time_point: str
    since: str
    closes: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An operation whose follow-up has not begun, what is missing, and where it is entered."""

    patient: str
    episode: str
    address: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """All sections. `ails`: whether a part of the system is red. `cases_first`: for whom cases come before
    telephone calls. `unsaved`: answers that were taken down and are not stored: where they are, and
    whose. `undecided`, `unreported`: safety events that wait for a clinician, or for the Yellow Card scheme
    to be told, in the same way. `licences`: those that end."""

    site: str
    now: str
    ails: bool
    cases_first: bool
    cases: tuple[Standing, ...]
    notes: tuple[Note, ...]
    to_phone: tuple[WindowLine, ...]
    overdue: tuple[WindowLine, ...]
    closing: tuple[WindowLine, ...]
    enrolling: tuple[Waiting, ...]
    lost: tuple[tuple[str, str], ...]
    drafts: tuple[Draft, ...]
    unsaved: tuple[tuple[str, str], ...]
    undecided: tuple[tuple[str, str], ...]
    unreported: tuple[tuple[str, str], ...]
    licences: tuple[tuple[str, str], ...]


LOST = {
    "blocked": "has blocked the bot, or the chat is gone",
    "unlinked": "has not joined by Telegram",
    "stopped": "wants no messages",
    "linked": "wants no messages",
}


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    site = sites.get(tx, visit.who.site_id)
    around = Surroundings(desk.speech.staff, site, "")
    today = local_date(visit.as_of, site.zone)
    pending = safety_events.pending_at(tx, site.id)
    view = Today(
        site=site.name,
        now=moment(around.texts, site, visit.as_of),
        ails=desk.reach.ails(tx, visit.as_of),
        cases_first=visit.who.post is Post.CLINICIAN,
        cases=_cases(tx, around, visit),
        notes=_notes(tx, around, visit),
        to_phone=_windows(around, digest_facts.to_phone(tx, site.id)),
        overdue=_windows(around, digest_facts.overdue(tx, site.id)),
        closing=_windows(around, digest_facts.closing(tx, site.id, today + CLOSES_SOON)),
        enrolling=waiting_here(tx, around),
        lost=tuple(_lost(each) for each in digest_facts.lost(tx, site.id)),
        drafts=tuple(
            Draft(patient, episode.code, arrangements(patient, episode.code), missing(tx, episode.id, today))
            for patient, episode in digest_facts.drafts(tx, site.id)
        ),
        unsaved=tuple(_unsaved(tx, around, each) for each in answer_drafts.of_site(tx, site.id)),
        licences=ending(desk.reach.library(tx), today),
        undecided=tuple(_event(*each) for each in pending if each[1].state is SafetyState.SUSPECTED),
        unreported=tuple(_event(*each) for each in pending if is_reportable(each[1])),
    )
    return Page("today.html.j2", view)


def _cases(tx: Tx, around: Surroundings, visit: Visit) -> tuple[Standing, ...]:
    seen = sorted(digest_facts.standing(tx, around.site.id), key=lambda each: urgency(each.alert))
    found = [each.alert for each in seen]
    lines, clock = case_lines(tx, around, found), due_here(tx, around, found)
    return tuple(
        Standing(line, each.patient, age(visit.as_of - each.alert.fired_at), clock(each.alert, visit.as_of))
        for line, each in zip(lines, seen, strict=True)
    )


def _notes(tx: Tx, around: Surroundings, visit: Visit) -> tuple[Note, ...]:
    found = noted(tx, around.site.id, visit.as_of - FINDINGS_SHOWN, visit.as_of)
    return tuple(
        Note(
            each.patient,
            found_in(around, each.finding.rule, each.finding.inputs),
            moment(around.texts, around.site, each.finding.found_at),
        )
        for each in reversed(found)
    )


def _windows(around: Surroundings, found: tuple[Window, ...]) -> tuple[WindowLine, ...]:
    texts, site = around.texts, around.site
    return tuple(
        WindowLine(
            each.patient, each.time_point, moment(texts, site, each.since), texts.full_date(each.closes_on)
        )
        for each in found
    )


def _lost(each: Lost) -> tuple[str, str]:
    return each.patient, LOST[each.channel]


def _event(patient: str, event: SafetyEvent) -> tuple[str, str]:
    return event_address(patient, event.id), f"{patient}: {words_of(event)}, {short(event.occurred_on)}"


def _unsaved(tx: Tx, around: Surroundings, draft: AnswerDraft) -> tuple[str, str]:
    episode = episodes.get(tx, draft.episode_id)
    patient, by = patients.get(tx, episode.patient_id).code, accounts.get(tx, draft.account_id).code
    at = moment(around.texts, around.site, draft.changed_at)
    return address(patient, draft.id, "check"), f"{patient}, {draft.time_point}, by {by} on {at}"
