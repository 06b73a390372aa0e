"""Who may sign in to the console: accounts are made, set up anew and ended by whoever runs the service."""

from datetime import timedelta

from app.sites import check_code, named_site
from console.access.second import one_time_code
from domain import Act, Fault
from storage import accounts, hospital, sessions, staff
from storage.access_words import Account, Post
from storage.database import Tx

SETUP_LASTS = timedelta(days=3)


def add_account(tx: Tx, act: Act, code: str, post: str | None, site_code: str | None) -> tuple[Account, str]:
    """An account and its set-up code. Coordinators and clinicians are staff, which gives site and post."""
    if accounts.by_code(tx, code) is not None:
        raise Fault(
            f"There is an account {code} already. For a new set-up code: tmr-followup account reset {code}"
        )
    person = staff.by_code(tx, code)
    if person is not None:
        if not person.active:
            raise Fault(f"{code} has left the hospital. No account was made.")
        if post not in (None, person.role.value) or site_code is not None:
            raise Fault(f"{code} is {person.role.value}: give neither --post nor --site.")
        made = accounts.add(
            tx, act, code=code, post=Post(person.role.value), site_id=person.site_id, staff_id=person.id
        )
    else:
        made = _of_nobody_on_call(tx, act, code, post, site_code)
    return made, _offer(tx, act, made)


def _of_nobody_on_call(tx: Tx, act: Act, code: str, post: str | None, site_code: str | None) -> Account:
    check_code(code)
    if post not in (Post.ANALYST, Post.ADMINISTRATOR):
        raise Fault(
            f"{code} is not staff. Add a clinician or coordinator with `tmr-followup staff add {code}` "
            "first; for anybody else give --post analyst or --post administrator."
        )
    if site_code is None:
        raise Fault("Say which hospital with --site.")
    site = named_site(tx, site_code)
    return accounts.add(tx, act, code=code, post=Post(post), site_id=site.id, staff_id=None)


def reset_account(tx: Tx, act: Act, code: str) -> str:
    """A new set-up code: what signs them in is forgotten, and they are signed out."""
    account = named_account(tx, code)
    if not account.active:
        raise Fault(f"{code} was removed. No set-up code was made.")
    sessions.end_all(tx, act, account.id)
    return _offer(tx, act, account)


def remove_account(tx: Tx, act: Act, code: str) -> str:
    """Nobody signs in by it any more, from this moment on."""
    account = named_account(tx, code)
    if not accounts.leave(tx, act, account.id):
        raise Fault(f"{code} was removed before. Nothing was changed.")
    sessions.end_all(tx, act, account.id)
    return f"{code} is signed out everywhere and cannot sign in. What they did stays on record."


def must_not_be_the_last(tx: Tx, account: Account) -> None:
    """A Fault for the last administrator of a hospital who can sign in there."""
    if account.post is not Post.ADMINISTRATOR or not account.is_set_up:
        return
    others = (
        each
        for each in accounts.every(tx)
        if each.post is Post.ADMINISTRATOR and each.site_id == account.site_id and each.id != account.id
    )
    if not any(each.active and each.is_set_up for each in others):
        raise Fault(
            f"{account.code} is the last administrator of this hospital who can sign in. Have another "
            "administrator set up their account first. Nothing was changed."
        )


def unlink_account(tx: Tx, act: Act, code: str) -> str:
    """No hospital account signs in as them any more."""
    account = named_account(tx, code)
    if not hospital.unlink(tx, act, account.id):
        raise Fault(f"{code} is not linked to a hospital account. Nothing was changed.")
    return (
        f"{code} is signed out everywhere, and no hospital account signs in as {code} any more. "
        f"For a new set-up code: tmr-followup account reset {code}"
    )


def account_rows(tx: Tx) -> list[dict[str, object]]:
    """One row an account, in the order they were made. Who somebody is at the hospital is nowhere told."""
    linked, signed_in = accounts.linked(tx), accounts.signed_in(tx)
    return [
        {
            "account": each.code,
            "post": each.post.value,
            "ready": each.is_set_up,
            "active": each.active,
            "locked_until": each.locked_until,
            "hospital_since": linked.get(each.id) if each.hospital_index is not None else None,
            "last_signed_in": signed_in.get(each.id),
            "sessions": len(sessions.standing(tx, each.id)),
        }
        for each in accounts.every(tx)
    ]


def named_account(tx: Tx, code: str) -> Account:
    account = accounts.by_code(tx, code)
    if account is None:
        raise Fault(f"There is no account {code!r}.")
    return account


def _offer(tx: Tx, act: Act, account: Account) -> str:
    code = one_time_code()
    accounts.offer_setup(tx, act, account.id, code, act.at + SETUP_LASTS)
    return code
