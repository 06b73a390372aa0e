"""Whom an episode's open cases may be told to: who is out of reach, and the site's rota. Nobody is looked up
where no case is open.

Out of reach is whom no message reaches, by neither channel, or who is no longer there; and for this patient's
cases, whose last notice of one that is open failed on both channels. Their rung goes to the next.
"""

from domain import Alert, AlertState, Shift
from storage import rota, staff
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import OutboxState, Outgoing


def out_of_reach(tx: Tx, known: EpisodeFacts) -> frozenset[int]:
    """Staff of the site who cannot be told of its open alerts."""
    standing = {alert.id for alert in _open(known)}
    if not standing:
        return frozenset()
    return staff.out_of_reach(tx, known.site.id) | _failed(known, standing)


def rota_of(tx: Tx, known: EpisodeFacts) -> tuple[Shift, ...]:
    """The turns since the oldest open case fired, in the order of time."""
    fired = [alert.fired_at for alert in _open(known)]
    return rota.since(tx, known.site.id, min(fired)) if fired else ()


def _open(known: EpisodeFacts) -> list[Alert]:
    return [alert for alert in known.alerts if alert.state is AlertState.OPEN]


def _failed(known: EpisodeFacts, standing: set[int]) -> frozenset[int]:
    last: dict[int, Outgoing] = {}
    for row in known.outgoing:
        if row.alert_id in standing and row.staff_id is not None:
            last[row.staff_id] = row
    return frozenset(staff_id for staff_id, row in last.items() if row.state is OutboxState.FAILED)
