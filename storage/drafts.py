"""Drafts: a text that one person brought, for another to put in use. Until then it may be changed."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain import Act
from storage import rows
from storage.access_words import DraftKind, DraftState
from storage.database import Tx
from storage.schema import draft
from storage.trail import read, record


@dataclass(frozen=True, slots=True)
class Draft:
    """`account_id`: who began it. `checksum`: of the text now. `reason`: why, where its author was asked."""

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
    checksum = _sum(body)
    told = {"kind": kind, "account_id": account_id, "checksum": checksum, "body": body, "reason": reason}
    draft_id = rows.add(tx.conn, draft, **told, at=act.at, state=DraftState.OPEN)
    record(tx, act, f"{kind}.draft", f"draft:{draft_id}", {"checksum": checksum})
    return draft_id


def rewrite(tx: Tx, act: Act, which: Draft, body: str) -> None:
    """It says something else from now on."""
    checksum = _sum(body)
    rows.change(tx.conn, draft, draft.c.id == which.id, body=body, checksum=checksum)
    record(tx, act, f"{which.kind}.draft-changed", f"draft:{which.id}", {"checksum": checksum})


def _sum(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def authors(tx: Tx, which: Draft) -> frozenset[str]:
    """Whoever changed it since it was brought, by their names in the trail."""
    verb = f"{which.kind}.draft-changed"
    return frozenset(row.by for row in read(tx, f"draft:{which.id}") if row.verb == verb)


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
