"""Reads what the one count over a sitting needs: its other parts, and the logs of those that have ended."""

from bot.sitting import Place
from bot.speech import Speech
from domain import Assessment, Entry, Response, ResponseState
from questionnaires.progress import Count, count, questions
from storage import assessments, responses
from storage.database import Tx


def progress(tx: Tx, speech: Speech, place: Place) -> Count:
    """The count of a place. What was sent on the same card belongs to the sitting, though it is over."""
    mates = _assessments(tx, place)
    if sum(len(each.instruments) for each in mates) == 1:
        return count((), place.standing, ())
    order = {each.id: number for number, each in enumerate(mates)}
    begun = [
        each for each in responses.of_episode(tx, place.sitting.episode.id) if each.assessment_id in order
    ]
    begun.sort(key=lambda each: (order[each.assessment_id], each.id))
    at = [each.id for each in begun].index(place.response.id)
    others = (*begun[:at], *begun[at + 1 :])
    ended = [each.id for each in others if each.state is not ResponseState.IN_PROGRESS]
    logs = responses.logs(tx, ended) if ended else {}
    sizes = tuple(_size(tx, speech, each, logs.get(each.id, ())) for each in others)
    return count(sizes[:at], place.standing, sizes[at:])


def _assessments(tx: Tx, place: Place) -> tuple[Assessment, ...]:
    """Those of the sitting, sent already or open, by time of sending."""
    sitting, card_id = place.sitting, place.sitting.card_id
    sent = assessments.answered_on_card(tx, sitting.episode.id, card_id) if card_id else ()
    known = {each.id: each for each in (*sent, *sitting.parts, place.assessment)}
    return tuple(sorted(known.values(), key=lambda each: (each.send_at, each.time_point, each.occurrence)))


def _size(tx: Tx, speech: Speech, response: Response, log: tuple[Entry, ...]) -> int:
    return questions(speech.pinned(tx, response, response.language), response.context, log)
