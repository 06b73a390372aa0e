"""Plans the re-check after a rise in pain, once a report."""

from collections.abc import Sequence

from alerts.change import risen
from alerts.rule import RecheckWanted
from domain import Act, Assessment, AssessmentKind, AssessmentState, Response
from questionnaires.given import known_at
from scheduler.adding import add_planned
from scheduler.recheck import checked_already, recheck
from scheduler.reports import history_of
from scheduler.rulebook import Rulebook
from storage import assessments
from storage.database import Tx
from storage.facts import EpisodeFacts


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


def plan_recheck(
    tx: Tx,
    act: Act,
    facts: EpisodeFacts,
    book: Rulebook,
    response: Response,
    wanted: Sequence[RecheckWanted],
) -> None:
    """One re-check a report, however many pains rose; none for an unasked report that is checked anyway.

    It counts from when the rise was known here: what staff entered late is asked about again from then on.
    """
    parent = next(each for each in facts.assessments if each.id == response.assessment_id)
    known = assessments.of_episode(tx, facts.episode.id)
    if any(each.parent_id == parent.id for each in known):
        return
    if parent.kind is AssessmentKind.UNSCHEDULED and checked_already(wanted, _to_come(facts, book, known)):
        return
    rise_at = known_at(response, facts.logs[response.id])
    planned = recheck(rise_at, parent.time_point, book.protocol, book.preferences)
    add_planned(
        tx,
        act,
        facts,
        planned,
        kind=AssessmentKind.RECHECK,
        parent_id=parent.id,
        occurrence=parent.occurrence,
    )
