"""One patient: each operation with its pain, windows, contacts and why, cases and events; and the trail.

An analyst is shown the code and the course alone: nothing by which anybody is reached, no answers in words,
no cases and no trail. Every look is written into the trail.
"""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.surroundings import Surroundings
from console.pages.answered import answered
from console.pages.case_words import CaseLine, case_lines
from console.pages.deed_links import deeds_of
from console.pages.drawn import HEAD, course_of
from console.pages.event import address as event_address
from console.pages.leaving import standing
from console.pages.moments import moment, paused_until, short
from console.pages.patients import ENDED, filters_in, searched
from console.web.desk import Desk
from console.web.visit import CLINICAL, NOT_THERE, Answer, Page, Visit
from domain import Assessment, Episode, Patient
from scheduler.recalling import recall
from scheduler.why import explain
from scheduler.why_words import said, title
from storage import (
    alerts,
    assessments,
    contacts,
    episodes,
    patients,
    responses,
    safety_events,
    sites,
    trail,
    transfers,
)
from storage.database import Tx
from storage.trail import TrailRow
from storage.words import Operation, Owner

TRAIL_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Window:
    """One visit window, and what was answered in it."""

    time_point: str
    days: str
    state: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Operated:
    """One operation and all that came after it."""

    code: str
    is_begun: bool
    facts: tuple[tuple[str, str], ...]
    chart: Markup | None
    readings: tuple[tuple[str, ...], ...]
    windows: tuple[Window, ...]
    contacts: tuple[tuple[str, str], ...]
    events: tuple[tuple[str, str, str], ...]
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class PatientView:
    """`facts` hold names and numbers where the reader looks after patients."""

    code: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    operations: tuple[Operated, ...]
    trail: tuple[tuple[str, str, str], ...]
    is_whole: bool
    back: str
    deeds: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = HEAD


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    patient = patients.by_code(tx, visit.path["code"])
    if patient is None or patient.site_id != visit.who.site_id:
        return NOT_THERE
    around = Surroundings(desk.speech.staff, sites.get(tx, patient.site_id), "")
    is_whole = visit.who.post in CLINICAL
    operated = episodes.of_patient(tx, patient.id)
    view = PatientView(
        code=patient.code,
        facts=_facts(tx, around, patient, visit.as_of, is_whole=is_whole),
        operations=tuple(
            _operated(tx, desk, visit, around, patient, each, is_whole=is_whole) for each in operated
        ),
        trail=_trail(tx, around, patient, operated) if is_whole else (),
        is_whole=is_whole,
        back=searched(filters_in(visit.query)),
        deeds=deeds_of(patient, is_paused=paused_until(patient, visit.as_of) is not None) if is_whole else (),
    )
    return Page("patient.html.j2", view, reads=(f"patient:{patient.id}",))


def _facts(
    tx: Tx, around: Surroundings, patient: Patient, as_of: datetime, *, is_whole: bool
) -> tuple[tuple[str, str], ...]:
    known = (
        ("Follow-up", standing(patient, as_of)),
        ("Enrolled on", around.texts.full_date(patient.enrolled_on)),
        ("Asked at", f"{patient.send_time:%H:%M}, {patient.zone}"),
    )
    if not is_whole:
        return known
    reached = contacts.details(tx, Owner.PATIENT, patient.id)
    channel = contacts.channel(tx, Owner.PATIENT, patient.id).state
    named = (("Name", reached.name), ("Telephone", reached.phone), ("E-mail", reached.email))
    told = tuple((name, value) for name, value in named if value)
    return (*told, *known, ("Telegram", channel.value))


def _operated(
    tx: Tx,
    desk: Desk,
    visit: Visit,
    around: Surroundings,
    patient: Patient,
    episode: Episode,
    *,
    is_whole: bool,
) -> Operated:
    course = course_of(tx, desk, patient, episode, visit.as_of, cases=is_whole)
    raised = alerts.of_episode(tx, episode.id) if is_whole else ()
    return Operated(
        code=episode.code,
        is_begun=episode.activated_at is not None,
        facts=(
            *_operation(around, episode, episodes.operation(tx, episode.id)),
            *_again(transfers.reoperations(tx, episode.id)),
        ),
        chart=course.chart(f"Pain of {patient.code}, {episode.code}", f"pain-{episode.code}"),
        readings=course.rows(),
        windows=_windows(tx, desk, around, episode, is_whole=is_whole),
        contacts=_contacts(tx, desk, visit, episode),
        events=_events(tx, patient, episode),
        cases=case_lines(tx, around, raised),
    )


def _operation(around: Surroundings, episode: Episode, told: Operation) -> tuple[tuple[str, str], ...]:
    full = around.texts.full_date
    begun = moment(around.texts, around.site, episode.activated_at) if episode.activated_at else "not yet"
    return (
        ("TMR on", full(told.tmr_on)),
        ("Amputation on", full(told.amputation_on)),
        ("Limb", f"{told.side} {told.limb}, {told.level}"),
        ("Indication and technique", f"{told.indication}, {told.technique}"),
        ("Follow-up begun", begun),
    )


def _again(later: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The flag of an operation that others followed on the same limb."""
    return (("Operated on again", f"{', '.join(later)}. Both are followed up."),) if later else ()


def _windows(
    tx: Tx, desk: Desk, around: Surroundings, episode: Episode, *, is_whole: bool
) -> tuple[Window, ...]:
    found: dict[int, list[tuple[str, str]]] = {}
    if is_whole:
        for response in responses.of_episode(tx, episode.id):
            found.setdefault(response.assessment_id, []).extend(answered(tx, desk, around, response))
    return tuple(
        Window(
            each.time_point,
            f"{short(each.opens_on)} to {short(each.closes_on)}",
            _state(each),
            tuple(found.get(each.id, ())),
        )
        for each in assessments.of_episode(tx, episode.id)
    )


def _state(each: Assessment) -> str:
    """What became of it, and why where that is known."""
    told = ENDED.get(each.state, each.state.value)
    return f"{told} ({each.reason.replace('-', ' ')})" if each.reason else told


def _contacts(tx: Tx, desk: Desk, visit: Visit, episode: Episode) -> tuple[tuple[str, str], ...]:
    """Every planned contact with what became of it, in the order in which they fell due."""
    if episode.activated_at is None:
        return ()
    history = recall(tx, episode.id, desk.reach.library(tx), desk.reach.protocols, visit.as_of)
    told = sorted(explain(history, visit.as_of), key=lambda each: each.contact.due_at)
    return tuple((title(each.contact), said(each)) for each in told)


def _events(tx: Tx, patient: Patient, episode: Episode) -> tuple[tuple[str, str, str], ...]:
    """Where each is decided, when it was, and what."""
    return tuple(
        (
            event_address(patient.code, each.id),
            short(each.occurred_on),
            f"{each.category}, {each.state}" + (f", grade {each.grade}" * bool(each.grade)),
        )
        for each in safety_events.of_episode(tx, episode.id)
    )


def _trail(
    tx: Tx, around: Surroundings, patient: Patient, operated: tuple[Episode, ...]
) -> tuple[tuple[str, str, str], ...]:
    """The last lines about this person and their operations, the latest first."""
    subjects = [f"patient:{patient.id}", *(f"episode:{each.id}" for each in operated)]
    lines = trail.about(tx, subjects)[-TRAIL_SHOWN:]
    return tuple(_line(around, each) for each in reversed(lines))


def _line(around: Surroundings, row: TrailRow) -> tuple[str, str, str]:
    local = row.at.astimezone(ZoneInfo(around.site.zone))
    return f"{short(local.date())}, {local:%H:%M}", row.by, row.verb
