"""Sign-in by the hospital's own accounts: who was sent there, and which account here each of them has.

Neither what the hospital calls somebody nor what a browser took along is kept, but hashes of them alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from domain import Act
from storage import rows, sessions
from storage.access_words import Account
from storage.database import Tx
from storage.schema import account, hospital_attempt, recovery_code
from storage.trail import record

LASTS = timedelta(minutes=10)
"""How long somebody may take at the hospital's sign-in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A browser that was sent to the hospital's sign-in. `account_id`: of whoever sets up; else none."""

    id: int
    account_id: int | None
    begun_at: datetime


def begin(tx: Tx, cookie: str, state: str, account_id: int | None, as_of: datetime) -> None:
    """Remember that this browser was sent away; what is over goes."""
    tx.conn.execute(delete(hospital_attempt).where(hospital_attempt.c.begun_at <= as_of - LASTS))
    rows.add(
        tx.conn,
        hospital_attempt,
        state_index=_digest(cookie, state),
        account_id=account_id,
        begun_at=as_of,
    )


def take(tx: Tx, cookie: str, state: str, as_of: datetime) -> Attempt | None:
    """What this browser was sent away with, once; none if it is over, used, or another browser's."""
    found = rows.one(tx.conn, Attempt, hospital_attempt, state_index=_digest(cookie, state))
    if found is None:
        return None
    gone = tx.conn.execute(delete(hospital_attempt).where(hospital_attempt.c.id == found.id))
    return found if gone.rowcount == 1 and as_of < found.begun_at + LASTS else None


def account_of(tx: Tx, issuer: str, subject: str) -> Account | None:
    """Whose account here this account of the hospital is."""
    return rows.one(tx.conn, Account, account, hospital_index=_digest(issuer, subject))


def link(tx: Tx, act: Act, account_id: int, issuer: str, subject: str) -> None:
    """From now on they sign in by this account of the hospital alone; the set-up code is used up."""
    rows.change(
        tx.conn,
        account,
        account.c.id == account_id,
        hospital_index=_digest(issuer, subject),
        password=None,
        totp_secret=None,
        setup_index=None,
        setup_until=None,
    )
    tx.conn.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    record(tx, act, "account.link", f"account:{account_id}")


def unlink(tx: Tx, act: Act, account_id: int) -> bool:
    """No account of the hospital signs in as them any more, and they are signed out; false if none did."""
    there = (account.c.id == account_id, account.c.hospital_index.is_not(None))
    if not rows.change(tx.conn, account, *there, hospital_index=None):
        return False
    record(tx, act, "account.unlink", f"account:{account_id}")
    sessions.end_all(tx, act, account_id)
    return True


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\x00".join(parts).encode()).digest()
