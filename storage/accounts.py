"""Who may sign in to the console: their password's hash, their second factor, refusals and the lock.

The trail names accounts by number and holds neither password nor code.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from domain import Act
from storage import rows, staff
from storage.access_words import Account, Post
from storage.database import Tx
from storage.schema import account, recovery_code
from storage.trail import last_at, record

_OF = "account:{}"


def add(tx: Tx, act: Act, *, code: str, post: Post, site_id: int, staff_id: int | None) -> Account:
    """An account that waits for its set-up; a code that is taken is refused."""
    account_id = rows.add(
        tx.conn,
        account,
        code=rows.free_code(tx.conn, account, code),
        post=post,
        site_id=site_id,
        staff_id=staff_id,
        active=True,
        totp_step=0,
        failures=0,
    )
    record(tx, act, "account.add", _OF.format(account_id), {"code": code, "post": post})
    return get(tx, account_id)


def get(tx: Tx, account_id: int) -> Account:
    return rows.known(tx.conn, Account, account, account_id)


def by_code(tx: Tx, code: str) -> Account | None:
    return rows.one(tx.conn, Account, account, code=code)


def every(tx: Tx) -> tuple[Account, ...]:
    """All accounts, in the order they were made."""
    return rows.many(tx.conn, Account, account)


def of_staff(tx: Tx, staff_id: int) -> Account | None:
    """The account of a member of staff, if one was made."""
    return rows.one(tx.conn, Account, account, staff_id=staff_id)


def set_post(tx: Tx, act: Act, account_id: int, post: Post) -> None:
    """Whoever signs in by it does something else from now on."""
    before = get(tx, account_id).post
    _change(tx, account_id, post=post)
    record(tx, act, "account.set-post", _OF.format(account_id), {"was": before, "post": post})


def linked(tx: Tx) -> Mapping[int, datetime]:
    """When each account was linked to one of the hospital, the last time."""
    return _last(tx, "account.link")


def signed_in(tx: Tx) -> Mapping[int, datetime]:
    """When somebody last signed in by each account, if ever."""
    return _last(tx, "account.sign-in")


def _last(tx: Tx, verb: str) -> Mapping[int, datetime]:
    known = {_OF.format(each.id): each.id for each in every(tx)}
    return {known[subject]: at for subject, at in last_at(tx, verb, [*known]).items()}


def may_sign_in(tx: Tx, account: Account) -> bool:
    """Whether the account stands, and whoever it is for still works here."""
    return account.active and (account.staff_id is None or staff.get(tx, account.staff_id).active)


def offer_setup(tx: Tx, act: Act, account_id: int, code: str, until: datetime) -> None:
    """Begin anew: password, second factor, recovery codes and the hospital's account are forgotten, and this
    code sets them once."""
    _change(
        tx,
        account_id,
        password=None,
        totp_secret=None,
        hospital_index=None,
        failures=0,
        locked_until=None,
        setup_index=_digest(code),
        setup_until=until,
    )
    tx.conn.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    record(tx, act, "account.offer-setup", _OF.format(account_id), {"until": until.isoformat()})


def by_setup(tx: Tx, code: str) -> Account | None:
    """Whose set-up code this is; it may be over."""
    return rows.one(tx.conn, Account, account, setup_index=_digest(code))


def keep_secret(tx: Tx, account_id: int, secret: str) -> None:
    """The second factor that an authenticator is being given."""
    _change(tx, account_id, totp_secret=tx.keys.seal(secret.encode(), _place(account_id)))


def secret(tx: Tx, account_id: int) -> str | None:
    """The second factor, if there is one."""
    sealed = tx.conn.execute(select(account.c.totp_secret).where(account.c.id == account_id)).scalar_one()
    return None if sealed is None else tx.keys.open(sealed, _place(account_id)).decode()


def set_up(tx: Tx, act: Act, account_id: int, hashed: str, step: int, codes: tuple[str, ...]) -> None:
    """The set-up is done: its code is used up, and these recovery codes work once each."""
    _change(tx, account_id, password=hashed, totp_step=step, setup_index=None, setup_until=None)
    told = [{"account_id": account_id, "code_index": _digest(f"{account_id}|{each}")} for each in codes]
    rows.add_many(tx.conn, recovery_code, told)
    record(tx, act, "account.set-up", _OF.format(account_id))


def use_recovery(tx: Tx, act: Act, account_id: int, code: str) -> bool:
    """Use a recovery code up; false if it is none of theirs, or used."""
    unused = (
        recovery_code.c.code_index == _digest(f"{account_id}|{code}"),
        recovery_code.c.used_at.is_(None),
    )
    if not rows.change(tx.conn, recovery_code, *unused, used_at=act.at):
        return False
    record(tx, act, "account.use-recovery", _OF.format(account_id))
    return True


def use_step(tx: Tx, account_id: int, step: int) -> bool:
    """Use the code of this step up; false if it, or a later one, was used before."""
    fresh = (account.c.id == account_id, account.c.totp_step < step)
    return bool(rows.change(tx.conn, account, *fresh, totp_step=step))


def refused(
    tx: Tx, act: Act, account_id: int, locked_until: datetime | None, why: str, *, counts: bool
) -> None:
    """A refusal; one that `counts` makes their row longer, and may lock the account for a while."""
    if counts:
        _change(tx, account_id, failures=account.c.failures + 1, locked_until=locked_until)
    told = {"why": why, "locked_until": locked_until.isoformat() if locked_until else None}
    record(tx, act, "account.refuse", _OF.format(account_id), told)


def let_in(tx: Tx, account_id: int) -> None:
    """Refusals are counted in a row: this ends the row."""
    _change(tx, account_id, failures=0, locked_until=None)


def leave(tx: Tx, act: Act, account_id: int) -> bool:
    """Nobody signs in by it any more; false if so before. What was done by it stays on record, and their
    account at the hospital can be linked to another here."""
    there = (account.c.id == account_id, account.c.active.is_(True))
    if not rows.change(tx.conn, account, *there, active=False, hospital_index=None):
        return False
    record(tx, act, "account.leave", _OF.format(account_id))
    return True


def reseal(tx: Tx) -> None:
    """Seal every second factor anew under the master key in use."""
    for each in every(tx):
        held = secret(tx, each.id)
        if held is not None:
            keep_secret(tx, each.id, held)


def _change(tx: Tx, account_id: int, **values: Any) -> None:
    rows.change(tx.conn, account, account.c.id == account_id, **values)


def _digest(code: str) -> bytes:
    """What a one-time code is known by. It is long and random, so a plain hash does not give it away."""
    return hashlib.sha256(code.encode()).digest()


def _place(account_id: int) -> str:
    return f"account|{account_id}|totp_secret"
