"""Queues the digests whose slot has come: one row for each channel that works, never two for one slot.

The row and the move to the next slot are one transaction. What was skipped in an outage gives one digest, and
one that still waits from an earlier slot is dropped for the newer.
"""

from datetime import datetime

from domain import Act, Channel, DigestWish, Lane, Message
from scheduler.digest_slots import latest_slot, next_slot
from storage import contacts, digest_wishes, mailboxes, outbox, sites, staff
from storage.database import Tx
from storage.words import ChannelState, Owner, Staff

_LANGUAGE = "en"


def queue_digests(tx: Tx, act: Act) -> int:
    """Queue what is due; tells for how many people."""
    due = digest_wishes.due(tx, act.at)
    for wish in due:
        person = staff.get(tx, wish.staff_id)
        zone = sites.get(tx, person.site_id).zone
        slot = latest_slot(wish, zone, act.at)
        if digest_wishes.move_on(tx, wish, next_slot(wish, zone, max(slot, act.at))) and person.active:
            _queue(tx, act, wish, person, slot)
    return len(due)


def _queue(tx: Tx, act: Act, wish: DigestWish, person: Staff, slot: datetime) -> None:
    outbox.drop_digests(tx, act, person.id, "overtaken")
    channels = _channels(tx, person)
    for channel in channels:
        outbox.queue(tx, act, _message(wish, slot, channel, len(channels), act.at))


def _channels(tx: Tx, person: Staff) -> tuple[Channel, ...]:
    """Those that work. If none does, Telegram fails and the service says that they are out of reach."""
    has_chat = contacts.channel(tx, Owner.STAFF, person.id).state is ChannelState.LINKED
    if mailboxes.working_address(tx, person.id) is None:
        return (Channel.TELEGRAM,)
    return (Channel.TELEGRAM, Channel.EMAIL) if has_chat else (Channel.EMAIL,)


def _message(wish: DigestWish, slot: datetime, channel: Channel, ways: int, at: datetime) -> Message:
    """`ways`: by how many channels this digest goes; where it is two, neither stands in for the other."""
    return Message(
        key=f"digest:{wish.staff_id}:{slot:%Y%m%dT%H%M%S}:{channel}",
        kind="digest",
        lane=Lane.NOTICE,
        language=_LANGUAGE,
        not_before_at=at,
        staff_id=wish.staff_id,
        detail={"ways": ways},
        channel=channel,
    )
