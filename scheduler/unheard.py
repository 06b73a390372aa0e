"""Judges silence: re-checks that nobody answered, and windows that went by without a word. Each once."""

from collections.abc import Sequence

from alerts.change import unanswered
from alerts.numbers import Numbers
from alerts.report import Report
from alerts.rule import Finding
from alerts.silence import silences
from alerts.unconfirmed import not_answered
from domain import Act, AssessmentKind, AssessmentState
from scheduler.raising import Raised, raise_finding
from scheduler.reports import history_of
from scheduler.rulebook import Rulebook
from scheduler.silence import windows
from storage import findings
from storage.database import Tx
from storage.facts import EpisodeFacts

SILENT = frozenset({AssessmentState.MISSED, AssessmentState.CANCELLED})


def judge_silence(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook) -> bool:
    """What is new since the last look; whether a case came of it.

    A silence is judged by the numbers in force when it is first seen: what was judged is not judged anew.
    """
    first = left_unanswered(facts)
    mute = silences(windows(facts.assessments), book.numbers)
    if not first and not mute:
        return False
    known = _known(tx, facts)
    new = {each for each in first if not _was_judged(each, known)}
    history = history_of(facts, book.library) if new else ()
    raised = [
        raise_finding(tx, act, facts, book.numbers, Raised(finding, report))
        for report in history
        if report.response_id in new
        for finding in of_unanswered(report, history, book.numbers)
    ]
    for finding in mute:
        if finding.key not in known:
            raise_finding(tx, act, facts, book.numbers, Raised(finding, None))
    return any(raised)


def left_unanswered(facts: EpisodeFacts) -> frozenset[int]:
    """The responses whose re-check ended without an answer."""
    silent = {
        each.parent_id
        for each in facts.assessments
        if each.kind is AssessmentKind.RECHECK and each.state in SILENT
    }
    return frozenset(each.id for each in facts.responses if each.assessment_id in silent)


def of_unanswered(first: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """What the silence after a report says: a case where the value was high, else a finding of the digest."""
    return (*unanswered(first, history, numbers), *not_answered(first, history, numbers))


def _known(tx: Tx, facts: EpisodeFacts) -> frozenset[str]:
    """The keys of what was found in this episode, for cases and for the digest."""
    in_cases = (action.key for story in facts.actions.values() for action in story)
    in_digest = (each.key for each in findings.of_episode(tx, facts.episode.id))
    return frozenset(key for key in (*in_cases, *in_digest) if key is not None)


def _was_judged(response_id: int, known: frozenset[str]) -> bool:
    own = tuple(f"{rule}:{response_id}:" for rule in ("AMB-2", "DIG-1"))
    return any(key.startswith(own) for key in known)
