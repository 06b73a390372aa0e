"""Gives charts the usual pain of a patient, for whoever draws one and knows no alert rules."""

from datetime import datetime

from app.shelf import Shelf
from bot.speech import Usually
from charts.marks import Usual
from scheduler.in_force import numbers_in_force
from scheduler.reports import history_of
from scheduler.usual_pain import along
from storage.database import Tx
from storage.facts import load


def usual_by(shelf: Shelf) -> Usually:
    """R as it stood before each report, by the instruments of this shelf and the numbers in force now."""

    def usual(tx: Tx, episode_id: int, as_of: datetime) -> tuple[Usual, ...]:
        facts = load(tx, episode_id)
        numbers = numbers_in_force(tx, facts.site.id, as_of)
        return along(history_of(facts, shelf.library(tx)), numbers)

    return usual
