"""Gathers from an episode's facts what the pure steps want to know."""

from datetime import datetime

from domain import AssessmentState, PatientStatus
from questionnaires.library import Library
from scheduler.due import StepFacts
from scheduler.licensing import expired
from scheduler.listening import listening_until
from scheduler.reports import answers_of
from scheduler.unasked import unasked
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ChannelState


def step_facts(tx: Tx, facts: EpisodeFacts, library: Library, as_of: datetime) -> StepFacts:
    """The episode as the steps see it. What has ended is not looked into again.

    Whoever stopped messages is out of reach, though the chat may work.
    """
    states = {assessment.id: assessment.state for assessment in facts.assessments}
    begun = [
        response
        for response in facts.responses
        if facts.logs.get(response.id) and states[response.assessment_id] is AssessmentState.OPEN
    ]
    keyed = [
        response
        for response in begun
        if set(library.get(response.instrument, response.version).key_outcomes)
        & set(answers_of(facts, library, response))
    ]
    return StepFacts(
        patient=facts.patient,
        episode=facts.episode,
        channel_reachable=facts.channel is ChannelState.LINKED
        and facts.patient.status is PatientStatus.FOLLOWED,
        assessments=facts.assessments,
        started=frozenset(response.assessment_id for response in begun),
        keyed=frozenset(response.assessment_id for response in keyed),
        queued={row.key: row.queued_at for row in facts.outgoing},
        coordinator_id=coordinator_of(facts),
        unasked=unasked(facts.assessments, facts.outgoing, facts.patient),
        listening_until=listening_until(tx, facts, as_of),
        expired=expired(facts, library, as_of),
    )


def coordinator_of(facts: EpisodeFacts) -> int | None:
    """The first active coordinator of the site, else its owner."""
    return facts.coordinator_id if facts.coordinator_id is not None else facts.site.owner_id
