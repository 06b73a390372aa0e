"""Which staff no message reaches: never linked, blocked, or no longer there. Their rung goes to the next."""

from domain import AlertState
from storage import staff
from storage.database import Tx
from storage.facts import EpisodeFacts


def out_of_reach(tx: Tx, known: EpisodeFacts) -> frozenset[int]:
    """Staff of the site who cannot be told of its open alerts; nobody is looked up where there are none."""
    if not any(alert.state is AlertState.OPEN for alert in known.alerts):
        return frozenset()
    return staff.out_of_reach(tx, known.site.id)
