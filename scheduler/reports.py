"""Turns an episode's responses and logs into the reports that the alert rules read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.report import RISES, Report
from domain import Answers, Assessment, AssessmentKind, Entry, EntryKind, Response, ResponseState
from questionnaires.conversation import answers, answers_along
from questionnaires.library import Library
from storage.facts import EpisodeFacts

ENDED = frozenset({ResponseState.COMPLETED, ResponseState.AMENDED, ResponseState.STOPPED})
SENT = frozenset({ResponseState.COMPLETED, ResponseState.AMENDED})


def answers_of(facts: EpisodeFacts, library: Library, response: Response, upto: int | None = None) -> Answers:
    """The answers in force after `upto` entries (all, when not given), on the response's own version.

    With `upto` ticks made after sending count at once; without it they wait for Done.
    """
    instrument = library.get(response.instrument, response.version)
    return answers(instrument, response.context, facts.logs.get(response.id, ()), upto=upto)


def report_of(
    facts: EpisodeFacts, library: Library, response: Response, *, upto: int | None = None
) -> Report:
    """One response as a report, as it stood after `upto` entries."""
    log = facts.logs.get(response.id, ())
    at = _sent_at(response, log) if upto is None else _given_at(response, log[:upto])
    return _report(facts, response, at, answers_of(facts, library, response, upto))


def reports_along(facts: EpisodeFacts, library: Library, response: Response, start: int) -> Iterator[Report]:
    """The response as it stood after `start` entries, then after one more each time, to the last."""
    instrument = library.get(response.instrument, response.version)
    log = facts.logs.get(response.id, ())
    told = answers_along(instrument, response.context, log, start)
    for upto, given in enumerate(told, start):
        yield _report(facts, response, _given_at(response, log[:upto]), given)


def _report(facts: EpisodeFacts, response: Response, at: datetime, given: Answers) -> Report:
    on = at.astimezone(ZoneInfo(facts.patient.zone)).date()
    return Report(
        response_id=response.id,
        instrument=response.instrument,
        day=(on - facts.episode.tmr_on).days,
        on=on,
        at=at,
        answers=given,
        ended=response.state in ENDED,
        completed=response.state in SENT,
        recheck_of=_rise_of(facts, response),
    )


def _sent_at(response: Response, log: Sequence[Entry]) -> datetime:
    """When the report as a whole was given: what was amended later corrects what was said then."""
    sent = next((entry.seq for entry in log if entry.kind is EntryKind.SENT), None)
    return _given_at(response, log if sent is None else log[: sent + 1])


def _given_at(response: Response, log: Sequence[Entry]) -> datetime:
    """The last entry, not the closing of a window that may be months later."""
    return log[-1].at if log else response.started_at


def history_of(facts: EpisodeFacts, library: Library) -> tuple[Report, ...]:
    """Every response with at least one entry, in the order they were started."""
    given = [response for response in facts.responses if facts.logs.get(response.id)]
    return tuple(report_of(facts, library, response) for response in given)


def _rise_of(facts: EpisodeFacts, response: Response) -> int | None:
    """The response whose rise this re-check checks: of the core, or of what was reported unasked."""
    assessment = assessments_by_id(facts)[response.assessment_id]
    if assessment.kind is not AssessmentKind.RECHECK:
        return None
    risen = [each for each in facts.responses if each.assessment_id == assessment.parent_id]
    return next((each.id for each in risen if each.instrument in RISES), None)


def assessments_by_id(facts: EpisodeFacts) -> Mapping[int, Assessment]:
    return {assessment.id: assessment for assessment in facts.assessments}
