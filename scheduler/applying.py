"""Applies to the tables what the pure functions of this room decided."""

from collections.abc import Sequence

from domain import Act, Assessment, AssessmentState, Response, ResponseState
from questionnaires.context import context, phase
from questionnaires.library import Library
from questionnaires.scores import scores_of
from scheduler.adding import add_planned
from scheduler.due import CallList, Close, Open, Prompt, Remind, Step
from scheduler.licensing import expired
from scheduler.plan import Planned
from scheduler.reconcile import Add, Cancel, Change, Move, Revive
from scheduler.reports import answers_of, assessments_by_id
from storage import assessments, outbox, responses
from storage.database import Tx
from storage.facts import EpisodeFacts


def apply_changes(tx: Tx, act: Act, facts: EpisodeFacts, changes: Sequence[Change]) -> None:
    """Bring the stored assessments to the plan."""
    for change in changes:
        match change:
            case Add(planned, state, reason, occurrence):
                add_planned(tx, act, facts, planned, state=state, reason=reason, occurrence=occurrence)
            case Move(assessment_id, planned):
                _move(tx, act, facts, assessment_id, planned)
            case Revive(assessment_id, planned):
                assessments.revive(tx, act, assessment_id)
                _move(tx, act, facts, assessment_id, planned)
            case Cancel(assessment_id, reason):
                assessments.end(tx, act, assessment_id, AssessmentState.CANCELLED, reason)


def _move(tx: Tx, act: Act, facts: EpisodeFacts, assessment_id: int, planned: Planned) -> None:
    assessments.move(
        tx,
        act,
        assessment_id,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        send_at=planned.send_at,
        zone=facts.patient.zone,
        instruments=planned.instruments,
        protocol_id=facts.episode.protocol_id,
    )


def apply_steps(tx: Tx, act: Act, facts: EpisodeFacts, library: Library, due: Sequence[Step]) -> None:
    """Open, prompt, remind, call and close as the steps say, in their order."""
    for step in due:
        match step:
            case Open(ids, message):
                for assessment_id in ids:
                    _open(tx, act, facts, library, assessments_by_id(facts)[assessment_id])
                if message is not None:
                    outbox.queue(tx, act, message)
            case Prompt(_, message) | Remind(_, message) | CallList(_, message):
                outbox.queue(tx, act, message)
            case Close():
                _close(tx, act, facts, library, step)


def _open(tx: Tx, act: Act, facts: EpisodeFacts, library: Library, assessment: Assessment) -> None:
    """Open it, and begin each of its responses, pinned to the version of this moment: nobody else does,
    but for what a patient begins unasked.

    An instrument whose licence is over is left out, and the rest is asked as usual.
    """
    over = expired(facts, library, act.at)
    asked = tuple(name for name in assessment.instruments if name not in over)
    if not assessments.open(tx, act, assessment.id, asked if over else None):
        return
    asked_in = phase(assessment.send_at, facts.patient.zone, facts.episode.tmr_on)
    known = context(facts.site.mode, facts.episode.limb, asked_in)
    for name in asked:
        instrument = library.current(name)
        responses.start(
            tx,
            act,
            assessment_id=assessment.id,
            instrument=name,
            version=instrument.version,
            checksum=instrument.checksum,
            language=facts.patient.language,
            context=known,
        )


def _close(tx: Tx, act: Act, facts: EpisodeFacts, library: Library, step: Close) -> None:
    """End the window; what was half done is kept, scored and ended as stopped."""
    assessments.end(tx, act, step.assessment_id, step.state, step.reason)
    for response in facts.responses:
        begun = bool(facts.logs.get(response.id))
        if response.assessment_id == step.assessment_id and response.state is ResponseState.IN_PROGRESS:
            responses.end(tx, act, response.id, ResponseState.STOPPED)
            if begun:
                _score(tx, act, facts, library, response)


def _score(tx: Tx, act: Act, facts: EpisodeFacts, library: Library, response: Response) -> None:
    scores = scores_of(response.instrument, answers_of(facts, library, response))
    responses.put_scores(tx, act, response.id, [(s.name, s.version, s.value, s.missing) for s in scores])
