"""To the hospital's own sign-in and back. Whatever went wrong is said on our page for signing in, so that no
address with what the hospital sent stands in anybody's window."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe

import structlog

from console.access import hospital as entering
from console.access.hospital import NotIn
from console.access.id_token import NO_TIME, ONE_FACTOR, Unproven
from console.access.provider import UNKNOWN_HERE, Away, Back, Provider, Secrets
from console.access.sessions import fresh_cookie
from console.web.desk import Desk
from console.web.visit import Answer, Go, Page, Visit
from storage import hospital
from storage.access_words import Stage
from storage.hospital import Attempt

WHY: Mapping[str, str] = {
    "too-often": "Too many tries from here. Wait five minutes, then try again.",
    "away": (
        "Your hospital's sign-in cannot be reached. Try again in some minutes. If it stays so, whoever runs "
        "this system can give you a set-up code, with which you choose a password here."
    ),
    "again": "That sign-in is over, or was begun in another window. Begin again.",
    "refused": "Your hospital's sign-in did not let you in. Begin again, or ask your IT service desk.",
    "unproven": (
        "What your hospital's sign-in sent could not be trusted. Begin again. If that does not help, tell "
        "whoever runs this system."
    ),
    ONE_FACTOR.why: (
        "Your hospital's sign-in did not ask you for a second factor, which is needed here. Ask your IT "
        "service desk to set one up for you."
    ),
    NO_TIME.why: (
        "Your hospital's sign-in does not tell us when you signed in there, which is needed here. Tell "
        "whoever runs this system: it must be set up to send auth_time."
    ),
    UNKNOWN_HERE.why: (
        "Your hospital's sign-in does not accept this system: its secret may have run out. Tell whoever runs "
        "this system."
    ),
    "no-way-out": (
        "Your hospital's sign-in cannot be left from here. Sign out where you usually do, or close the "
        "browser."
    ),
    NotIn.NOT_LINKED: (
        "No account here is in use for your hospital account. Ask an administrator for a set-up code, and "
        "begin with “Set up a new account”."
    ),
    NotIn.TAKEN: "That hospital account has another account here already. Ask an administrator which one.",
    NotIn.SETUP_OVER: "The set-up is over. Begin again with your set-up code.",
}
"""What the page for signing in says, by the word in its address."""

SIGNED_OUT, OWN = "/signed-out", "/account"

log = structlog.get_logger()


def _told(visit: Visit, why: str) -> Go:
    """To a page that says why; who is signed in here meant to link their account, and sees that page."""
    return Go(f"{OWN if _is_in(visit) else '/sign-in'}?why={why}")


def _is_in(visit: Visit) -> bool:
    return visit.session is not None and visit.session.stage is Stage.SIGNED_IN


def _provider(desk: Desk) -> Provider:
    if desk.hospital is None:
        raise LookupError("There is no hospital's sign-in here, and no route to it.")
    return desk.hospital


async def begin(desk: Desk, visit: Visit) -> Answer:
    return Go("/") if _is_in(visit) else await _send(desk, visit, None)


async def begin_link(desk: Desk, visit: Visit) -> Answer:
    return await _send(desk, visit, visit.who.id)


async def _send(desk: Desk, visit: Visit, account_id: int | None) -> Answer:
    way = await way_there(desk, visit, account_id)
    return way if isinstance(way, Go) else Go(way.address, None if visit.cookie else way.cookie)


@dataclass(frozen=True, slots=True)
class Way:
    """To the hospital's sign-in, for a browser with this cookie."""

    address: str = field(repr=False)
    cookie: str = field(repr=False)


async def way_there(desk: Desk, visit: Visit, account_id: int | None) -> Way | Go:
    """Remembered as begun, for an account to be linked or for whoever comes back; or where it is said why
    there is none."""
    if not desk.limits.allows(visit.address, visit.as_of):
        return _told(visit, "too-often")
    secrets = Secrets(token_urlsafe(32), visit.cookie or fresh_cookie())
    try:
        address = await _provider(desk).address(secrets)
    except Away as away:
        return _away(visit, away)
    told, now = (secrets.cookie, secrets.state, account_id), desk.wall.now()
    await desk.database.within(lambda tx: hospital.begin(tx, *told, now))
    return Way(address, secrets.cookie)


def _away(visit: Visit, away: Away) -> Go:
    log.warning("console.hospital_away", at=away.at)
    return _told(visit, "away")


async def come_back(desk: Desk, visit: Visit) -> Answer:
    """Only what this browser was sent away with, and only once, leads to a word with the provider."""
    state, now = visit.query.get("state", ""), desk.wall.now()
    attempt = await desk.database.within(lambda tx: hospital.take(tx, visit.cookie, state, now))
    if attempt is None:
        if not desk.limits.allows(visit.address, visit.as_of):
            return _told(visit, "too-often")
        return await _refused(desk, visit, "state", "again")
    if "code" not in visit.query:
        return await _refused(desk, visit, "not-let-in-there", "refused")
    return await _let_in(desk, visit, attempt, Secrets(state, visit.cookie))


async def _let_in(desk: Desk, visit: Visit, attempt: Attempt, secrets: Secrets) -> Answer:
    provider = _provider(desk)
    back = Back(visit.query["code"], visit.query.get("iss"), attempt.begun_at)
    try:
        subject = await provider.subject(secrets, back, desk.wall.now())
    except Away as away:
        return _away(visit, away)
    if isinstance(subject, Unproven):
        log.warning("console.hospital_unproven", why=subject.why)
        return await _refused(desk, visit, subject.why, subject.why if subject.why in WHY else "unproven")
    whose = (attempt.account_id, provider.issuer, subject)
    cookie = await desk.database.within(lambda tx: entering.let_in(tx, visit, *whose))
    return _told(visit, cookie) if isinstance(cookie, NotIn) else Go("/", cookie)


async def _refused(desk: Desk, visit: Visit, why: str, said: str) -> Answer:
    await desk.database.within(lambda tx: entering.refuse(tx, visit, why))
    return _told(visit, said)


async def show_signed_out(_desk: Desk, _visit: Visit) -> Answer:
    """What of theirs may still be open: this browser may be used by others after them."""
    return Page("signed_out.html.j2")


async def leave(desk: Desk, visit: Visit) -> Answer:
    """To the hospital's own sign-out. A link leads here, for the reason that one leads to the sign-in."""
    if not desk.limits.allows(visit.address, visit.as_of):
        return _told(visit, "too-often")
    try:
        address = await _provider(desk).way_out()
    except Away as away:
        return _away(visit, away)
    return _told(visit, "no-way-out") if address is None else Go(address)
