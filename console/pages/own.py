"""Somebody's own account: with what they sign in, and how they sign in by their hospital account from now on.

A link outlasts the session, so password and code are asked for once more: whoever finds a computer unlocked
must not link an account of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from console.access import entering
from console.access.entering import Given, Refused
from console.pages.accounts import way_of
from console.pages.entry import TOO_OFTEN, WRONG, missing
from console.pages.hospital import WHY, Way, way_there
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import Answer, Page, Visit
from storage import accounts, sites
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Own:
    """`by`: with what they sign in; `last`: when they did. `may_link`: there is something to link to."""

    code: str
    post: str
    site: str
    by: str
    last: str
    may_link: bool
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leading:
    """The address of the hospital's own sign-in, for this browser alone."""

    address: str = field(repr=False)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """With why the hospital's sign-in led to nothing, if somebody comes from there."""
    why = WHY.get(visit.query.get("why", ""))
    return _own(tx, desk, visit, {} if why is None else {"link": why}, status=200)


def _own(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str], status: int = 422) -> Page:
    who, site = visit.who, sites.get(tx, visit.who.site_id)
    at, last = partial(moment, desk.speech.staff, site), accounts.signed_in(tx).get(who.id)
    view = Own(
        who.code,
        who.post.value,
        site.name,
        way_of(who, accounts.linked(tx).get(who.id), at),
        "never" if last is None else at(last),
        may_link=desk.hospital is not None and who.password is not None,
        faults=faults,
    )
    return Page("own.html.j2", view, status=status)


async def link(desk: Desk, visit: Visit) -> Answer:
    """A link on a page leads to the hospital's sign-in: a form's answer must not lead away from us."""
    faults = missing(
        visit,
        password="Enter your password.",  # noqa: S106 - a sentence
        code="Enter the code that your authenticator shows, or a recovery code.",
    )
    if not faults:
        given = Given(visit.who.code, visit.form["password"], visit.form["code"], desk.wall.now())
        refused = await entering.shown_again(desk, visit, given)
        faults = {} if refused is None else {"password": WRONG if refused is Refused.WRONG else TOO_OFTEN}
    if faults:
        return await desk.database.seeing(lambda tx: _own(tx, desk, visit, faults))
    way = await way_there(desk, visit, visit.who.id)
    return Page("own_link.html.j2", Leading(way.address)) if isinstance(way, Way) else way
