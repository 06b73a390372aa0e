"""What staff are told about the service itself: once a day, person and matter, for the key holds the date."""

from zoneinfo import ZoneInfo

from bot.people import coordinator
from bot.speech import FALLBACK
from domain import Act, Lane, Message
from storage import outbox, sites
from storage.database import Tx


def operations(tx: Tx, act: Act, what: str) -> None:
    """Tell whoever every site names that the service needs to be looked at."""
    for site in sites.every(tx):
        told = coordinator(tx, site.id)
        if told is None:
            continue
        day = f"{act.at.astimezone(ZoneInfo(site.zone)):%Y%m%d}"
        message = Message(
            key=f"operations:{what}:{day}:{told}",
            kind="operations",
            lane=Lane.NOTICE,
            language=FALLBACK,
            not_before_at=act.at,
            staff_id=told,
            detail={"what": what},
        )
        outbox.queue(tx, act, message)
