"""Drafts of the protocol: a text that one person brought, for another to publish. A text never changes."""

from dataclasses import dataclass
from datetime import datetime

from domain import Act
from storage import rows
from storage.access_words import DraftState
from storage.database import Tx
from storage.schema import protocol_draft
from storage.trail import record


@dataclass(frozen=True, slots=True)
class Draft:
    """`account_id`: whose draft it is."""

    id: int
    account_id: int
    at: datetime
    checksum: str
    body: str
    state: DraftState


def add(tx: Tx, act: Act, account_id: int, *, checksum: str, body: str) -> int:
    """Keep a draft, and tell its number. Whether it could be published is decided before."""
    told = {"account_id": account_id, "checksum": checksum, "body": body}
    draft_id = rows.add(tx.conn, protocol_draft, **told, at=act.at, state=DraftState.OPEN)
    record(tx, act, "protocol.draft", f"protocol_draft:{draft_id}", {"checksum": checksum})
    return draft_id


def find(tx: Tx, draft_id: int) -> Draft | None:
    return rows.one(tx.conn, Draft, protocol_draft, id=draft_id)


def standing(tx: Tx) -> tuple[Draft, ...]:
    """Those that were neither published nor dropped, the oldest first."""
    return rows.many(tx.conn, Draft, protocol_draft, protocol_draft.c.state == DraftState.OPEN)


def end(tx: Tx, act: Act, draft_id: int, state: DraftState) -> bool:
    """It is published or dropped; false if it was before."""
    which = (protocol_draft.c.id == draft_id, protocol_draft.c.state == DraftState.OPEN)
    if not rows.change(tx.conn, protocol_draft, *which, state=state):
        return False
    record(tx, act, f"protocol.draft-{state}", f"protocol_draft:{draft_id}")
    return True
