"""Heartbeats: when each part of the service last did its work, and small things it must remember."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import rows
from storage.database import Tx
from storage.schema import heartbeat


@dataclass(frozen=True, slots=True)
class Heartbeat:
    name: str
    at: datetime
    detail: Mapping[str, Any]


def beat(tx: Tx, name: str, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
    """This part is alive."""
    rows.put(tx.conn, heartbeat, ("name",), name=name, at=at, detail=dict(detail or {}))


def last(tx: Tx, name: str) -> Heartbeat | None:
    return rows.one(tx.conn, Heartbeat, heartbeat, name=name)


def every(tx: Tx) -> tuple[Heartbeat, ...]:
    """The last beat of each part, by name."""
    return rows.alike(tx.conn, Heartbeat, heartbeat, heartbeat.c.name)
