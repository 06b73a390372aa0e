"""Accounts are made, set up anew and ended by an administrator.

A set-up code is known only when it is made, so the page that makes it shows it, once. The last administrator
who can sign in stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from console.pages.accounts import POSTS, STAFF, page, seen_of
from console.pages.changing import MEANWHILE, trying
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Fault
from storage import accounts, sites, staff
from storage.access_words import Account
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class SetUp:
    """What somebody sets up their account with."""

    name: str
    code: str = field(repr=False)
    until: str
    address: str


def _of(tx: Tx, visit: Visit) -> Account | None:
    """The account of the address, of the administrator's own hospital."""
    account = accounts.by_code(tx, visit.path["code"])
    return account if account is not None and account.site_id == visit.who.site_id else None


async def add(desk: Desk, visit: Visit) -> Answer:
    """Let somebody of the own hospital sign in."""
    code, post = (visit.form.get(name, "").strip() for name in ("code", "post"))
    wrong = {} if code else {"code": "Write the name that they sign in with."}
    if post not in {each.value for each in POSTS}:
        wrong["post"] = "Choose one."

    def work(tx: Tx) -> Answer:
        if accounts.by_code(tx, code) is not None:
            raise Fault(f"There is an account {code} already.")
        return _made(tx, desk, visit, code, None if post == STAFF else post)

    return await trying(desk, visit, work, wrong, lambda _: "code", page)


def _made(tx: Tx, desk: Desk, visit: Visit, code: str, post: str | None) -> Page:
    site, person = sites.get(tx, visit.who.site_id), staff.by_code(tx, code)
    if (post is None) != (person is not None and person.site_id == site.id):
        told = f"There is no staff {code!r} at this hospital." if post is None else f"{code} is staff."
        raise Fault(f"{told} Nothing was changed.")
    return _shown(tx, desk, visit, code, desk.reach.staffing.set_up(tx, visit.act, code, post, site))


def _shown(tx: Tx, desk: Desk, visit: Visit, code: str, setup_code: str) -> Page:
    made, site = accounts.by_code(tx, code), sites.get(tx, visit.who.site_id)
    until = moment(desk.speech.staff, site, made.setup_until) if made and made.setup_until else ""
    return Page("account_set_up.html.j2", SetUp(code, setup_code, until, f"{desk.place.origins[0]}/set-up"))


async def set_up(desk: Desk, visit: Visit) -> Answer:
    """A new set-up code for somebody of the own hospital; for staff without an account it is made."""
    return await trying(desk, visit, partial(_set_up, desk, visit), {}, lambda _: "accounts", page)


def _set_up(desk: Desk, visit: Visit, tx: Tx) -> Answer:
    code, account = visit.path["code"], _of(tx, visit)
    person = staff.by_code(tx, code)
    if account is None and (person is None or person.site_id != visit.who.site_id):
        return NOT_THERE
    if visit.form.get("seen") != seen_of(account):
        raise Fault(MEANWHILE)
    site = sites.get(tx, visit.who.site_id)
    return _shown(tx, desk, visit, code, desk.reach.staffing.set_up(tx, visit.act, code, None, site))


def show_remove(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _remove_page(tx, desk, visit, {})


def _remove_page(tx: Tx, _desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    account = _of(tx, visit)
    if account is None or not account.active:
        return NOT_THERE
    return Page("account_remove.html.j2", (account.code, faults), status=422 if faults else 200)


async def remove(desk: Desk, visit: Visit) -> Answer:
    """Nobody signs in by it any more."""

    def work(tx: Tx) -> Answer:
        account = _of(tx, visit)
        if account is None:
            return NOT_THERE
        desk.reach.staffing.remove(tx, visit.act, account.code)
        return Go("/accounts?said=account-removed")

    return await trying(desk, visit, work, {}, lambda _: "account", _remove_page)
