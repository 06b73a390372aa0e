"""What somebody answered, question by question, in words that staff read."""

from bot.answers_in_words import in_words
from bot.speech import FALLBACK
from bot.surroundings import Surroundings
from console.web.desk import Desk
from domain import Response
from questionnaires.conversation import answers
from storage import responses
from storage.database import Tx


def answered(tx: Tx, desk: Desk, around: Surroundings, response: Response) -> tuple[tuple[str, str], ...]:
    """Each question that has an answer in force, in the order asked."""
    instrument = desk.speech.pinned(tx, response, FALLBACK)
    given = answers(instrument, response.context, responses.log(tx, response.id))
    return tuple(
        (around.fill(item.text), in_words(around.texts, item, given[item.link_id]))
        for item in instrument.questions
        if item.link_id in given
    )
