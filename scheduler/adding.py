"""Stores one planned window as an assessment of an episode: of the plan, or a re-check after a rise."""

from domain import Act, AssessmentKind, AssessmentState
from scheduler.plan import Planned
from storage import assessments
from storage.database import Tx
from storage.facts import EpisodeFacts


def add_planned(
    tx: Tx,
    act: Act,
    facts: EpisodeFacts,
    planned: Planned,
    *,
    kind: AssessmentKind = AssessmentKind.SCHEDULED,
    state: AssessmentState = AssessmentState.PLANNED,
    reason: str | None = None,
    parent_id: int | None = None,
    occurrence: int = 1,
) -> None:
    """Add it under the episode's protocol and in the patient's zone."""
    assessments.add(
        tx,
        act,
        episode_id=facts.episode.id,
        protocol_id=facts.episode.protocol_id,
        time_point=planned.time_point,
        kind=kind,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        send_at=planned.send_at,
        zone=facts.patient.zone,
        instruments=planned.instruments,
        state=state,
        reason=reason,
        parent_id=parent_id,
        occurrence=occurrence,
    )
