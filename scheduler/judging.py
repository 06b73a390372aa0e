"""Judges what patients answered: RED rules on every stored entry, the others on ended responses.

What has been read is marked in the response row in the same transaction as the alerts it raised, so a crash
in between judges again and finds the same keys. In audit mode nothing is raised, and the marks still move.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts import red
from alerts.change import risen, unanswered
from alerts.numbers import Numbers
from alerts.rule import Changed, Finding, RecheckWanted
from alerts.rules import amber, digest
from alerts.silence import silences
from alerts.suspicion import suspicions
from alerts.unconfirmed import not_answered
from domain import Act, Alert, AlertState, Assessment, AssessmentKind, AssessmentState, Mode, Response
from questionnaires.library import Library
from scheduler.adding import add_planned
from scheduler.plan import Preferences
from scheduler.protocol import Protocol
from scheduler.raising import raise_finding
from scheduler.recheck import checked_already, recheck
from scheduler.reports import ENDED, answers_of, history_of, report_of
from scheduler.silence import windows
from storage import alerts, assessments, responses, safety_events
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ActionKind, SafetyCategory

STANDING = frozenset({AlertState.OPEN, AlertState.ACKNOWLEDGED})
SILENT = frozenset({AssessmentState.MISSED, AssessmentState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What judging needs besides the facts."""

    library: Library
    numbers: Numbers
    protocol: Protocol
    preferences: Preferences


def judge(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook) -> bool:
    """Judge everything of this episode that has not been judged yet; whether anything came of it."""
    unread = [each for each in facts.responses if each.judged_seq < len(facts.logs.get(each.id, ()))]
    ended = [each for each in facts.responses if each.state in ENDED and each.judged_at is None]
    came = [_judge_entries(tx, act, facts, book, response) for response in unread]
    came += [_judge_report(tx, act, facts, book, response) for response in ended]
    if _watches(facts):
        came.append(_judge_silence(tx, act, facts, book))
    return any(came)


def _watches(facts: EpisodeFacts) -> bool:
    return facts.site.mode is Mode.MONITORING


def _judge_entries(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, response: Response) -> bool:
    """RED rules, entry by entry, so that a sign ticked and unticked at once is still seen."""
    log = facts.logs[response.id]
    came = []
    if _watches(facts):
        before = answers_of(facts, book.library, response, response.judged_seq)
        for seq in range(response.judged_seq, len(log)):
            report = report_of(facts, book.library, response, upto=seq + 1)
            for change in red.changed(report, before, seq):
                _note_change(tx, act, facts, response, change)
            found = red.red(report, before, seq)
            came += [raise_finding(tx, act, facts, book.numbers, response.id, finding) for finding in found]
            before = report.answers
    responses.judged_to(tx, act, response.id, len(log))
    return any(came)


def _judge_report(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, response: Response) -> bool:
    """The other rules, once, on the whole report; and what it makes us suspect."""
    report = report_of(facts, book.library, response)
    for suspicion in suspicions(report):
        safety_events.suspect(
            tx,
            act,
            key=suspicion.key,
            episode_id=facts.episode.id,
            response_id=response.id,
            category=SafetyCategory(suspicion.category),
            occurred_on=report.on,
        )
    found: list[Finding | RecheckWanted] = []
    if _watches(facts):
        history = history_of(facts, book.library)
        found += [*amber(report, history, book.numbers), *digest(report, history, book.numbers)]
    for each in found:
        if isinstance(each, Finding):
            raise_finding(tx, act, facts, book.numbers, response.id, each)
    wanted = [each for each in found if isinstance(each, RecheckWanted)]
    if wanted:
        _plan_recheck(tx, act, facts, book, response, wanted)
    responses.judged(tx, act, response.id)
    return bool(found)


def _judge_silence(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook) -> bool:
    """Re-checks that nobody answered, and windows that went by in silence."""
    silent = {
        each.parent_id
        for each in facts.assessments
        if each.kind is AssessmentKind.RECHECK and each.state in SILENT
    }
    first = {each.id for each in facts.responses if each.assessment_id in silent}
    history = history_of(facts, book.library) if first else ()
    found = [
        (report.response_id, finding)
        for report in history
        if report.response_id in first
        for finding in (
            *unanswered(report, history, book.numbers),
            *not_answered(report, history, book.numbers),
        )
    ]
    raised = [
        raise_finding(tx, act, facts, book.numbers, response_id, finding) for response_id, finding in found
    ]
    for finding in silences(windows(facts.assessments), book.numbers):
        raise_finding(tx, act, facts, book.numbers, None, finding)
    return any(raised)


def _note_change(tx: Tx, act: Act, facts: EpisodeFacts, response: Response, change: Changed) -> None:
    for alert in alerts.of_episode(tx, facts.episode.id):
        if alert.state in STANDING and _tells_of(tx, alert, change.rule, response):
            detail = {"still": change.still, **change.inputs}
            alerts.note(tx, act, alert.id, ActionKind.ANSWER_CHANGED, detail, key=f"{change.key}:{alert.id}")


def _tells_of(tx: Tx, alert: Alert, rule: str, response: Response) -> bool:
    """Whether this case holds a finding of the rule in this response, as its first or joined to it since."""
    own = f"{rule}:{response.id}:"
    return any(
        action.key is not None and action.key.startswith(own) for action in alerts.actions(tx, alert.id)
    )


def _to_come(facts: EpisodeFacts, book: Rulebook, known: Sequence[Assessment]) -> list[RecheckWanted]:
    """The rises that re-checks planned or open ask about."""
    awaited = {
        each.parent_id
        for each in known
        if each.kind is AssessmentKind.RECHECK
        and each.state in (AssessmentState.PLANNED, AssessmentState.OPEN)
    }
    first = {each.id for each in facts.responses if each.assessment_id in awaited}
    history = history_of(facts, book.library)
    return [
        found
        for report in history
        if report.response_id in first
        for found in risen(report, history, book.numbers)
        if isinstance(found, RecheckWanted)
    ]


def _plan_recheck(
    tx: Tx,
    act: Act,
    facts: EpisodeFacts,
    book: Rulebook,
    response: Response,
    wanted: Sequence[RecheckWanted],
) -> None:
    """One re-check a report, however many pains rose; none for an unasked report that is checked anyway."""
    parent = next(each for each in facts.assessments if each.id == response.assessment_id)
    known = assessments.of_episode(tx, facts.episode.id)
    if any(each.parent_id == parent.id for each in known):
        return
    if parent.kind is AssessmentKind.UNSCHEDULED and checked_already(wanted, _to_come(facts, book, known)):
        return
    last = facts.logs[response.id][-1].at
    planned = recheck(last, parent.time_point, book.protocol, book.preferences)
    add_planned(
        tx,
        act,
        facts,
        planned,
        kind=AssessmentKind.RECHECK,
        parent_id=parent.id,
        occurrence=parent.occurrence,
    )
