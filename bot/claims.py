"""What a button claims, checked: the assessment it names, if it is one of the sender's own."""

from dataclasses import dataclass
from datetime import datetime

from bot.people import pseudonym, who
from bot.reply import Came, Reply
from bot.sitting import Sitting, is_own, sitting_of
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import Act, Assessment, Patient, Response
from storage import responses
from storage.claimed import claimed
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Claim:
    """An assessment of the sender's, the sitting it belongs to, and the act of whoever sent it."""

    act: Act
    patient: Patient
    assessment: Assessment
    sitting: Sitting
    around: Surroundings
    came: Came


def claim_of(tx: Tx, as_of: datetime, speech: Speech, came: Came, assessment_id: int) -> Claim | None:
    """The claim, or None when the assessment is not the sender's (or there is none)."""
    found = claimed(tx, came.chat_id, assessment_id)
    if found is None:
        return None
    patient, assessment = found.patient, found.assessment
    return Claim(
        Act(pseudonym(patient), as_of),
        patient,
        assessment,
        sitting_of(tx, patient, found.episode, unscheduled=is_own(assessment)),
        speech.around_at(tx, found.site, patient, as_of),
        came,
    )


def response_claimed(tx: Tx, response_id: int) -> Response | None:
    """The response a button names, if there is one."""
    try:
        return responses.get(tx, response_id)
    except LookupError:
        return None


def foreign(tx: Tx, speech: Speech, came: Came) -> Reply:
    """The reply to a button that is not the sender's, or not of our making."""
    person = who(tx, came.chat_id)
    texts = speech.language(person.language) if isinstance(person, Patient) else speech.staff
    return Reply(toast=texts.say("tap-foreign"), alert=True)
