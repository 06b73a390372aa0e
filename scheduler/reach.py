"""Which staff no message reaches: by neither channel, or no longer there. Their rung goes to the next.

Whose last notice of an open case failed on both channels is out of reach for that patient's cases.
"""

from domain import AlertState
from storage import staff
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import OutboxState, Outgoing


def out_of_reach(tx: Tx, known: EpisodeFacts) -> frozenset[int]:
    """Staff of the site who cannot be told of its open alerts; nobody is looked up where there are none."""
    standing = {alert.id for alert in known.alerts if alert.state is AlertState.OPEN}
    if not standing:
        return frozenset()
    return staff.out_of_reach(tx, known.site.id) | _failed(known, standing)


def _failed(known: EpisodeFacts, standing: set[int]) -> frozenset[int]:
    last: dict[int, Outgoing] = {}
    for row in known.outgoing:
        if row.alert_id in standing and row.staff_id is not None:
            last[row.staff_id] = row
    return frozenset(staff_id for staff_id, row in last.items() if row.state is OutboxState.FAILED)
