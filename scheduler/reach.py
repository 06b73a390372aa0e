"""Which staff no message reaches: never linked, blocked, or no longer there. Their rung goes to the next."""

from domain import AlertState
from storage import contacts, staff
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ChannelState, Owner, Staff


def out_of_reach(tx: Tx, known: EpisodeFacts) -> frozenset[int]:
    """Staff of the site who cannot be told of its open alerts; nobody is looked up where there are none."""
    if not any(alert.state is AlertState.OPEN for alert in known.alerts):
        return frozenset()
    return frozenset(member.id for member in staff.of_site(tx, known.site.id) if not _reached(tx, member))


def _reached(tx: Tx, member: Staff) -> bool:
    return member.active and contacts.channel(tx, Owner.STAFF, member.id).state is ChannelState.LINKED
