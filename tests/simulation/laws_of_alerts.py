"""Laws about alerts: I5, I6, I7 and the judging of all that was answered. One sentence per breach."""

from datetime import datetime, timedelta
from itertools import pairwise

from alerts import red
from alerts.bank_holidays import around
from alerts.hours import next_opening, site_hours
from alerts.ladder import Ladder, rungs
from alerts.numbers_file import bundled
from alerts.rule import Finding
from alerts.rules import amber
from app.demo.clinician import Clinician
from bot import buttons
from bot.presses import Acknowledged
from domain import Alert, ResponseState, Severity
from questionnaires.library import Library
from scheduler.reports import ENDED, answers_of, history_of, report_of
from storage.facts import EpisodeFacts
from storage.words import ActionKind, OutboxState, Outgoing
from tests.simulation.ordeal import Outcome
from tests.simulation.tables import Tables

SLACK = timedelta(minutes=45)
"""Deaths, restarts and Telegram's trouble may hold a step up by this much; outages are left out."""


def everything_answered_is_judged(_outcome: Outcome, tables: Tables) -> list[str]:
    """Every stored entry by the RED rules, every completed or partial response by the others."""
    breaches = []
    for response in tables.responses.values():
        if response.judged_seq != len(tables.logs[response.id]):
            breaches.append(f"response {response.id}: judged to {response.judged_seq}")
        if response.state in ENDED and response.judged_at is None:
            breaches.append(f"response {response.id} ended and was never judged")
    return breaches


def every_finding_is_one_alert(_outcome: Outcome, tables: Tables) -> list[str]:
    """I5: the rules, asked again about everything, find what the alerts and their cases hold; each once."""
    breaches = []
    for facts in tables.facts.values():
        held = [alert.key for alert in facts.alerts]
        held += [
            str(action.key)
            for actions in facts.actions.values()
            for action in actions
            if action.kind is ActionKind.JOINED
        ]
        breaches += [f"{key} counts {held.count(key)} times" for key in set(held) if held.count(key) > 1]
        found = _found_again(facts)
        breaches += [f"{key} is in no case" for key in sorted(found - set(held))]
        silence = {key for key in held if key.startswith("AMB-2")}
        # What an answer said before it was amended is a finding still, though nobody finds it any more.
        amended = [f":{each.id}" for each in facts.responses if each.state is ResponseState.AMENDED]
        before = {key for key in held if any(f"{one}:" in f"{key}:" for one in amended)}
        breaches += [f"{key} was never found" for key in sorted(set(held) - found - silence - before)]
    return breaches


def _found_again(facts: EpisodeFacts) -> set[str]:
    library, numbers = Library.bundled(), bundled()
    found: set[str] = set()
    history = history_of(facts, library)
    for response in facts.responses:
        for seq in range(len(facts.logs[response.id])):
            before = answers_of(facts, library, response, seq)
            report = report_of(facts, library, response, upto=seq + 1)
            found |= {finding.key for finding in red.red(report, before, seq)}
    for report in history:
        found |= {each.key for each in amber(report, history, numbers) if isinstance(each, Finding)}
    return found


def open_alerts_are_paged_until_acknowledged(outcome: Outcome, tables: Tables) -> list[str]:
    """I6: each rung once, in order, not before its time and not long after; RED repeats in between."""
    breaches = []
    for alert in tables.alerts.values():
        rows = [row for row in tables.outgoing if row.alert_id == alert.id and row.kind == "notice"]
        breaches += [f"alert {alert.id}: {wrong}" for wrong in _climb_faults(outcome, tables, alert, rows)]
        if alert.severity is Severity.RED:
            breaches += [f"alert {alert.id}: {wrong}" for wrong in _silences(outcome, alert, rows)]
    return breaches


def _climb_faults(outcome: Outcome, tables: Tables, alert: Alert, rows: list[Outgoing]) -> list[str]:
    site = tables.sites[tables.episodes[alert.episode_id].site_id]
    ladder = Ladder(site, site_hours(site, around(site, alert.fired_at)), bundled())
    faults, last = [], alert.fired_at
    for step, due_at in rungs(alert, ladder):
        fired = [row for row in rows if row.key.startswith(f"notice:{alert.id}:{step}:")]
        if len(fired) > 1:
            faults.append(f"{step} fired {len(fired)} times")
        if fired and fired[0].queued_at < max(due_at, last):
            faults.append(f"{step} fired too early or out of order")
        latest = due_at if alert.severity is Severity.RED else next_opening(ladder.hours, due_at)
        if not fired and not _over(outcome, alert, latest):
            faults.append(f"{step} never fired, due {due_at:%Y-%m-%d %H:%M}")
        last = fired[0].queued_at if fired else last
    return faults


def _silences(outcome: Outcome, alert: Alert, rows: list[Outgoing]) -> list[str]:
    """Between the first notice and the acknowledgement no stretch without a notice of known outcome."""
    known = sorted(row.settled_at for row in rows if row.settled_at and row.state is not OutboxState.UNSURE)
    end = _end(outcome, alert)
    marks = [*known, end]
    longest = timedelta(minutes=bundled().red.repeat) + SLACK
    return [
        f"silent from {one:%Y-%m-%d %H:%M} to {two:%Y-%m-%d %H:%M}"
        for one, two in pairwise(marks)
        if one < end and two - one > longest and not _away(outcome, one, two)
    ]


def acknowledgements_are_made_once_by_their_staff(outcome: Outcome, tables: Tables) -> list[str]:
    """I7: one at most a case, by active staff of its site, who tapped that very button."""
    chats = {chat: each.code for chat, each in outcome.world.people.items() if isinstance(each, Clinician)}
    taps = {
        (press.alert_id, chats.get(deed.chat_id))
        for deed in outcome.witness.deeds
        if deed.data and isinstance(press := buttons.read(deed.data), Acknowledged)
    }
    breaches = []
    for alert_id, actions in tables.actions.items():
        made = [action for action in actions if action.kind is ActionKind.ACKNOWLEDGED]
        if len(made) > 1:
            breaches.append(f"alert {alert_id} was acknowledged {len(made)} times")
        breaches += [
            f"alert {alert_id}: {action.by} never tapped Acknowledge"
            for action in made
            if (alert_id, action.by.removeprefix("staff:")) not in taps
        ]
        alert = tables.alerts[alert_id]
        if made and (alert.acknowledged_by_id is None or alert.acknowledged_at is None):
            breaches.append(f"alert {alert_id} does not say who acknowledged it")
    return breaches


def _end(outcome: Outcome, alert: Alert) -> datetime:
    return min(at for at in (alert.acknowledged_at, alert.closed_at, outcome.clock.now()) if at is not None)


def _over(outcome: Outcome, alert: Alert, due_at: datetime) -> bool:
    """Whether the case was in hand before this rung, or the service was away when it came."""
    return _end(outcome, alert) <= due_at + SLACK or _away(outcome, due_at, due_at + SLACK)


def _away(outcome: Outcome, one: datetime, two: datetime) -> bool:
    return any(began < two and ended > one for began, ended in outcome.outages)
