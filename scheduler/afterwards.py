"""Judges anew the reports given after one that was amended: the amendment may have moved their usual pain.

Only what the amendment changed is looked at. A finding that appears opens a case or joins one, as if it were
found today; one that is gone is told to its case, which stays: its own answers were not amended, and nobody
removes a case that nobody has seen.
"""

from collections.abc import Iterator, Set
from dataclasses import replace

from alerts.anew import Anew, anew
from alerts.report import Report
from domain import Act, AssessmentKind, Response, ResponseState
from scheduler.amending import tell_later
from scheduler.instants import local_date
from scheduler.raising import Raised, raise_finding
from scheduler.recheck import recheck
from scheduler.rechecking import plan_recheck
from scheduler.reports import history_of
from scheduler.rulebook import Rulebook
from scheduler.unheard import left_unanswered
from storage.database import Tx
from storage.facts import EpisodeFacts


def judge_later(
    tx: Tx, act: Act, facts: EpisodeFacts, book: Rulebook, together: Set[int], amendment: str
) -> None:
    """Judge anew every judged report given after the first of `together`, which are judged already."""
    told = tuple(_judged_anew(act, facts, book, together))
    changed = {each.key: each.after for one in told for each in one.differences}
    tell_later(tx, act, facts, changed, amendment)
    for one in told:
        for each in one.differences:
            if each.after is not None:
                raise_finding(tx, act, facts, book.numbers, Raised(each.after, each.response_id, amendment))
        if one.wanted:
            response = next(own for own in facts.responses if own.id == one.wanted[0].response_id)
            plan_recheck(tx, act, facts, book, response, one.wanted)


def _judged_anew(act: Act, facts: EpisodeFacts, book: Rulebook, together: Set[int]) -> Iterator[Anew]:
    before, after = history_of(_as_judged(facts), book.library), history_of(facts, book.library)
    since = min(each.at for each in after if each.response_id in together)
    judged = {each.id for each in facts.responses if each.judged_at is not None} - together
    silent = left_unanswered(facts)
    for report in after:
        if report.response_id in judged and report.ended and report.at >= since:
            late = frozenset({report.response_id}) if _too_late(act, facts, book, report) else frozenset()
            yield anew(report, before, after, book.numbers, silent=silent, too_late=late)


def _as_judged(facts: EpisodeFacts) -> EpisodeFacts:
    """The facts with what was amended, and is not judged yet, as it was judged before."""
    logs = {
        each.id: facts.logs[each.id][: each.judged_seq]
        for each in facts.responses
        if _is_amended(facts, each)
    }
    return replace(facts, logs={**facts.logs, **logs})


def _is_amended(facts: EpisodeFacts, response: Response) -> bool:
    is_new = response.state is ResponseState.AMENDED and response.judged_at is None
    return is_new and response.id in facts.logs


def _too_late(act: Act, facts: EpisodeFacts, book: Rulebook, report: Report) -> bool:
    """Whether a re-check of this report was never planned, and its window would be over."""
    response = next(each for each in facts.responses if each.id == report.response_id)
    parent = next(each for each in facts.assessments if each.id == response.assessment_id)
    is_checked = any(
        each.kind is AssessmentKind.RECHECK and each.parent_id == parent.id for each in facts.assessments
    )
    planned = recheck(facts.logs[response.id][-1].at, parent.time_point, book.protocol, book.preferences)
    return not is_checked and planned.closes_on < local_date(act.at, book.preferences.zone)
