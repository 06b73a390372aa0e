"""One look at one episode: reconcile, step, judge, escalate, queue, and say when to look again.

All of it is one transaction, so a crash in between repeats the whole look and finds the same keys.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from alerts.escalation import due_steps, next_step_at
from alerts.hours import site_hours
from alerts.ladder import Ladder
from alerts.numbers import Numbers
from domain import Act, Alert, Message, Site
from questionnaires.library import Library
from scheduler.applying import apply_changes, apply_steps
from scheduler.closing import GONE
from scheduler.in_force import numbers_in_force
from scheduler.instants import local_date
from scheduler.judging import Rulebook, judge
from scheduler.plan import Preferences, plan
from scheduler.present import Present
from scheduler.protocol import Protocol
from scheduler.reach import out_of_reach
from scheduler.reconcile import reconcile
from scheduler.stepping import step_facts
from scheduler.steps import next_look, steps
from storage import alerts, episodes, facts, outbox
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ActionKind

BY = "system:tick"


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the tick decides by: instruments, and the bank holidays around an instant.

    `library` gives the instruments as they stand in a transaction.
    """

    library: Callable[[Tx], Library]
    holidays: Callable[[Site, datetime], frozenset[date]]


def look(tx: Tx, episode_id: int, as_of: datetime, protocol: Protocol, by: Definitions) -> None:
    """Do whatever is due for one active episode at `as_of`. Facts that changed are read again."""
    act = Act(BY, as_of)
    library = by.library(tx)
    known = facts.load(tx, episode_id)
    if _reconcile(tx, act, known, protocol):
        known = facts.load(tx, episode_id)
    seen = step_facts(tx, known, library, as_of)
    due = steps(protocol, seen, as_of)
    apply_steps(tx, act, known, library, due)
    if due:
        known = facts.load(tx, episode_id)
    numbers = numbers_in_force(tx, known.site.id, as_of)
    raised = judge(tx, act, known, Rulebook(library, numbers, protocol, preferences_of(known)))
    if raised:
        known = facts.load(tx, episode_id)
    if due or raised:
        seen = step_facts(tx, known, library, as_of)
    ladder = _ladder(tx, known, as_of, by, numbers)
    queued = _escalate(tx, act, known, ladder)
    looks = [next_look(protocol, replace(seen, queued=queued), as_of)]
    looks += [next_step_at(alert, ladder, queued, as_of) for alert in known.alerts]
    episodes.look_at(tx, episode_id, min((at for at in looks if at is not None), default=None))


def _ladder(tx: Tx, known: EpisodeFacts, as_of: datetime, by: Definitions, numbers: Numbers) -> Ladder:
    hours = site_hours(known.site, by.holidays(known.site, as_of))
    return Ladder(known.site, hours, numbers, out_of_reach(tx, known))


def preferences_of(known: EpisodeFacts) -> Preferences:
    """What the plan needs: follow-up counts from linking, else from enrolment."""
    patient = known.patient
    return Preferences(patient.zone, patient.send_time, patient.linked_on or patient.enrolled_on)


def _reconcile(tx: Tx, act: Act, known: EpisodeFacts, protocol: Protocol) -> bool:
    activated_at = known.episode.activated_at or act.at
    zone = known.patient.zone
    present = Present(
        protocol_id=known.episode.protocol_id,
        tmr_on=known.episode.tmr_on,
        zone=zone,
        enrolled_on=local_date(activated_at, zone),
        as_of_on=local_date(act.at, zone),
        followed=known.patient.status not in GONE,
    )
    planned = plan(protocol, known.episode.tmr_on, preferences_of(known))
    changes = reconcile(planned, known.assessments, present)
    apply_changes(tx, act, known, changes)
    return bool(changes)


def _escalate(tx: Tx, act: Act, known: EpisodeFacts, ladder: Ladder) -> dict[str, datetime]:
    """Queue the notices that are due; every key of the episode's outbox, with when it was queued."""
    queued = {row.key: row.queued_at for row in known.outgoing}
    for alert in known.alerts:
        messages = due_steps(alert, ladder, queued, act.at)
        _queue(tx, act, alert, messages)
        queued |= {message.key: act.at for message in messages}
    return queued


def _queue(tx: Tx, act: Act, alert: Alert, messages: Sequence[Message]) -> None:
    for message in messages:
        if outbox.queue(tx, act, message) and message.detail["step"] != "repeat":
            detail = {"step": message.detail["step"], "staff": message.staff_id}
            alerts.note(tx, act, alert.id, ActionKind.ESCALATED, detail, key=f"step:{message.key}")
