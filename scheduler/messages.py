"""The messages that the steps queue: kind, ids and language, never finished text. Keys never repeat."""

from collections.abc import Sequence
from datetime import datetime

from domain import Assessment, Lane, Message
from scheduler.due import StepFacts

ASKING = ("prompt:", "remind:", "again:")
"""How the keys begin of whatever asks the patient to answer."""

_STAFF_LANGUAGE = "en"


def prompt_key(lead: Assessment) -> str:
    return f"prompt:{lead.id}"


def reminder_key(lead: Assessment, number: int) -> str:
    return f"remind:{lead.id}:{number}"


def call_key(assessment: Assessment) -> str:
    return f"call:{assessment.id}"


def to_patient(
    facts: StepFacts, key: str, kind: str, sitting: Sequence[Assessment], as_of: datetime
) -> Message:
    """A prompt or a reminder for one sitting; the first of it leads."""
    return Message(
        key=key,
        kind=kind,
        lane=Lane.PROMPT,
        language=facts.patient.language,
        not_before_at=as_of,
        patient_id=facts.patient.id,
        episode_id=facts.episode.id,
        assessment_id=sitting[0].id,
        detail={"sitting": ",".join(str(one.id) for one in sitting)},
    )


def to_coordinator(facts: StepFacts, staff_id: int, assessment: Assessment, as_of: datetime) -> Message:
    """Word to the coordinator that this patient wants calling about this assessment.

    It is addressed to the staff member alone: what stops messages to a patient does not stop it. Due on a day
    off, it names the working day on which to phone.
    """
    return Message(
        key=call_key(assessment),
        kind="call",
        lane=Lane.NOTICE,
        language=_STAFF_LANGUAGE,
        not_before_at=as_of,
        staff_id=staff_id,
        episode_id=facts.episode.id,
        assessment_id=assessment.id,
        detail={} if facts.phone_on is None else {"phone_on": facts.phone_on.isoformat()},
    )
