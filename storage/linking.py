"""Linking a person to a Telegram chat: a one-time token in a link, and a PIN the clinic gives by word.

Only their HMACs are kept; the token also, sealed, from the moment a chat was asked for the PIN until it is
used, so that the PIN may be typed. Five wrong PINs lock the offer, and the clinic makes a new one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from domain import Act
from storage import rows
from storage.database import Tx
from storage.schema import contact
from storage.sealed import chat_index, chat_indexes, data_key, owner_of, place, wake_owner
from storage.trail import record
from storage.words import ChannelState, Owner

TRIES = 5
_LINK = "contact.link"
_PIN = "contact.pin"
_NO_OFFER: dict[str, Any] = {
    "link_index": None,
    "link_pin": None,
    "link_expires_at": None,
    "link_attempts": 0,
    "link_token": None,
    "link_chat_index": None,
}


class LinkOutcome(StrEnum):
    """`locked`: too many wrong PINs. `unknown`: no such offer. `taken`: the chat is somebody else's."""

    ACCEPTED = "accepted"
    WRONG_PIN = "wrong-pin"
    EXPIRED = "expired"
    LOCKED = "locked"
    UNKNOWN = "unknown"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Offer:
    """A link that was given out and not yet used. `attempts` counts wrong PINs."""

    owner: Owner
    owner_id: int
    expires_at: datetime
    attempts: int


def offer_link(
    tx: Tx, act: Act, owner: Owner, owner_id: int, *, token: str, pin: str, expires_at: datetime
) -> None:
    """Let a person link a chat with this token and PIN; an earlier offer to them ends."""
    rows.change(
        tx.conn,
        contact,
        contact.c.owner == owner,
        contact.c.owner_id == owner_id,
        link_index=tx.keys.index(token, _LINK),
        link_pin=tx.keys.index(f"{token}|{pin}", _PIN),
        link_expires_at=expires_at,
        link_attempts=0,
        link_token=None,
        link_chat_index=None,
    )
    record(tx, act, "contact.offer-link", f"{owner}:{owner_id}", {"expires_at": expires_at.isoformat()})


def withdraw_offer(tx: Tx, act: Act, owner: Owner, owner_id: int, expires_at: datetime) -> bool:
    """End the offer that would expire then; false if it was used, or another was made since."""
    which = (
        contact.c.owner == owner,
        contact.c.owner_id == owner_id,
        contact.c.link_index.is_not(None),
        contact.c.link_expires_at == expires_at,
    )
    if not rows.change(tx.conn, contact, *which, **_NO_OFFER):
        return False
    record(tx, act, "contact.withdraw-link", f"{owner}:{owner_id}")
    return True


def find_offer(tx: Tx, token: str) -> Offer | None:
    """The offer this token belongs to, if it is not used up; it may have expired or be locked."""
    row = _offered(tx, token)
    return None if row is None else Offer(row.owner, row.owner_id, row.link_expires_at, row.link_attempts)


def pend(tx: Tx, token: str, chat_id: int) -> None:
    """Remember that this chat was asked for the PIN of this link, and of no other."""
    row, index = _offered(tx, token), chat_index(tx, chat_id)
    if row is None:
        return
    rows.change(tx.conn, contact, contact.c.link_chat_index == index, link_token=None, link_chat_index=None)
    sealed = data_key(tx, row).seal(token.encode(), place(row.owner, row.owner_id, "link_token"))
    rows.change(tx.conn, contact, contact.c.id == row.id, link_token=sealed, link_chat_index=index)


def pending(tx: Tx, chat_id: int) -> str | None:
    """The token of the link whose PIN this chat was asked for, if it is not used."""
    indexes = chat_indexes(tx, chat_id)
    row = tx.conn.execute(select(contact).where(contact.c.link_chat_index.in_(indexes))).first()
    if row is None:
        return None
    return data_key(tx, row).open(row.link_token, place(row.owner, row.owner_id, "link_token")).decode()


def try_pin(tx: Tx, act: Act, token: str, pin: str) -> LinkOutcome:
    """Compare a PIN. A wrong one counts, and the fifth locks the offer."""
    row = _offered(tx, token)
    refused = _refused(row, act)
    if refused is not None:
        return refused
    if tx.keys.matches(f"{token}|{pin}", _PIN, row.link_pin):
        return LinkOutcome.ACCEPTED
    tries = row.link_attempts + 1
    rows.change(tx.conn, contact, contact.c.id == row.id, link_attempts=tries)
    record(tx, act, "contact.wrong-pin", f"{row.owner}:{row.owner_id}", {"tries": tries})
    return LinkOutcome.LOCKED if tries >= TRIES else LinkOutcome.WRONG_PIN


def link(
    tx: Tx, act: Act, owner: Owner, owner_id: int, *, token: str, chat_id: int, consent_version: str | None
) -> LinkOutcome:
    """Bind the chat to the person and use the token up. The caller has tried the PIN."""
    row = _offered(tx, token)
    refused = _refused(row, act)
    if refused is not None:
        return refused
    if (row.owner, row.owner_id) != (owner, owner_id):
        return LinkOutcome.UNKNOWN
    if owner_of(tx, chat_id) not in (None, (owner, owner_id)):
        return LinkOutcome.TAKEN
    rows.change(
        tx.conn,
        contact,
        contact.c.id == row.id,
        chat=data_key(tx, row).seal(str(chat_id).encode(), place(owner, owner_id, "chat")),
        chat_index=chat_index(tx, chat_id),
        channel=ChannelState.LINKED,
        channel_at=act.at,
        **_NO_OFFER,
        consent_version=consent_version,
        consent_at=act.at if consent_version else None,
    )
    record(tx, act, "contact.link", f"{owner}:{owner_id}", {"consent": consent_version})
    wake_owner(tx, act, owner, owner_id)
    return LinkOutcome.ACCEPTED


def _offered(tx: Tx, token: str) -> Any:
    indexes = tx.keys.indexes(token, _LINK)
    return tx.conn.execute(select(contact).where(contact.c.link_index.in_(indexes))).first()


def _refused(row: Any, act: Act) -> LinkOutcome | None:
    if row is None:
        return LinkOutcome.UNKNOWN
    if row.link_attempts >= TRIES:
        return LinkOutcome.LOCKED
    return LinkOutcome.EXPIRED if act.at >= row.link_expires_at else None
