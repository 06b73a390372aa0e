"""Reads what the one count over a sitting needs: its other parts, and the logs of those that have ended."""

from bot.sitting import Place
from bot.speech import Speech
from domain import Assessment, Entry, Response, ResponseState
from questionnaires.progress import Count, count, questions
from storage import responses
from storage.database import Tx


def progress(tx: Tx, speech: Speech, place: Place) -> Count:
    """The count of a place. What was sent on the same card belongs to the sitting, though it is over."""
    mates = _assessments(place)
    if sum(len(each.instruments) for each in mates) == 1:
        return count((), place.standing, ())
    order = {each.id: number for number, each in enumerate(mates)}
    found = responses.of_assessments(tx, tuple(order))
    begun = sorted(found, key=lambda each: (order[each.assessment_id], each.id))
    at = [each.id for each in begun].index(place.response.id)
    others = (*begun[:at], *begun[at + 1 :])
    ended = [each.id for each in others if each.state is not ResponseState.IN_PROGRESS]
    logs = responses.logs(tx, ended) if ended else {}
    sizes = tuple(_size(tx, speech, each, logs.get(each.id, ())) for each in others)
    return count(sizes[:at], place.standing, sizes[at:])


def _assessments(place: Place) -> tuple[Assessment, ...]:
    """Those of the sitting, sent already or open, by time of sending."""
    sitting = place.sitting
    known = {each.id: each for each in (*sitting.sent, *sitting.parts, place.assessment)}
    return tuple(sorted(known.values(), key=lambda each: (each.send_at, each.time_point, each.occurrence)))


def _size(tx: Tx, speech: Speech, response: Response, log: tuple[Entry, ...]) -> int:
    return questions(speech.pinned(tx, response, response.language), response.context, log)
