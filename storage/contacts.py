"""Identifiers, apart from everything else: names, numbers and Telegram chats, each sealed for its own field.

A person's fields are sealed with that person's data key, which the master key wraps. Chats are found again by
a blind index. How people are linked is in `linking.py`; both are offered here.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select, update

from domain import Act
from storage import accounts, begun, inbox, key_check, rows
from storage.crypto import Key
from storage.database import Tx
from storage.linking import LinkOutcome, Offer, find_offer, link, offer_link, try_pin, withdraw_offer
from storage.schema import contact
from storage.sealed import chat_index, chat_of, data_key, is_erased, owner_of, place, row_of, wake_owner
from storage.trail import record
from storage.words import ChannelState, Owner

__all__ = [
    "Channel",
    "Details",
    "LinkOutcome",
    "Offer",
    "channel",
    "correct",
    "details",
    "find_offer",
    "keep",
    "link",
    "new_row",
    "offer_link",
    "owner_of",
    "rotate",
    "set_channel",
    "try_pin",
    "withdraw_offer",
]


@dataclass(frozen=True, slots=True)
class Details:
    """What a person is called and reached by. It never shows in a representation."""

    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    nhs_number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a person is written to, and whether that works."""

    chat_id: int | None = field(repr=False)
    state: ChannelState


def keep(tx: Tx, act: Act, owner: Owner, owner_id: int, told: Details) -> None:
    """Give a new person a data key, and keep their details under it."""
    rows.add(tx.conn, contact, **new_row(tx, owner, owner_id, told))
    record(tx, act, "contact.keep", f"{owner}:{owner_id}")


def new_row(tx: Tx, owner: Owner, owner_id: int, told: Details) -> dict[str, Any]:
    """The sealed row of a new person, with a data key of their own; every column of details is in it."""
    key = tx.keys.new_data_key()
    return {
        "owner": owner,
        "owner_id": owner_id,
        "data_key": tx.keys.seal(key.raw, place(owner, owner_id, "data_key")),
        "channel": ChannelState.UNLINKED,
        "link_attempts": 0,
        **dict.fromkeys(asdict(told)),
        **_sealed(key, owner, owner_id, told),
    }


def details(tx: Tx, owner: Owner, owner_id: int) -> Details:
    """What a person is called and reached by; nothing of whoever was erased."""
    row = row_of(tx, owner, owner_id)
    if is_erased(row):
        return Details()
    key = data_key(tx, row)
    sealed = {name: getattr(row, name) for name in asdict(Details())}
    return Details(
        **{
            name: key.open(value, place(owner, owner_id, name)).decode() if value is not None else None
            for name, value in sealed.items()
        }
    )


def correct(tx: Tx, act: Act, owner: Owner, owner_id: int, told: Details) -> tuple[str, ...]:
    """Have these stand in place of what is known; the names of what changed, which is all the trail keeps. A
    new address of e-mail counts as working until it is refused."""
    before = asdict(details(tx, owner, owner_id))
    changed = tuple(name for name, value in asdict(told).items() if value != before[name])
    if not changed:
        return ()
    row = row_of(tx, owner, owner_id)
    sealed = _sealed(data_key(tx, row), owner, owner_id, told)
    values: dict[str, Any] = {name: sealed.get(name) for name in changed}
    if "email" in changed:
        values["email_refused_at"] = None
    rows.change(tx.conn, contact, contact.c.id == row.id, **values)
    record(tx, act, "contact.correct", f"{owner}:{owner_id}", {"changed": list(changed)})
    wake_owner(tx, act, owner, owner_id)
    return changed


def channel(tx: Tx, owner: Owner, owner_id: int) -> Channel:
    """Where to write to a person."""
    row = row_of(tx, owner, owner_id)
    return Channel(chat_of(tx, row), row.channel)


def set_channel(tx: Tx, act: Act, owner: Owner, owner_id: int, state: ChannelState) -> bool:
    """Note that a person's chat works, or why not; false if that was known. Unlinking forgets the chat."""
    values: dict[str, Any] = {"channel": state, "channel_at": act.at}
    if state is ChannelState.UNLINKED:
        values |= {"chat": None, "chat_index": None}
    where = (contact.c.owner == owner, contact.c.owner_id == owner_id, contact.c.channel != state)
    if not rows.change(tx.conn, contact, *where, **values):
        return False
    record(tx, act, "contact.channel", f"{owner}:{owner_id}", {"state": state})
    wake_owner(tx, act, owner, owner_id)
    return True


def rotate(tx: Tx, act: Act) -> int:
    """Re-wrap everything under the master key in use; tells how many people's keys had another.

    Afterwards the old key opens nothing but the trail's earlier rows: keep it for verifying those. Links that
    were offered and not yet used end with the old key.
    """
    rotated = 0
    for row in tx.conn.execute(select(contact).order_by(contact.c.id)).all():
        if is_erased(row) or tx.keys.is_current(row.data_key):
            continue
        key, where = data_key(tx, row), place(row.owner, row.owner_id, "data_key")
        chat_id = chat_of(tx, row)
        index = None if chat_id is None else chat_index(tx, chat_id)
        values = {"data_key": tx.keys.seal(key.raw, where), "chat_index": index}
        tx.conn.execute(update(contact).where(contact.c.id == row.id).values(**values))
        rotated += 1
    inbox.reseal(tx)
    key_check.reseal(tx)
    accounts.reseal(tx)
    begun.reseal(tx)
    record(tx, act, "contact.rotate", "contact:all", {"people": rotated})
    return rotated


def _sealed(key: Key, owner: Owner, owner_id: int, told: Details) -> dict[str, bytes]:
    given = {name: value for name, value in asdict(told).items() if value is not None}
    return {name: key.seal(value.encode(), place(owner, owner_id, name)) for name, value in given.items()}
