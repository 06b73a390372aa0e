"""Judges anew the reports given after one that is judged only now: it may move their usual pain.

It was amended, or staff entered it when later ones were judged already, or its window closed on it half
done. Only what it changes is looked at. A finding that appears opens a case or joins one, as if it were found
today; one that is gone is told to its case, which stays: its own answers were not amended, and nobody removes
a case that nobody has seen.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from alerts.anew import Anew, anew
from alerts.report import Report, given_order
from domain import Act, AssessmentKind, Response, ResponseState
from questionnaires.given import known_at
from scheduler.amending import tell_later
from scheduler.instants import local_date
from scheduler.raising import Raised, raise_finding
from scheduler.recheck import recheck
from scheduler.rechecking import plan_recheck
from scheduler.reports import report_of
from scheduler.rulebook import Rulebook
from scheduler.unheard import left_unanswered
from storage.database import Tx
from storage.facts import EpisodeFacts


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged just now: the reports of these responses. `amendment` names what is found by it."""

    history: tuple[Report, ...]
    responses: Set[int]
    amendment: str


def judge_later(tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, judged: Judged) -> bool:
    """Judge anew each report judged before and given after the first of these; whether one differs."""
    told = tuple(_judged_anew(act, facts, book, judged))
    changed = {each.key: each.after for one in told for each in one.differences}
    if changed:
        tell_later(tx, act, facts, changed, judged.amendment)
    for one in told:
        found = (each.after for each in one.differences if each.after is not None)
        for each in found:
            raise_finding(tx, act, facts, book.numbers, Raised(each, one.report, judged.amendment))
        if one.wanted:
            response = next(own for own in facts.responses if own.id == one.report.response_id)
            plan_recheck(tx, act, facts, book, response, one.wanted)
    return bool(changed) or any(one.wanted for one in told)


def _judged_anew(act: Act, facts: EpisodeFacts, book: Rulebook, judged: Judged) -> Iterator[Anew]:
    later = _judged_later(facts, judged)
    if not later:
        return
    responses = {each.id: each for each in facts.responses}
    before = [_was(facts, book, responses[each.response_id], each) for each in judged.history]
    silent = left_unanswered(facts)
    for report in later:
        late = frozenset({report.response_id}) if _too_late(act, facts, book, report) else frozenset()
        yield anew(report, before, judged.history, book.numbers, silent=silent, too_late=late)


def _judged_later(facts: EpisodeFacts, judged: Judged) -> list[Report]:
    """What was judged before, and given after the first of these."""
    own = [given_order(each) for each in judged.history if each.response_id in judged.responses]
    if not own:
        return []
    others = {each.id for each in facts.responses if each.judged_at is not None} - judged.responses
    return [
        each
        for each in judged.history
        if each.response_id in others and each.ended and given_order(each) > min(own)
    ]


def _was(facts: EpisodeFacts, book: Rulebook, response: Response, report: Report) -> Report:
    """A report as it was judged before: one that was not is not ended, so that it counts for nothing."""
    if response.judged_at is not None:
        return report
    if response.state is not ResponseState.AMENDED or not response.judged_seq:
        return replace(report, ended=False, completed=False)
    log = facts.logs[response.id][: response.judged_seq]
    return report_of(replace(facts, logs={**facts.logs, response.id: log}), book.library, response)


def _too_late(act: Act, facts: EpisodeFacts, book: Rulebook, report: Report) -> bool:
    """Whether a re-check of this report was never planned, and its window would be over."""
    response = next(each for each in facts.responses if each.id == report.response_id)
    parent = next(each for each in facts.assessments if each.id == response.assessment_id)
    is_checked = any(
        each.kind is AssessmentKind.RECHECK and each.parent_id == parent.id for each in facts.assessments
    )
    rise_at = known_at(response, facts.logs[response.id])
    planned = recheck(rise_at, parent.time_point, book.protocol, book.preferences)
    return not is_checked and planned.closes_on < local_date(act.at, book.preferences.zone)
