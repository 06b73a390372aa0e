"""The words of a case that several pages say."""

from bot.case_words import stands
from bot.surroundings import Surroundings
from domain import Alert
from storage import alerts, staff
from storage.database import Tx
from storage.handling import handling


def state_of(tx: Tx, around: Surroundings, alert: Alert) -> str:
    """Who has it, or for whom it waits, as a sentence."""
    return stands(around, alert, handling(alerts.actions(tx, alert.id)), staff.codes(tx))
