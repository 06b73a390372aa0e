"""One person who works at the hospital, as an administrator sees them: added, reached, signed in, and gone.

Whoever leaves is replaced first where they answer for something; what is in their hands is told before. Links
and codes are known only when they are made, so the page that makes them shows them, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from console.pages.accounts import seen_of
from console.pages.changing import MEANWHILE, stamp, trying
from console.pages.moments import capital, moment
from console.pages.people import TELEGRAM
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.qr import qr
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Fault
from storage import accounts, contacts, digest_facts, rota, sites, staff
from storage.access_words import Account
from storage.contacts import Details
from storage.database import Tx
from storage.words import Owner, Role, Staff

MOST = 300
ROLES = tuple(Choice(each.value, capital(each.value)) for each in Role)
SIGN_IN: Mapping[bool, str] = {True: "ready", False: "not set up yet"}


@dataclass(frozen=True, slots=True)
class Person:
    """`stands`: name, telephone and e-mail address, and the role. `sign_in`: how their account stands."""

    code: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    active: bool
    roles: tuple[Choice, ...]
    stands: Mapping[str, str] = field(repr=False)
    has_account: bool
    no_account: str
    seen: str
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joining:
    """The form of somebody new."""

    site: str
    roles: tuple[Choice, ...]
    typed: Mapping[str, str] = field(repr=False)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaving:
    """`bars`: what must be handed on first, with where; `warnings`: what stays in their hands."""

    code: str
    bars: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    seen: str
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Linked:
    """`address`: what they open; without it they send the bot `start`."""

    code: str
    address: str | None = field(repr=False)
    start: str = field(repr=False)
    pin: str = field(repr=False)
    picture: Markup | None = field(repr=False)
    until: str


def address(code: str) -> str:
    return f"/staff/people/{code}"


def _of(tx: Tx, visit: Visit) -> Staff | None:
    """The person of the address, who works or worked at the administrator's own hospital."""
    found = staff.by_code(tx, visit.path["code"])
    return found if found is not None and found.site_id == visit.who.site_id else None


def _stamp(tx: Tx, person: Staff) -> str:
    account = accounts.of_staff(tx, person.id)
    told = contacts.details(tx, Owner.STAFF, person.id)
    channel = contacts.channel(tx, Owner.STAFF, person.id).state
    return stamp(
        person, told.name, told.phone, told.email, channel, account and (account.active, account.post)
    )


def page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    person = _of(tx, visit)
    if person is None:
        return NOT_THERE
    told, account = contacts.details(tx, Owner.STAFF, person.id), accounts.of_staff(tx, person.id)
    known = {"name": told.name or "", "phone": told.phone or "", "email": told.email or ""}
    view = Person(
        code=person.code,
        facts=_facts(tx, desk, person, account),
        active=person.active,
        roles=ROLES,
        stands={**known, "role": person.role.value, **visit.form},
        has_account=account is not None,
        no_account=seen_of(None),
        seen=_stamp(tx, person),
        faults=faults,
    )
    return Page("person.html.j2", view, status=422 if faults else 200, reads=(f"staff:{person.id}",))


def _facts(tx: Tx, desk: Desk, person: Staff, account: Account | None) -> tuple[tuple[str, str], ...]:
    posts = desk.reach.staffing.posts(tx, person.code)
    sign_in = "removed" if account and not account.active else SIGN_IN[bool(account and account.is_set_up)]
    return (
        ("Role", person.role.value),
        ("Works here", "yes" if person.active else "no longer"),
        ("Answers for", ", ".join(posts) or "nothing"),
        ("Telegram", TELEGRAM[contacts.channel(tx, Owner.STAFF, person.id).state].split(": ")[1]),
        ("Sign-in to the console", sign_in if account else "no account"),
    )


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return page(tx, desk, visit, {})


def show_new(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _new(tx, desk, visit, {})


def _new(tx: Tx, _desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    view = Joining(sites.get(tx, visit.who.site_id).name, ROLES, visit.form, faults)
    return Page("person_new.html.j2", view, status=422 if faults else 200)


async def add(desk: Desk, visit: Visit) -> Answer:
    """Add somebody to the administrator's own hospital."""
    code, role = (visit.form.get(name, "").strip() for name in ("code", "role"))
    wrong = _too_long(visit)
    if role not in set(Role):
        wrong["role"] = "Choose what they work as."
    if not code:
        wrong["code"] = "Write a code, such as DR2."

    def work(tx: Tx) -> Answer:
        site = sites.get(tx, visit.who.site_id)
        desk.reach.staffing.add(tx, visit.act, site, code, role, _details(visit))
        return Go(f"{address(code)}?said=person-added")

    return await trying(desk, visit, work, wrong, _place, _new)


def _details(visit: Visit) -> Details:
    told = (" ".join(visit.form.get(name, "").split()) or None for name in ("name", "phone", "email"))
    return Details(*told)


def _too_long(visit: Visit) -> dict[str, str]:
    given = {name: visit.form.get(name, "") for name in ("name", "phone", "email")}
    return {name: f"Use {MOST} characters or fewer." for name, told in given.items() if len(told) > MOST}


def _place(fault: Fault) -> str:
    """The field that a fault is about, as far as it can be told."""
    return "email" if "e-mail address" in str(fault) else "code"


def _unchanged(tx: Tx, visit: Visit) -> Staff | None:
    """The person, as the form showed them; a Fault if somebody changed them since."""
    person = _of(tx, visit)
    if person is not None and visit.form.get("seen") != _stamp(tx, person):
        raise Fault(MEANWHILE)
    return person


async def describe(desk: Desk, visit: Visit) -> Answer:
    """Correct what they are called and reached by."""

    def work(tx: Tx) -> Answer:
        person = _unchanged(tx, visit)
        if person is None:
            return NOT_THERE
        desk.reach.staffing.describe(tx, visit.act, person.code, _details(visit))
        return Go(f"{address(person.code)}?said=person-changed")

    return await trying(desk, visit, work, _too_long(visit), _place, page)


async def change_role(desk: Desk, visit: Visit) -> Answer:
    """Have them work as something else."""

    def work(tx: Tx) -> Answer:
        person = _unchanged(tx, visit)
        if person is None:
            return NOT_THERE
        desk.reach.staffing.change_role(tx, visit.act, person.code, visit.form.get("role", ""))
        return Go(f"{address(person.code)}?said=role-changed")

    return await trying(desk, visit, work, {}, lambda _: "role", page)


async def link(desk: Desk, visit: Visit) -> Answer:
    """A link to Telegram. The bot's name is asked for first, because no transaction waits for the network."""
    return await trying(
        desk, visit, partial(_link, await desk.reach.bot_name(), desk, visit), {}, _here, page
    )


def _link(bot: str | None, desk: Desk, visit: Visit, tx: Tx) -> Answer:
    person = _unchanged(tx, visit)
    if person is None:
        return NOT_THERE
    made = desk.reach.staffing.link(tx, visit.act, person.code)
    opened, site = made.address(bot), sites.get(tx, person.site_id)
    view = Linked(
        code=person.code,
        address=opened,
        start=f"/start {made.token}",
        pin=made.pin,
        picture=qr(opened, "The link as a QR code") if opened else None,
        until=moment(desk.speech.staff, site, made.until),
    )
    return Page("person_link.html.j2", view)


def _here(_fault: Fault) -> str:
    return "person"


def show_leave(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _leave_page(tx, desk, visit, {})


def _leave_page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    person = _of(tx, visit)
    if person is None or not person.active:
        return NOT_THERE
    view = Leaving(
        person.code, _bars(tx, desk, visit, person), _in_hand(tx, person), _stamp(tx, person), faults
    )
    return Page("person_leave.html.j2", view, status=422 if faults else 200)


def _bars(tx: Tx, desk: Desk, visit: Visit, person: Staff) -> tuple[tuple[str, str], ...]:
    """What they answer for, and their turns of the rota to come."""
    site = sites.get(tx, person.site_id)
    held = (
        (f"Is {post}: name somebody else", "/site") for post in desk.reach.staffing.posts(tx, person.code)
    )
    turns = (
        (f"On call from {moment(desk.speech.staff, site, each.starts_at)}: take the turn off", "/staff#rota")
        for each in rota.to_come(tx, person.id, visit.as_of)
    )
    return (*held, *turns)


def _in_hand(tx: Tx, person: Staff) -> tuple[str, ...]:
    """The cases that they took and nobody has closed."""
    return tuple(
        f"Case {each.alert.id} of {each.patient} is in their hands and open: have somebody take it over."
        for each in digest_facts.standing(tx, person.site_id)
        if each.taken_by == person.code
    )


async def leave(desk: Desk, visit: Visit) -> Answer:
    """They work here no longer."""

    def work(tx: Tx) -> Answer:
        person = _unchanged(tx, visit)
        if person is None:
            return NOT_THERE
        desk.reach.staffing.leave(tx, visit.act, person.code)
        return Go(f"{address(person.code)}?said=person-left")

    return await trying(desk, visit, work, {}, _here, _leave_page)
