"""Whom an episode's open cases may be told to: who is out of reach, and the site's rota. Nobody is looked up
where no case is open.
"""

from domain import Alert, AlertState, Shift
from storage import rota, staff
from storage.database import Tx
from storage.facts import EpisodeFacts


def out_of_reach(tx: Tx, known: EpisodeFacts) -> frozenset[int]:
    """Staff whom no message reaches: never linked, blocked, or gone. Their rung goes to the next."""
    return staff.out_of_reach(tx, known.site.id) if _open(known) else frozenset()


def rota_of(tx: Tx, known: EpisodeFacts) -> tuple[Shift, ...]:
    """The turns since the oldest open case fired, in the order of time."""
    fired = [alert.fired_at for alert in _open(known)]
    return rota.since(tx, known.site.id, min(fired)) if fired else ()


def _open(known: EpisodeFacts) -> list[Alert]:
    return [alert for alert in known.alerts if alert.state is AlertState.OPEN]
