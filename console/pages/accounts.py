"""Who may sign in, as the administrator sees it; and signing somebody out everywhere."""

from dataclasses import dataclass

from console.access.sessions import is_over
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Site
from storage import accounts, sessions, sites
from storage.access_words import Account
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class AccountLine:
    code: str
    post: str
    state: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Accounts:
    lines: tuple[AccountLine, ...]


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The accounts of the administrator's own hospital."""
    site = sites.get(tx, visit.who.site_id)
    found = [each for each in accounts.every(tx) if each.site_id == site.id]
    return Page("accounts.html.j2", Accounts(tuple(_line(tx, desk, visit, site, each) for each in found)))


def _line(tx: Tx, desk: Desk, visit: Visit, site: Site, account: Account) -> AccountLine:
    signed_in = [each for each in sessions.standing(tx, account.id) if not is_over(each, visit.as_of)]
    return AccountLine(account.code, account.post.value, _state(desk, visit, site, account), len(signed_in))


def _state(desk: Desk, visit: Visit, site: Site, account: Account) -> str:
    if not account.active:
        return "removed"
    if not account.is_set_up:
        return "not set up yet"
    if account.locked_until is not None and visit.as_of < account.locked_until:
        return f"locked until {moment(desk.speech.staff, site, account.locked_until)}"
    return "ready"


def sign_out(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """Sign somebody of the own hospital out everywhere."""
    account = accounts.by_code(tx, visit.path["code"])
    if account is None or account.site_id != visit.who.site_id:
        return NOT_THERE
    sessions.end_all(tx, visit.act, account.id)
    return Go("/accounts?said=ended")
