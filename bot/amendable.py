"""What may still be changed after it was sent: assessments answered in full, until their window is over."""

from collections.abc import Iterator
from datetime import datetime

from bot.people import is_asked, local_date
from bot.sitting import Place, is_own, place_of, sitting_of
from bot.speech import Speech
from domain import Assessment, Patient
from questionnaires.conversation import Ask
from storage import assessments, episodes, responses
from storage.database import Tx


def is_time(patient: Patient, assessment: Assessment, as_of: datetime) -> bool:
    """Whether the window is open on the patient's wall, for somebody who is still followed here."""
    return is_asked(patient) and local_date(patient, as_of) <= assessment.closes_on


def changeable(tx: Tx, speech: Speech, patient: Patient, as_of: datetime) -> tuple[Place, ...]:
    """Every response that may still be changed, by time of sending, then in the order asked."""
    return tuple(
        place
        for assessment in _answered(tx, patient, as_of)
        for place in _places(tx, speech, patient, assessment)
    )


def last_sent(tx: Tx, speech: Speech, patient: Patient, as_of: datetime) -> Place | None:
    """The response that was sent last, of those that may still be changed."""
    answered = sorted(_answered(tx, patient, as_of), key=lambda each: (str(each.answered_at), each.id))
    return list(_places(tx, speech, patient, answered[-1]))[-1] if answered else None


def being_changed(tx: Tx, speech: Speech, patient: Patient, as_of: datetime, newer_than: int) -> Place | None:
    """The response in which a question stands open after the end, on the newest card of all."""
    shown = [each for each in _answered(tx, patient, as_of) if (each.card_message_id or 0) > newer_than]
    for assessment in sorted(shown, key=lambda each: each.card_message_id or 0, reverse=True)[:1]:
        for place in _places(tx, speech, patient, assessment):
            if isinstance(place.standing.step, Ask):
                return place
    return None


def _answered(tx: Tx, patient: Patient, as_of: datetime) -> tuple[Assessment, ...]:
    if not is_asked(patient):
        return ()
    return assessments.answered_of_patient(tx, patient.id, local_date(patient, as_of))


def _places(tx: Tx, speech: Speech, patient: Patient, assessment: Assessment) -> Iterator[Place]:
    sitting = sitting_of(tx, patient, episodes.get(tx, assessment.episode_id), unscheduled=is_own(assessment))
    for response in responses.of_assessment(tx, assessment.id):
        yield place_of(tx, speech, sitting, assessment, response)
