"""What to do now for one episode, and when to look again. Pure; the tick applies the steps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain import Assessment, AssessmentState, Message
from scheduler.asking import asking, asks, opening, openings
from scheduler.calling import calls
from scheduler.closing import closing, closings
from scheduler.due import CallList, Close, Open, Prompt, Remind, Step, StepFacts
from scheduler.timepoints import Protocol

__all__ = [
    "CallList",
    "Close",
    "Open",
    "Prompt",
    "Remind",
    "Step",
    "StepFacts",
    "next_look",
    "steps",
    "taken",
]


def steps(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[Step, ...]:
    """What is due: first what ends, then what opens, then one prompt or reminder, then the call list."""
    done: list[Step] = []
    for due in (closing, opening, asking, _calling):
        found = due(protocol, facts, as_of)
        facts = taken(facts, found, as_of)
        done.extend(found)
    return tuple(done)


def next_look(protocol: Protocol, facts: StepFacts, as_of: datetime) -> datetime | None:
    """The earliest instant, not before `as_of`, at which a step is due; None when all has ended.

    `facts` are those after the steps of `as_of` were taken. Until the look nothing is due, unless the
    facts change.
    """
    looks = [at for at, _ in closings(protocol, facts, as_of)]
    looks += [at for at, _ in openings(protocol, facts, as_of)]
    looks += [ask.at for ask in asks(protocol, facts, as_of)]
    looks += [at for at, _ in calls(protocol, facts, as_of)]
    return min(looks, default=None)


def taken(facts: StepFacts, done: Sequence[Step], as_of: datetime) -> StepFacts:
    """The facts as they are once these steps have been taken at `as_of`."""
    queued = {message.key: as_of for step in done if (message := _message(step)) is not None}
    opened = {each for step in done if isinstance(step, Open) for each in step.assessment_ids}
    closed = {step.assessment_id: step for step in done if isinstance(step, Close)}

    def now(each: Assessment) -> Assessment:
        if each.id in opened:
            return replace(each, state=AssessmentState.OPEN, opened_at=as_of)
        if each.id in closed:
            end = closed[each.id]
            return replace(each, state=end.state, reason=end.reason, closed_at=as_of)
        return each

    assessments = tuple(now(each) for each in facts.assessments)
    return replace(facts, assessments=assessments, queued={**queued, **facts.queued})


def _message(step: Step) -> Message | None:
    return None if isinstance(step, Close) else step.message


def _calling(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[CallList, ...]:
    return tuple(step for at, step in calls(protocol, facts, as_of) if at <= as_of)
