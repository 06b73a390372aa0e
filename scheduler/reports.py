"""Turns an episode's responses and logs into the reports that the alert rules read.

A report counts from when the patient gave it, though staff entered it weeks later or somebody amended it.
"""

from collections.abc import Iterator, Mapping, Sequence

from alerts.report import RISES, Report
from domain import Answers, Assessment, AssessmentKind, Entry, Response, ResponseState
from questionnaires.conversation import answers, answers_along
from questionnaires.given import entered_later_on, given_at, given_log, given_on
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
    given = given_log(response, log) if upto is None else log[:upto]
    return _report(facts, response, given, answers_of(facts, library, response, upto))


def reports_along(facts: EpisodeFacts, library: Library, response: Response, start: int) -> Iterator[Report]:
    """The response as it stood after `start` entries, then after one more each time, to the last."""
    instrument = library.get(response.instrument, response.version)
    log = facts.logs.get(response.id, ())
    told = answers_along(instrument, response.context, log, start)
    for upto, given in enumerate(told, start):
        yield _report(facts, response, log[:upto], given)


def _report(facts: EpisodeFacts, response: Response, given: Sequence[Entry], told: Answers) -> Report:
    zone = facts.patient.zone
    on = given_on(response, given, zone)
    return Report(
        response_id=response.id,
        instrument=response.instrument,
        day=(on - facts.episode.tmr_on).days,
        on=on,
        at=given_at(response, given),
        answers=told,
        ended=response.state in ENDED,
        completed=response.state in SENT,
        recheck_of=_rise_of(facts, response),
        entered_at=response.entered_at if entered_later_on(response, given, zone) else None,
    )


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
