"""Puts the scores of a response that has ended; put again after an amendment, the new values stand."""

from bot.sitting import Place
from domain import Act
from questionnaires.scores import scores_of
from storage import responses
from storage.database import Tx


def score(tx: Tx, act: Act, place: Place) -> None:
    """From the answers in force."""
    scores = scores_of(place.instrument.id, place.standing.answers)
    told = [(each.name, each.version, each.value, each.missing) for each in scores]
    responses.put_scores(tx, act, place.response.id, told)
