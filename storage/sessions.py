"""Sessions of the console, kept here so that any can be ended at once. Only the hash of a cookie is known."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from domain import Act
from storage import rows
from storage.access_words import Session, Stage
from storage.database import Tx
from storage.schema import session
from storage.trail import record


def begin(tx: Tx, act: Act, account_id: int, token: str, stage: Stage, *, by_hospital: bool = False) -> None:
    """A browser has got this far; `token` is new and known to its cookie alone. `by_hospital`: the hospital's
    own sign-in said who it is."""
    rows.add(
        tx.conn,
        session,
        token_hash=_hash(token),
        account_id=account_id,
        stage=stage,
        begun_at=act.at,
        seen_at=act.at,
    )
    verb = "account.sign-in" if stage is Stage.SIGNED_IN else "account.begin-set-up"
    record(tx, act, verb, f"account:{account_id}", {"by": "hospital"} if by_hospital else {})


def find(tx: Tx, token: str) -> Session | None:
    """The session of a cookie, ended or not."""
    return rows.one(tx.conn, Session, session, token_hash=_hash(token))


def standing(tx: Tx, account_id: int) -> tuple[Session, ...]:
    """Those of somebody that nobody has ended, the oldest first; they may have run out."""
    theirs = (session.c.account_id == account_id, session.c.ended_at.is_(None))
    return rows.many(tx.conn, Session, session, *theirs)


def seen(tx: Tx, session_id: int, at: datetime) -> None:
    """Somebody used it."""
    rows.change(tx.conn, session, session.c.id == session_id, session.c.seen_at < at, seen_at=at)


def end(tx: Tx, act: Act, session_id: int) -> bool:
    """It works no more; false if it was over."""
    there = (session.c.id == session_id, session.c.ended_at.is_(None))
    if not rows.change(tx.conn, session, *there, ended_at=act.at):
        return False
    account_id = tx.conn.execute(select(session.c.account_id).where(session.c.id == session_id)).scalar_one()
    record(tx, act, "account.sign-out", f"account:{account_id}")
    return True


def end_all(tx: Tx, act: Act, account_id: int) -> int:
    """Somebody is signed out everywhere; of how many sessions."""
    return sum(end(tx, act, each.id) for each in standing(tx, account_id))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
