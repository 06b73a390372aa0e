"""What somebody has told of their pain, as a chart shows it: every ended report with a 7-day average."""

from decimal import Decimal

from bot.speech import Speech
from charts.pain import Reading
from domain import Answers, Episode, Patient, Response, ResponseState
from questionnaires.conversation import answers
from questionnaires.given import given_log, given_on
from storage import responses
from storage.database import Tx

_ENDED = frozenset({ResponseState.COMPLETED, ResponseState.AMENDED, ResponseState.STOPPED})
_RLP, _PLP = "rlp-average", "plp-average"


def readings_of(tx: Tx, speech: Speech, patient: Patient, episode: Episode) -> tuple[Reading, ...]:
    """The readings of one operation, the oldest first; planned, checked again and begun unasked alike."""
    ended = (one for one in responses.of_episode(tx, episode.id) if one.state in _ENDED)
    found = (_reading(tx, speech, patient, episode, one) for one in ended)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.day))


def _reading(
    tx: Tx, speech: Speech, patient: Patient, episode: Episode, response: Response
) -> Reading | None:
    """The two averages of a response by the local day on which it was given; None if it gives neither."""
    log = responses.log(tx, response.id)
    given = answers(speech.pinned(tx, response, response.language), response.context, log)
    rlp, plp = _number(given, _RLP), _number(given, _PLP)
    if rlp is None and plp is None:
        return None
    on = given_on(response, given_log(response, log), patient.zone)
    return Reading((on - episode.tmr_on).days, rlp, plp)


def _number(given: Answers, link_id: str) -> Decimal | None:
    values = given.get(link_id, ())
    return next((Decimal(value) for value in values if isinstance(value, int | Decimal)), None)
