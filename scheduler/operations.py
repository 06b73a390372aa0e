"""What staff are told about the service itself: the coordinators of a site, and its owner."""

from collections.abc import Mapping

from domain import Act, Lane, Message, Site
from storage import outbox, staff
from storage.database import Tx
from storage.words import Role


def tell_site(
    tx: Tx, act: Act, site: Site, matter: str, detail: Mapping[str, str], episode_id: int | None = None
) -> None:
    """Queue word of a matter: once for each matter and person, so it names what it is about and when."""
    people = staff.of_site(tx, site.id)
    told = {each.id for each in people if each.active and each.role is Role.COORDINATOR}
    if site.owner_id is not None:
        told.add(site.owner_id)
    for staff_id in sorted(told):
        message = Message(
            key=f"operations:{matter}:{staff_id}",
            kind="operations",
            lane=Lane.NOTICE,
            language="en",
            not_before_at=act.at,
            staff_id=staff_id,
            episode_id=episode_id,
            detail=detail,
        )
        outbox.queue(tx, act, message)
