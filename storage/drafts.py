"""Drafts: a text that one person brought, for another to put in use. A text never changes."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain import Act
from storage import rows
from storage.access_words import DraftKind, DraftState
from storage.database import Tx
from storage.schema import draft
from storage.trail import record


@dataclass(frozen=True, slots=True)
class Draft:
    """`account_id`: whose draft it is. `reason`: why, where its author was asked."""

    id: int
    kind: DraftKind
    account_id: int
    at: datetime
    checksum: str
    body: str
    reason: str
    state: DraftState


def add(tx: Tx, act: Act, kind: DraftKind, account_id: int, body: str, reason: str = "") -> int:
    """Keep a draft, and tell its number. Whether it could be put in use is decided before."""
    checksum = sha256(body.encode()).hexdigest()
    told = {"kind": kind, "account_id": account_id, "checksum": checksum, "body": body, "reason": reason}
    draft_id = rows.add(tx.conn, draft, **told, at=act.at, state=DraftState.OPEN)
    record(tx, act, f"{kind}.draft", f"draft:{draft_id}", {"checksum": checksum})
    return draft_id


def find(tx: Tx, kind: DraftKind, draft_id: int) -> Draft | None:
    """The draft of this kind and number, while it waits."""
    return rows.one(tx.conn, Draft, draft, id=draft_id, kind=kind, state=DraftState.OPEN)


def standing(tx: Tx, kind: DraftKind) -> tuple[Draft, ...]:
    """Those of a kind that were neither published nor dropped, the oldest first."""
    return rows.alike(tx.conn, Draft, draft, kind=kind, state=DraftState.OPEN)


def end(tx: Tx, act: Act, which: Draft, state: DraftState) -> None:
    """It is published or dropped."""
    rows.change(tx.conn, draft, draft.c.id == which.id, state=state)
    record(tx, act, f"{which.kind}.draft-{state}", f"draft:{which.id}")
