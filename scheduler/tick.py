"""One look at one episode: reconcile, step, judge, escalate, queue, and say when to look again.

All of it is one transaction, so a crash in between repeats the whole look and finds the same keys.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from alerts.escalation import due_steps, next_step_at
from alerts.hours import site_hours
from alerts.ladder import Ladder
from alerts.numbers import Numbers
from alerts.workdays import working_day
from domain import LEFT, Act, Alert, Episode, Message, Patient, Site
from questionnaires.library import Library
from scheduler.applying import apply_changes, apply_steps
from scheduler.due import Close, StepFacts
from scheduler.in_force import numbers_in_force
from scheduler.instants import local_date
from scheduler.judging import judge
from scheduler.plan import Preferences, plan
from scheduler.present import Present
from scheduler.protocol import Protocol
from scheduler.published import Protocols
from scheduler.reach import out_of_reach, rota_of
from scheduler.reconcile import reconcile
from scheduler.returning import end_snoozes, returns_of, snoozes_end_at
from scheduler.rulebook import Rulebook
from scheduler.stepping import step_facts
from scheduler.steps import next_look, steps, taken
from scheduler.timepoints import NO_CAPS
from storage import alerts, episodes, facts, outbox
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ActionKind

BY = "system:tick"
_WEEK = timedelta(days=8)
"""More than seven dates of any zone: as far back as a cap looks."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the tick decides by: instruments, and the bank holidays around an instant.

    `library` gives the instruments as they stand in a transaction.
    """

    library: Callable[[Tx], Library]
    holidays: Callable[[Site, datetime], frozenset[date]]


def look(tx: Tx, episode_id: int, as_of: datetime, protocols: Protocols, by: Definitions) -> None:
    """Do whatever is due for one active episode at `as_of`. Facts that changed are read again."""
    act = Act(BY, as_of)
    library = by.library(tx)
    known = facts.load(tx, episode_id)
    protocol = protocols.get(tx, known.episode.protocol_id)
    if _reconcile(tx, act, known, protocol):
        known = facts.load_moved(tx, known)
    seen = _seen(tx, known, library, by, protocol, as_of)
    due = steps(protocol, seen, as_of)
    apply_steps(tx, act, known, library, due)
    if any(isinstance(each, Close) for each in due):  # nothing else that was done is to be judged
        known = facts.load_moved(tx, known)
    numbers = numbers_in_force(tx, known.site.id, as_of)
    raised = judge(tx, act, known, Rulebook(library, numbers, protocol, preferences_of(known)))
    if raised:
        known = facts.load(tx, episode_id)
    if end_snoozes(tx, act, known):
        known = facts.load(tx, episode_id)
    seen = _seen(tx, known, library, by, protocol, as_of) if raised else taken(seen, due, as_of)
    ladder = _ladder(tx, known, as_of, by, numbers)
    queued = _escalate(tx, act, known, ladder)
    looks = [next_look(protocol, replace(seen, queued={**seen.queued, **queued}), as_of)]
    looks += [
        next_step_at(alert, ladder, queued, as_of, returns_of(known.actions[alert.id]))
        for alert in known.alerts
    ]
    looks += snoozes_end_at(known)
    episodes.look_at(tx, episode_id, min((at for at in looks if at is not None), default=None))


def _ladder(tx: Tx, known: EpisodeFacts, as_of: datetime, by: Definitions, numbers: Numbers) -> Ladder:
    hours = site_hours(known.site, by.holidays(known.site, as_of))
    return Ladder(known.site, hours, numbers, out_of_reach(tx, known), rota_of(tx, known))


def preferences_of(known: EpisodeFacts) -> Preferences:
    """What the plan needs: follow-up counts from linking, else from enrolment."""
    return plan_preferences(known.site, known.patient, known.episode)


def plan_preferences(site: Site, patient: Patient, episode: Episode) -> Preferences:
    """The same, of people. The first day of an operation's follow-up is a date of the site, so that it stays
    whatever zone the patient moves to."""
    began_at = episode.activated_at
    return Preferences(
        patient.zone,
        patient.send_time,
        patient.linked_on or patient.enrolled_on,
        amputation_on=episode.amputation_on,
        followed_from=None if began_at is None else local_date(began_at, site.zone),
    )


def _seen(
    tx: Tx, known: EpisodeFacts, library: Library, by: Definitions, protocol: Protocol, as_of: datetime
) -> StepFacts:
    """The facts of the steps; for caps, which are a patient's, those of their other operations too."""
    today = local_date(as_of, known.site.zone)
    phone_on = working_day(today, by.holidays(known.site, as_of))
    seen = step_facts(tx, known, library, as_of)
    seen = replace(seen, phone_on=None if phone_on == today else phone_on)
    if protocol.caps == NO_CAPS:
        return seen
    others = outbox.asked_elsewhere(tx, known.patient.id, known.episode.id, as_of - _WEEK)
    return replace(seen, asked_elsewhere=others)


def present_of(patient: Patient, episode: Episode, as_of: datetime) -> Present:
    """The episode as reconciling measures it."""
    return Present(
        protocol_id=episode.protocol_id,
        tmr_on=episode.tmr_on,
        zone=patient.zone,
        enrolled_on=local_date(episode.activated_at or as_of, patient.zone),
        as_of_on=local_date(as_of, patient.zone),
        followed=patient.status not in LEFT,
    )


def _reconcile(tx: Tx, act: Act, known: EpisodeFacts, protocol: Protocol) -> bool:
    planned = plan(protocol, known.episode.tmr_on, preferences_of(known))
    changes = reconcile(planned, known.assessments, present_of(known.patient, known.episode, act.at))
    apply_changes(tx, act, known, changes)
    return bool(changes)


def _escalate(tx: Tx, act: Act, known: EpisodeFacts, ladder: Ladder) -> dict[str, datetime]:
    """Queue the notices that are due; every key of the episode's outbox, with when it was queued."""
    queued = {row.key: row.queued_at for row in known.outgoing}
    for alert in known.alerts:
        messages = due_steps(alert, ladder, queued, act.at, returns_of(known.actions[alert.id]))
        _queue(tx, act, alert, messages)
        queued |= {message.key: act.at for message in messages}
    return queued


def _queue(tx: Tx, act: Act, alert: Alert, messages: Sequence[Message]) -> None:
    for message in messages:
        if outbox.queue(tx, act, message) and message.detail["step"] != "repeat":
            detail = {"step": message.detail["step"], "staff": message.staff_id}
            alerts.note(tx, act, alert.id, ActionKind.ESCALATED, detail, key=f"step:{message.key}")
