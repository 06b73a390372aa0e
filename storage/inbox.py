"""The inbox: every update Telegram was told is confirmed. Bodies are sealed, and emptied once done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from domain import Act
from storage import rows
from storage.database import Tx
from storage.schema import inbox
from storage.trail import record

MOST_ATTEMPTS = 3
"""After so many failures an update is parked: it stays, and nobody tries again unless staff ask for it."""
_FAULT_LENGTH = 200

# Every update runs these two, so they are built once.
_UNDONE = (inbox.c.bot_id == bindparam("bot"), inbox.c.done_at.is_(None))
_WAITING = select(inbox).where(*_UNDONE).order_by(inbox.c.update_id)
_DONE = (
    update(inbox)
    .where(*_UNDONE, inbox.c.update_id.in_(bindparam("handled", expanding=True)))
    .values(done_at=bindparam("at"), body=None, chat_index=None)
)

PARKED = (inbox.c.done_at.is_(None), inbox.c.attempts >= MOST_ATTEMPTS)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that is not done. `chat_index` tells chats apart without naming them."""

    update_id: int
    chat_index: bytes | None
    body: bytes = field(repr=False)
    attempts: int


@dataclass(frozen=True, slots=True)
class Parked:
    """An update that failed too often. `fault` names the kind of the last error; the body is opened."""

    update_id: int
    received_at: datetime
    fault: str | None
    body: bytes = field(repr=False)


def put(tx: Tx, *, bot_id: int, update_id: int, chat_id: int | None, body: bytes, at: datetime) -> bool:
    """Keep an update; false if it is here already, done or not."""
    chat_index = None if chat_id is None else tx.keys.index(str(chat_id), "inbox.chat")
    sealed = tx.keys.seal(body, _place(bot_id, update_id))
    told = {"bot_id": bot_id, "update_id": update_id, "chat_index": chat_index, "body": sealed}
    return rows.insert_if_new(tx.conn, inbox, **told, received_at=at, attempts=0)


def waiting(tx: Tx, bot_id: int) -> tuple[Waiting, ...]:
    """What is not done, by update number."""
    return tuple(
        Waiting(row.update_id, row.chat_index, _opened(tx, row), row.attempts)
        for row in tx.conn.execute(_WAITING, {"bot": bot_id})
    )


def done(tx: Tx, bot_id: int, update_ids: tuple[int, ...] | list[int], at: datetime) -> int:
    """These are handled: note when, and empty their bodies. Tells how many were not done before."""
    return tx.conn.execute(_DONE, {"bot": bot_id, "handled": list(update_ids), "at": at}).rowcount


def faulted(tx: Tx, bot_id: int, update_id: int, fault: str) -> None:
    """Handling failed; it stays to be tried again. `fault` names the kind of error, never the content."""
    where = (inbox.c.bot_id == bot_id, inbox.c.update_id == update_id)
    rows.change(tx.conn, inbox, *where, attempts=inbox.c.attempts + 1, fault=fault[:_FAULT_LENGTH])


def parked(tx: Tx) -> tuple[Parked, ...]:
    """What failed too often, of every bot, the longest waiting first."""
    found = tx.conn.execute(select(inbox).where(*PARKED).order_by(inbox.c.received_at, inbox.c.update_id))
    return tuple(Parked(row.update_id, row.received_at, row.fault, _opened(tx, row)) for row in found)


def parked_before(tx: Tx, received: datetime) -> tuple[int, ...]:
    """The parked updates that came in before then, by number; none is opened."""
    found = select(inbox.c.update_id).where(*PARKED, inbox.c.received_at < received)
    return tuple(tx.conn.execute(found.order_by(inbox.c.update_id)).scalars())


def retry(tx: Tx, act: Act, update_id: int) -> bool:
    """Have the worker try a parked update again; false if there is no such."""
    return _unpark(tx, act, update_id, "retry", attempts=0)


def discard(tx: Tx, act: Act, update_id: int) -> bool:
    """Give a parked update up: it is emptied like one that was handled; false if there is no such."""
    return _unpark(tx, act, update_id, "discard", done_at=act.at, body=None, chat_index=None)


def _unpark(tx: Tx, act: Act, update_id: int, verb: str, **values: Any) -> bool:
    if not rows.change(tx.conn, inbox, *PARKED, inbox.c.update_id == update_id, **values):
        return False
    record(tx, act, f"inbox.{verb}", f"update:{update_id}")
    return True


def prune(tx: Tx, before: datetime) -> int:
    """Forget what was done before then."""
    return tx.conn.execute(delete(inbox).where(inbox.c.done_at < before)).rowcount


def oldest_waiting(tx: Tx) -> datetime | None:
    """When the longest waiting update came in, whichever bot it is for."""
    undone = select(inbox.c.received_at).where(inbox.c.done_at.is_(None))
    undone = undone.order_by(inbox.c.received_at).limit(1)
    return tx.conn.execute(undone).scalar_one_or_none()


def untouched(tx: Tx, since: datetime) -> bool:
    """Whether an update that came in after `since` waits, and nobody has tried to handle it yet."""
    waits = (inbox.c.done_at.is_(None), inbox.c.attempts == 0, inbox.c.received_at > since)
    return tx.conn.execute(select(inbox.c.update_id).where(*waits).limit(1)).first() is not None


def reseal(tx: Tx) -> int:
    """Seal what waits with the key in use; tells how many bodies had another."""
    resealed = 0
    for row in tx.conn.execute(select(inbox).where(inbox.c.done_at.is_(None))).all():
        if tx.keys.is_current(row.body):
            continue
        place = _place(row.bot_id, row.update_id)
        body = tx.keys.seal(_opened(tx, row), place)
        this = (inbox.c.bot_id == row.bot_id, inbox.c.update_id == row.update_id)
        tx.conn.execute(update(inbox).where(*this).values(body=body))
        resealed += 1
    return resealed


def _opened(tx: Tx, row: Any) -> bytes:
    return tx.keys.open(row.body, _place(row.bot_id, row.update_id))


def _place(bot_id: int, update_id: int) -> str:
    return f"inbox|{bot_id}:{update_id}|body"
