"""What comes in is kept before Telegram is told that it arrived. Polling and webhook both keep it here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storage import heartbeats, inbox
from storage.database import Tx

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""All that this product asks Telegram for."""

HEARTBEAT = "intake"
GAP = "intake-gap"
BEAT_EVERY = timedelta(seconds=10)
KEPT_BY_TELEGRAM = timedelta(hours=24)
"""How long Telegram keeps an update that nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class Told:
    """An update as Telegram sent it, with what the inbox must know of it."""

    update_id: int
    chat_id: int | None = field(repr=False)
    body: bytes = field(repr=False)


def read(update: Mapping[str, Any]) -> Told | None:
    """An update's number and chat; None if it is no update at all."""
    number = update.get("update_id")
    if not isinstance(number, int):
        return None
    return Told(number, chat_of(update), json.dumps(update).encode())


def keep(tx: Tx, bot_id: int, batch: Sequence[Told], at: datetime) -> int:
    """Store a batch in one transaction and note that the intake lives; tells how many were new."""
    new = sum(
        inbox.put(tx, bot_id=bot_id, update_id=told.update_id, chat_id=told.chat_id, body=told.body, at=at)
        for told in batch
    )
    alive(tx, at)
    return new


def alive(tx: Tx, at: datetime) -> None:
    """Note that the intake lives; and if it was away so long that Telegram dropped updates, note that."""
    before = heartbeats.last(tx, HEARTBEAT)
    if before is not None and timedelta(0) <= at - before.at < BEAT_EVERY:
        return
    if before is not None and at - before.at >= KEPT_BY_TELEGRAM:
        heartbeats.beat(tx, GAP, at, {"since": before.at.isoformat()})
    heartbeats.beat(tx, HEARTBEAT, at)


def chat_of(update: Mapping[str, Any]) -> int | None:
    """The private chat an update belongs to; a tap on a message too old to be shown names only its sender."""
    for kind in ALLOWED_UPDATES:
        body = update.get(kind)
        if isinstance(body, Mapping):
            place = body.get("chat") or (body.get("message") or {}).get("chat") or body.get("from") or {}
            return place.get("id")
    return None
