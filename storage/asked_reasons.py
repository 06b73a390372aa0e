"""The reason that a member of staff was last asked to type: for closing without action, or for a snooze."""

from dataclasses import dataclass
from datetime import datetime

from storage import rows
from storage.database import Tx
from storage.schema import asked_reason


@dataclass(frozen=True, slots=True)
class AskedReason:
    """`step` is where the case stood when it was asked. `snooze_until`: none for closing without action.
    `source` names the message that answered it, so that the same one again is told apart."""

    staff_id: int
    alert_id: int
    step: int
    snooze_until: datetime | None
    asked_at: datetime
    source: str | None


def ask(tx: Tx, asked: AskedReason) -> None:
    """Remember what was asked; whatever this person was asked before is forgotten."""
    told = {name: getattr(asked, name) for name in rows.names_of(AskedReason)}
    rows.put(tx.conn, asked_reason, ("staff_id",), **told)


def of(tx: Tx, staff_id: int) -> AskedReason | None:
    return rows.one(tx.conn, AskedReason, asked_reason, staff_id=staff_id)


def answered(tx: Tx, staff_id: int, source: str) -> None:
    """This message was the answer."""
    rows.change(tx.conn, asked_reason, asked_reason.c.staff_id == staff_id, source=source)


def forget(tx: Tx, staff_id: int) -> None:
    """They have turned to something else: what they type next is no reason."""
    unanswered = (asked_reason.c.staff_id == staff_id, asked_reason.c.source.is_(None))
    tx.conn.execute(asked_reason.delete().where(*unanswered))
