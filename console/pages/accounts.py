"""Who may sign in, and how, as the administrator sees it; signing somebody out everywhere, and unlinking them
from their hospital account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.access.sessions import is_over
from console.pages.changing import stamp
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Site
from storage import accounts, hospital, sessions, sites
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
    """`by`: with what they sign in; `last`: when they did. `seen`: how it stood when the page was shown."""

    code: str
    post: str
    state: str
    by: str
    last: str
    sessions: int
    may_unlink: bool
    active: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Accounts:
    lines: tuple[AccountLine, ...]
    posts: tuple[Choice, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unlinking:
    code: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the lines are made of. `linked`, `signed_in`: when, by account."""

    tx: Tx
    desk: Desk
    visit: Visit
    site: Site
    linked: Mapping[int, datetime]
    signed_in: Mapping[int, datetime]

    def at(self, instant: datetime) -> str:
        return moment(self.desk.speech.staff, self.site, instant)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The accounts of the administrator's own hospital."""
    return page(tx, desk, visit, {})


def page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site = sites.get(tx, visit.who.site_id)
    found = [each for each in accounts.every(tx) if each.site_id == site.id]
    known = _Known(tx, desk, visit, site, accounts.linked(tx), accounts.signed_in(tx))
    view = Accounts(tuple(_line(known, each) for each in found), POSTS, visit.form, faults)
    return Page("accounts.html.j2", view, status=422 if faults else 200)


def seen_of(account: Account | None) -> str:
    """How an account stands, in few characters."""
    return stamp(account and (account.active, account.is_set_up, account.setup_until))


def _line(known: _Known, account: Account) -> AccountLine:
    standing = sessions.standing(known.tx, account.id)
    signed_in = [each for each in standing if not is_over(each, known.visit.as_of)]
    last = known.signed_in.get(account.id)
    return AccountLine(
        account.code,
        account.post.value,
        _state(known, account),
        way_of(account, known.linked.get(account.id), known.at),
        "never" if last is None else known.at(last),
        len(signed_in),
        may_unlink=_may_unlink(known.visit, account),
        active=account.active,
        seen=seen_of(account),
    )


def _state(known: _Known, account: Account) -> str:
    if not account.active:
        return "removed"
    if not account.is_set_up:
        return "not set up yet"
    if account.locked_until is not None and known.visit.as_of < account.locked_until:
        return f"locked until {known.at(account.locked_until)}"
    return "ready"


def way_of(account: Account, linked: datetime | None, at: Callable[[datetime], str]) -> str:
    """With what somebody signs in; never who they are at the hospital: of that a hash is kept."""
    if account.hospital_index is not None and linked is not None:
        return f"hospital account, linked {at(linked)}"
    return "password and authenticator" if account.is_set_up else "nothing yet"


def _may_unlink(visit: Visit, account: Account) -> bool:
    """Of the own hospital and linked; nobody shuts themselves out."""
    is_ours = account.site_id == visit.who.site_id and account.id != visit.who.id
    return is_ours and account.hospital_index is not None


def sign_out(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """Sign somebody of the own hospital out everywhere."""
    account = accounts.by_code(tx, visit.path["code"])
    if account is None or account.site_id != visit.who.site_id:
        return NOT_THERE
    sessions.end_all(tx, visit.act, account.id)
    return Go("/accounts?said=ended")


def show_unlink(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    account = accounts.by_code(tx, visit.path["code"])
    if account is None or not _may_unlink(visit, account):
        return NOT_THERE
    return Page("unlink.html.j2", Unlinking(account.code))


def unlink(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    account = accounts.by_code(tx, visit.path["code"])
    if account is None or not _may_unlink(visit, account):
        return NOT_THERE
    hospital.unlink(tx, visit.act, account.id)
    return Go("/accounts?said=unlinked")
