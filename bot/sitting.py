"""A sitting: the open assessments of one episode, answered one after the other on one card.

What a patient reports unasked is a sitting of its own, with its own card, beside what was planned.
"""

from dataclasses import dataclass
from functools import cached_property

from bot.speech import Speech
from domain import (
    Act,
    Assessment,
    AssessmentKind,
    AssessmentState,
    Entry,
    Episode,
    Patient,
    Response,
    ResponseState,
)
from questionnaires.conversation import Standing, standing
from questionnaires.instrument import Instrument
from storage import assessments, episodes, responses
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Sitting:
    """`parts` are the open assessments, by time of sending, then time point; the first leads.

    `unscheduled`: what the patient began unasked, apart from what was planned. `sent` are those answered in
    full on the card of the parts, in the same order.
    """

    patient: Patient
    episode: Episode
    parts: tuple[Assessment, ...]
    unscheduled: bool = False
    sent: tuple[Assessment, ...] = ()

    @property
    def card_id(self) -> int | None:
        """The message that shows the questions: the newest of those known."""
        return _card_of(self.parts)


@dataclass(frozen=True)
class Place:
    """Where somebody is in a sitting: one response, and its log so far.

    It has no slots, so that the fold of a long log is made once and kept.
    """

    sitting: Sitting
    assessment: Assessment
    response: Response
    instrument: Instrument
    log: tuple[Entry, ...]

    @cached_property
    def standing(self) -> Standing:
        return standing(self.instrument, self.response.context, self.log)


def sitting_of(tx: Tx, patient: Patient, episode: Episode, *, unscheduled: bool) -> Sitting:
    """What is open for this episode now: of what was planned, or of what the patient began unasked."""
    found = assessments.on_cards_of_episode(tx, episode.id)
    standing = (each for each in found if each.state is AssessmentState.OPEN)
    parts = tuple(each for each in standing if is_own(each) == unscheduled)
    card_id = _card_of(parts)
    over = (each for each in found if each.state is AssessmentState.COMPLETED)
    sent = tuple(each for each in over if card_id is not None and each.card_message_id == card_id)
    return Sitting(patient, episode, parts, unscheduled, sent)


def _card_of(parts: tuple[Assessment, ...]) -> int | None:
    return max((part.card_message_id for part in parts if part.card_message_id), default=None)


def is_own(assessment: Assessment) -> bool:
    """Whether the patient began it unasked."""
    return assessment.kind is AssessmentKind.UNSCHEDULED


def sittings_of(tx: Tx, patient: Patient) -> tuple[Sitting, ...]:
    """What is open for this patient now, for each episode the planned and the unasked, newest card first."""
    open_now = assessments.open_of_patient(tx, patient.id)
    found = [
        sitting_of(tx, patient, episodes.get(tx, episode_id), unscheduled=own)
        for episode_id, own in sorted({(part.episode_id, is_own(part)) for part in open_now})
    ]
    return tuple(sorted(found, key=lambda sitting: sitting.card_id or 0, reverse=True))


def place_of(tx: Tx, speech: Speech, sitting: Sitting, assessment: Assessment, response: Response) -> Place:
    """A response with the instrument it is pinned to, in the patient's language where it speaks that."""
    instrument = speech.pinned(tx, response, sitting.patient.language)
    return Place(sitting, assessment, response, instrument, responses.log(tx, response.id))


def reached(tx: Tx, speech: Speech, sitting: Sitting) -> Place | None:
    """The first response that has not ended; None when everything of the sitting is answered.

    All were begun when the assessments were opened.
    """
    for part in sitting.parts:
        for response in responses.of_assessment(tx, part.id):
            if response.state is ResponseState.IN_PROGRESS:
                return place_of(tx, speech, sitting, part, response)
    return None


def go_on(tx: Tx, act: Act, speech: Speech, sitting: Sitting) -> Place | None:
    """The place reached, which is seen now; None when everything of the sitting is answered."""
    place = reached(tx, speech, sitting)
    if place is not None:
        assessments.seen(tx, act, place.assessment.id)
    return place


def unanswered(tx: Tx, assessment: Assessment) -> tuple[str, ...]:
    """The instruments of an assessment without an ended response, in their order."""
    ended = {
        response.instrument
        for response in responses.of_assessment(tx, assessment.id)
        if response.state is not ResponseState.IN_PROGRESS
    }
    return tuple(instrument_id for instrument_id in assessment.instruments if instrument_id not in ended)
