"""The words of the steps: what is known of one episode, and what there may be to do for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain import Assessment, AssessmentState, Episode, Message, Patient
from storage.words import EndReason


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One episode as the steps see it.

    `started`: ids of the assessments with any entry. `keyed`: of those with a key outcome answered.
    `queued`: key of every outgoing message of the episode, whatever became of it -> when it was queued.
    `coordinator_id`: the staff member with the call list, if one is appointed.
    `unasked`: ids of open assessments of which no message told the patient -> why.
    `asked_elsewhere`: when the patient was asked of late about their other operations, for the caps.
    `expired`: ids of the instruments whose licence is over on the site's local date.
    `listening_until`: no open window ends before; taps made within it may still be on their way to us.
    """

    patient: Patient
    episode: Episode
    channel_reachable: bool
    assessments: tuple[Assessment, ...]
    started: frozenset[int]
    keyed: frozenset[int]
    queued: Mapping[str, datetime]
    coordinator_id: int | None
    listening_until: datetime | None = None
    unasked: Mapping[int, EndReason] = field(default_factory=dict)
    expired: frozenset[str] = frozenset()
    asked_elsewhere: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Planned assessments fall due together: one sitting. No message where the channel does not reach."""

    assessment_ids: tuple[int, ...]
    message: Message | None


@dataclass(frozen=True, slots=True)
class Prompt:
    """Open assessments that were never prompted, because the channel did not reach, and now can be."""

    assessment_ids: tuple[int, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class Remind:
    """Open assessments are reminded of; the one whose step it is comes first."""

    assessment_ids: tuple[int, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class CallList:
    """The coordinator is asked to call about one assessment."""

    assessment_id: int
    message: Message


@dataclass(frozen=True, slots=True)
class Close:
    """An assessment ends, with the reason why it was not answered in full."""

    assessment_id: int
    state: AssessmentState
    reason: str


Step = Open | Prompt | Remind | CallList | Close
