"""Signing in by the hospital's own account: who may, once the hospital has said who it is.

Nobody gets an account by it: a set-up code, given in person, links a hospital account to the account that was
made here, and what somebody may do stands here alone.
"""

from enum import StrEnum

from console.access.sessions import fresh_cookie
from console.web.visit import Visit, name_of
from domain import Act
from storage import accounts, hospital, sessions, trail
from storage.access_words import Account, Stage
from storage.database import Tx

UNKNOWN = "account:unknown"


class NotIn(StrEnum):
    """Why somebody whom the hospital knows is not let in here."""

    NOT_LINKED = "not-linked"
    TAKEN = "taken"
    SETUP_OVER = "set-up-over"


def let_in(tx: Tx, visit: Visit, linking: int | None, issuer: str, subject: str) -> str | NotIn:
    """The cookie of a new session, or why not. `linking`: whose account is to be linked by it."""
    found = hospital.account_of(tx, issuer, subject)
    account = found if linking is None else _linked(tx, visit, linking, found, issuer, subject)
    if isinstance(account, NotIn):
        return account
    if account is None or not accounts.may_sign_in(tx, account):
        refuse(tx, visit, "not-linked" if account is None else "not-in-use", account)
        return NotIn.NOT_LINKED
    act, token = Act(name_of(account), visit.as_of), fresh_cookie()
    if visit.session is not None:
        sessions.end(tx, act, visit.session.id)
    sessions.begin(tx, act, account.id, token, Stage.SIGNED_IN, by_hospital=True)
    return token


def _linked(
    tx: Tx, visit: Visit, linking: int, found: Account | None, issuer: str, subject: str
) -> Account | NotIn:
    """The account that this browser was sent away to link, linked now; its session must still stand."""
    if visit.session is None or visit.who.id != linking:
        refuse(tx, visit, "set-up")
        return NotIn.SETUP_OVER
    if found is not None:
        refuse(tx, visit, "taken", visit.who)
        return NotIn.TAKEN
    hospital.link(tx, visit.act, linking, issuer, subject)
    sessions.end_all(tx, visit.act, linking)
    return accounts.get(tx, linking)


def refuse(tx: Tx, visit: Visit, why: str, account: Account | None = None) -> None:
    """A refusal in the trail; `why` in a word of ours."""
    subject = UNKNOWN if account is None else f"account:{account.id}"
    trail.record(tx, Act("console", visit.as_of), "account.refuse", subject, {"why": why, "by": "hospital"})
