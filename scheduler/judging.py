"""Judges what patients answered: RED rules on every stored entry, the others on ended responses.

What has been read is marked in the response row in the same transaction as the alerts it raised, so a crash
in between judges again and finds the same keys. In audit mode nothing is raised, and the marks still move.
"""

from alerts import red
from alerts.report import Report
from alerts.rule import Changed, Finding, RecheckWanted
from alerts.rules import amber, digest
from alerts.suspicion import suspicions
from domain import STANDING, Act, Alert, Mode, Response, ResponseState
from scheduler.afterwards import Judged, judge_later
from scheduler.amending import take_back
from scheduler.raising import Raised, raise_finding
from scheduler.rechecking import plan_recheck
from scheduler.reports import ENDED, history_of, report_of, reports_along
from scheduler.rulebook import Rulebook
from scheduler.unheard import judge_silence, left_unanswered, of_unanswered
from storage import alerts, responses, safety_events
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ActionKind, SafetyCategory

History = tuple[Report, ...]
"""Every report of the episode, as it stands now."""


def judge(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook) -> bool:
    """Judge everything of this episode that has not been judged yet; whether anything came of it."""
    unread = [each for each in facts.responses if each.judged_seq < len(facts.logs.get(each.id, ()))]
    ended = [each for each in facts.responses if each.state in ENDED and each.judged_at is None]
    came = [_judge_entries(tx, act, facts, book, response) for response in unread]
    if ended:
        history = history_of(facts, book.library)
        came += [_judge_report(tx, act, facts, book, history, response) for response in ended]
    if _watches(facts):
        came.append(judge_silence(tx, act, facts, book))
    return any(came)


def _watches(facts: EpisodeFacts) -> bool:
    return facts.site.mode is Mode.MONITORING


def _judge_entries(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, response: Response) -> bool:
    """RED rules, entry by entry, so that a sign ticked and unticked at once is still seen."""
    log = facts.logs[response.id]
    came = []
    if _watches(facts):
        along = reports_along(facts, book.library, response, response.judged_seq)
        before = next(along).answers
        for seq, report in enumerate(along, response.judged_seq):
            for change in red.changed(report, before, seq):
                _note_change(tx, act, facts, response, change)
            found = [Raised(finding, report) for finding in red.red(report, before, seq)]
            came += [raise_finding(tx, act, facts, book.numbers, each) for each in found]
            before = report.answers
    responses.judged_to(tx, act, response.id, len(log))
    return any(came)


def _judge_report(
    tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, history: History, response: Response
) -> bool:
    """The other rules, once, on the whole report, and anew when it was amended; what it makes us suspect.

    A report without any entry is not in the history, and is judged all the same.
    """
    own = (each for each in history if each.response_id == response.id)
    report = next(own, None) or report_of(facts, book.library, response)
    _suspect(tx, act, facts, report)
    came = _judge_whole(tx, act, facts, book, history, report) if _watches(facts) else False
    responses.judged(tx, act, response.id)
    return came


def _judge_whole(
    tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, history: History, report: Report
) -> bool:
    response = next(each for each in facts.responses if each.id == report.response_id)
    amended = response.state is ResponseState.AMENDED
    together = _together(history, report) if amended else (report,)
    told = _told(facts, book, history, together)
    found = {each.key: each for each in told if isinstance(each, Finding)}
    amendment = f"{response.id}-{len(facts.logs.get(response.id, ()))}"
    numbers = frozenset(each.response_id for each in together)
    if amended:
        take_back(tx, act, facts, numbers, found, amendment)
    for each in found.values():
        raise_finding(tx, act, facts, book.numbers, Raised(each, report, amendment))
    came = judge_later(tx, act, facts, book, Judged(history, numbers, amendment))
    wanted = [each for each in told if isinstance(each, RecheckWanted) and each.response_id == response.id]
    if wanted:
        plan_recheck(tx, act, facts, book, response, wanted)
    return amended or came or bool(told)


def _together(history: History, report: Report) -> tuple[Report, ...]:
    """An amended report with its re-check, or with the report that it checks: each tells of the other.

    What it says of reports given later is looked at in `afterwards`.
    """
    first = report.recheck_of or report.response_id
    return tuple(each for each in history if each.ended and first in (each.response_id, each.recheck_of))


def _told(
    facts: EpisodeFacts, book: Rulebook, history: History, together: History
) -> tuple[Finding | RecheckWanted, ...]:
    """What the rules find in these reports, and in the silence after one whose re-check nobody answered."""
    silent = left_unanswered(facts)
    told: list[Finding | RecheckWanted] = []
    for each in together:
        told += [*amber(each, history, book.numbers), *digest(each, history, book.numbers)]
        if each.response_id in silent:
            told += of_unanswered(each, history, book.numbers)
    return tuple(told)


def _suspect(tx: Tx, act: Act, facts: EpisodeFacts, report: Report) -> None:
    """Whatever the mode: the safety of everyone operated on is audited."""
    for suspicion in suspicions(report):
        safety_events.suspect(
            tx,
            act,
            key=suspicion.key,
            episode_id=facts.episode.id,
            response_id=report.response_id,
            category=SafetyCategory(suspicion.category),
            occurred_on=report.on,
        )


def _note_change(tx: Tx, act: Act, facts: EpisodeFacts, response: Response, change: Changed) -> None:
    for alert in alerts.of_patient(tx, facts.patient.id, facts.site.id):
        if alert.state in STANDING and _tells_of(tx, alert, change.rule, response):
            detail = {"still": change.still, **change.inputs}
            alerts.note(tx, act, alert.id, ActionKind.ANSWER_CHANGED, detail, key=f"{change.key}:{alert.id}")


def _tells_of(tx: Tx, alert: Alert, rule: str, response: Response) -> bool:
    """Whether this case holds a finding of the rule in this response, as its first or joined to it since."""
    own = f"{rule}:{response.id}:"
    return any(
        action.key is not None and action.key.startswith(own) for action in alerts.actions(tx, alert.id)
    )
