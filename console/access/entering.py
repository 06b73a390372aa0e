"""Signing in and out, and setting an account up. The same sentence refuses whatever is wrong, so that nobody
learns which part was right; a code counts once; five refusals in a row lock an account for some minutes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from console.access.second import RECOVERY_CODES, as_typed, fresh_secret, one_time_code, step_of
from console.access.sessions import fresh_cookie
from console.web.desk import Desk
from console.web.visit import Visit, name_of
from domain import Act
from storage import accounts, sessions, trail
from storage.access_words import Account, Stage
from storage.database import Tx

TRIES, LOCK, LONGEST_LOCK = 5, timedelta(minutes=1), timedelta(minutes=15)


class Refused(StrEnum):
    WRONG = "wrong"
    TOO_OFTEN = "too-often"


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed to sign in, and when by the authenticator's time."""

    name: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    typed_at: datetime


def locked_until(failures: int, as_of: datetime) -> datetime | None:
    """How long an account rests after refusals in a row: a minute, doubled each time, at most 15."""
    if failures < TRIES:
        return None
    return as_of + min(LOCK * int(2 ** min(failures - TRIES, 10)), LONGEST_LOCK)


async def sign_in(desk: Desk, visit: Visit, given: Given) -> str | Refused:
    """The cookie of a new session, or why not. Whatever the browser brought before is worth nothing after."""
    if not desk.limits.allows(visit.address, visit.as_of):
        return Refused.TOO_OFTEN
    found = await desk.database.seeing(lambda tx: accounts.by_code(tx, given.name))
    is_theirs = await desk.hashing.matches(found.password if found else None, given.password)
    token = fresh_cookie()
    done = await desk.database.within(lambda tx: _let_in(tx, visit, given, token, is_theirs=is_theirs))
    return token if done else Refused.WRONG


def _let_in(tx: Tx, visit: Visit, given: Given, token: str, *, is_theirs: bool) -> bool:
    account = accounts.by_code(tx, given.name)
    if account is None:
        trail.record(tx, Act("console", visit.as_of), "account.refuse", "account:unknown")
        return False
    if not _shown(tx, visit, account, given, is_theirs=is_theirs):
        return False
    act = Act(name_of(account), visit.as_of)
    _end(tx, act, visit)
    sessions.begin(tx, act, account.id, token, Stage.SIGNED_IN)
    return True


async def shown_again(desk: Desk, visit: Visit, given: Given) -> Refused | None:
    """Whether whoever sits there is who signed in: asked as at the door, before what outlasts a session."""
    if not desk.limits.allows(visit.address, visit.as_of):
        return Refused.TOO_OFTEN
    is_theirs = await desk.hashing.matches(visit.who.password, given.password)
    done = await desk.database.within(
        lambda tx: _shown(tx, visit, accounts.get(tx, visit.who.id), given, is_theirs=is_theirs)
    )
    return None if done else Refused.WRONG


def _shown(tx: Tx, visit: Visit, account: Account, given: Given, *, is_theirs: bool) -> bool:
    """Decide once more on what stands now: others may have tried meanwhile."""
    act = Act(name_of(account), visit.as_of)
    why = _objection(tx, act, account, given, is_theirs=is_theirs)
    if why is None:
        accounts.let_in(tx, account.id)
        return True
    is_counted = why != "locked"
    until = locked_until(account.failures + 1, visit.as_of) if is_counted else account.locked_until
    accounts.refused(tx, act, account.id, until, why, counts=is_counted)
    return False


def _objection(tx: Tx, act: Act, account: Account, given: Given, *, is_theirs: bool) -> str | None:
    if account.locked_until is not None and act.at < account.locked_until:
        return "locked"
    if account.password is None or not accounts.may_sign_in(tx, account):
        return "not-in-use"
    if not is_theirs:
        return "password"
    return None if _second(tx, act, account, given) else "code"


def _second(tx: Tx, act: Act, account: Account, given: Given) -> bool:
    """A code of the authenticator that was not used, or a recovery code that was not."""
    secret = accounts.secret(tx, account.id)
    step = None if secret is None else step_of(secret, given.code, given.typed_at)
    if step is not None:
        return accounts.use_step(tx, account.id, step)
    return accounts.use_recovery(tx, act, account.id, as_typed(given.code))


def sign_out(tx: Tx, visit: Visit) -> None:
    _end(tx, visit.act, visit)


def _end(tx: Tx, act: Act, visit: Visit) -> None:
    if visit.session is not None:
        sessions.end(tx, act, visit.session.id)


def begin_setup(tx: Tx, visit: Visit, name: str, code: str) -> str | None:
    """A session that may finish the set-up, and nothing else; none if the code is wrong or over."""
    account = accounts.by_setup(tx, as_typed(code))
    is_theirs = account is not None and account.code == name and accounts.may_sign_in(tx, account)
    if account is None or not is_theirs or account.setup_until is None or visit.as_of >= account.setup_until:
        trail.record(tx, Act("console", visit.as_of), "account.refuse", "account:unknown", {"why": "set-up"})
        return None
    act, token = Act(name_of(account), visit.as_of), fresh_cookie()
    _end(tx, act, visit)
    accounts.keep_secret(tx, account.id, fresh_secret())
    sessions.begin(tx, act, account.id, token, Stage.SETTING_UP)
    return token


def finish_setup(tx: Tx, visit: Visit, hashed: str, code: str, typed_at: datetime) -> tuple[str, ...] | None:
    """The recovery codes, shown this once; none if the authenticator's code is wrong."""
    account, secret = visit.who, accounts.secret(tx, visit.who.id)
    step = None if secret is None else step_of(secret, code, typed_at)
    if step is None:
        return None
    codes = tuple(one_time_code() for _ in range(RECOVERY_CODES))
    accounts.set_up(tx, visit.act, account.id, hashed, step, codes)
    sessions.end_all(tx, visit.act, account.id)
    return codes
