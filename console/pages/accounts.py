"""Who may sign in, as the administrator sees it: accounts are made, set up anew and ended, and somebody is
signed out everywhere. A set-up code is known only when it is made, so the page that makes it shows it, once.
The last administrator who can sign in stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from console.access.sessions import is_over
from console.pages.changing import MEANWHILE, stamp, trying
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Fault, Site
from storage import accounts, sessions, sites, staff
from storage.access_words import Account, Post
from storage.database import Tx

STAFF = "staff"
POSTS = (
    Choice(STAFF, "Clinician or coordinator", "Somebody of the hospital's staff: give their staff code"),
    Choice(Post.ANALYST, "Analyst", "Pseudonyms and figures alone"),
    Choice(Post.ADMINISTRATOR, "Administrator", "People, accounts and the trail; no patients"),
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """`seen`: how it stood when the page was shown."""

    code: str
    post: str
    state: str
    sessions: int
    active: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Accounts:
    lines: tuple[AccountLine, ...]
    posts: tuple[Choice, ...]
    new: str
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetUp:
    """What somebody sets up their account with."""

    name: str
    code: str = field(repr=False)
    until: str
    address: str


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The accounts of the administrator's own hospital."""
    return page(tx, desk, visit, {})


def page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site = sites.get(tx, visit.who.site_id)
    found = [each for each in accounts.every(tx) if each.site_id == site.id]
    lines = tuple(_line(tx, desk, visit, site, each) for each in found)
    view = Accounts(lines, POSTS, seen_of(None), visit.form, faults)
    return Page("accounts.html.j2", view, status=422 if faults else 200)


def seen_of(account: Account | None) -> str:
    """How an account stands, in few characters."""
    return stamp(account and (account.active, account.is_set_up, account.setup_until))


def _line(tx: Tx, desk: Desk, visit: Visit, site: Site, account: Account) -> AccountLine:
    signed_in = [each for each in sessions.standing(tx, account.id) if not is_over(each, visit.as_of)]
    state, seen = _state(desk, visit, site, account), seen_of(account)
    return AccountLine(account.code, account.post.value, state, len(signed_in), account.active, seen)


def _state(desk: Desk, visit: Visit, site: Site, account: Account) -> str:
    if not account.active:
        return "removed"
    if not account.is_set_up:
        return "not set up yet"
    if account.locked_until is not None and visit.as_of < account.locked_until:
        return f"locked until {moment(desk.speech.staff, site, account.locked_until)}"
    return "ready"


def _of(tx: Tx, visit: Visit) -> Account | None:
    """The account of the address, of the administrator's own hospital."""
    account = accounts.by_code(tx, visit.path["code"])
    return account if account is not None and account.site_id == visit.who.site_id else None


def sign_out(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """Sign somebody of the own hospital out everywhere."""
    account = _of(tx, visit)
    if account is None:
        return NOT_THERE
    sessions.end_all(tx, visit.act, account.id)
    return Go("/accounts?said=ended")


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
