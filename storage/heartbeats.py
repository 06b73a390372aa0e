"""Heartbeats: when each part of the service last did its work, and small things it must remember."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage import rows
from storage.database import Tx
from storage.schema import heartbeat

# Every update runs this one, so it is built once.
_LAST = select(heartbeat).where(heartbeat.c.name == bindparam("name"))


@dataclass(frozen=True, slots=True)
class Heartbeat:
    name: str
    at: datetime
    detail: Mapping[str, Any]


def beat(tx: Tx, name: str, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
    """This part is alive."""
    rows.put(tx.conn, heartbeat, ("name",), name=name, at=at, detail=dict(detail or {}))


def last(tx: Tx, name: str) -> Heartbeat | None:
    row = tx.conn.execute(_LAST, {"name": name}).mappings().one_or_none()
    return None if row is None else rows.shaped(Heartbeat, row)


def every(tx: Tx) -> tuple[Heartbeat, ...]:
    """The last beat of each part, by name."""
    return rows.many(tx.conn, Heartbeat, heartbeat, order=heartbeat.c.name)
