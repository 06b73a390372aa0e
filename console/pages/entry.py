"""Signing in and out, and the set-up of an account: what was typed, what is said, where to go next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from console.access import entering
from console.access.entering import Given, Refused
from console.access.passwords import weak
from console.access.second import address
from console.pages.frame import home_of
from console.pages.hospital import SIGNED_OUT, WHY
from console.web.desk import Desk
from console.web.qr import qr
from console.web.visit import Answer, Go, Page, Visit
from storage import accounts
from storage.access_words import Stage
from storage.database import Tx

WRONG = (
    "Name, password or code is not right. After five refusals an account rests for some minutes. "
    "Each code works once: wait for the next if you have just used it."
)
TOO_OFTEN = "Too many tries from here. Wait five minutes, then try again."
WRONG_SETUP = "Name or set-up code is not right, or the code is over. Ask an administrator for a new one."
WRONG_CODE = (
    "That is not the code that your authenticator shows now. Scan the picture again and wait for a code."
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form with one name in it, and what is wrong by field. Secrets are never shown again. `by_hospital`:
    whether there is the hospital's own sign-in too."""

    name: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    by_hospital: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The last page of the set-up: what to scan, or to type."""

    name: str
    secret: str = field(repr=False)
    faults: Mapping[str, str] = field(default_factory=dict)
    by_hospital: bool = False

    @property
    def picture(self) -> Markup:
        return qr(address(self.secret, self.name), "QR code for your authenticator app")


@dataclass(frozen=True, slots=True)
class Codes:
    """The recovery codes, shown once."""

    codes: tuple[str, ...] = field(repr=False)


def missing(visit: Visit, **fields: str) -> dict[str, str]:
    """The fields that are empty, with what to say of each."""
    return {name: fault for name, fault in fields.items() if not visit.form.get(name, "").strip()}


async def home(_desk: Desk, visit: Visit) -> Answer:
    return Go(home_of(visit.who.post))


def _page(template: str, desk: Desk, name: str, faults: Mapping[str, str], status: int = 422) -> Page:
    typed = Typed(name, faults, by_hospital=desk.hospital is not None)
    return Page(template, typed, status=status)


_sign_in_page, _setup_page = partial(_page, "sign_in.html.j2"), partial(_page, "set_up.html.j2")


async def show_sign_in(desk: Desk, visit: Visit) -> Answer:
    """With why the hospital's sign-in led to nothing, if somebody comes from there."""
    if visit.session is not None and visit.session.stage is Stage.SIGNED_IN:
        return Go("/")
    why = WHY.get(visit.query.get("why", "")) if desk.hospital is not None else None
    return _sign_in_page(desk, "", {} if why is None else {"hospital": why}, status=200)


async def sign_in(desk: Desk, visit: Visit) -> Answer:
    name = visit.form.get("name", "").strip()
    faults = missing(
        visit,
        name="Enter your name, as DR1.",
        password="Enter your password.",  # noqa: S106 - a sentence
        code="Enter the code that your authenticator shows, or a recovery code.",
    )
    if faults:
        return _sign_in_page(desk, name, faults)
    given = Given(name, visit.form["password"], visit.form["code"], desk.wall.now())
    cookie = await entering.sign_in(desk, visit, given)
    if isinstance(cookie, Refused):
        fault = WRONG if cookie is Refused.WRONG else TOO_OFTEN
        return _sign_in_page(desk, name, {"name": fault})
    return Go("/", cookie)


def sign_out(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    entering.sign_out(tx, visit)
    if desk.hospital is not None and visit.who.hospital_index is not None:
        return Go(SIGNED_OUT, cookie="")
    return Go("/sign-in?said=signed-out", cookie="")


async def show_setup(desk: Desk, _visit: Visit) -> Answer:
    return _setup_page(desk, "", {}, status=200)


async def begin_setup(desk: Desk, visit: Visit) -> Answer:
    name = visit.form.get("name", "").strip()
    faults = missing(
        visit,
        name="Enter the name you were given, as DR1.",
        setup_code="Enter the set-up code you were given.",
    )
    if not faults and not desk.limits.allows(visit.address, visit.as_of):
        faults = {"name": TOO_OFTEN}
    if faults:
        return _setup_page(desk, name, faults)
    code = visit.form["setup_code"]
    cookie = await desk.database.within(lambda tx: entering.begin_setup(tx, visit, name, code))
    if cookie is None:
        return _setup_page(desk, name, {"name": WRONG_SETUP})
    return Go("/set-up/finish", cookie)


def show_finish(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _finish(tx, desk, visit, {})


def _finish(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Answer:
    secret = accounts.secret(tx, visit.who.id)
    if secret is None:
        return Go("/set-up")
    shown = Finish(visit.who.code, secret, faults, by_hospital=desk.hospital is not None)
    return Page("finish.html.j2", shown, status=422 if faults else 200)


async def finish(desk: Desk, visit: Visit) -> Answer:
    """Check the password before it is hashed, and the code before anything is kept."""
    password, code = visit.form.get("password", ""), visit.form.get("code", "")
    fault = weak(password, visit.who.code)
    faults = {"password": fault.value} if fault else {}
    if not desk.limits.allows(visit.address, visit.as_of):
        faults = {"code": TOO_OFTEN}
    if faults:
        return await desk.database.seeing(lambda tx: _finish(tx, desk, visit, faults))
    hashed = await desk.hashing.hashed(password)
    typed_at = desk.wall.now()
    codes = await desk.database.within(lambda tx: entering.finish_setup(tx, visit, hashed, code, typed_at))
    if codes is None:
        return await desk.database.seeing(lambda tx: _finish(tx, desk, visit, {"code": WRONG_CODE}))
    return Page("codes.html.j2", Codes(codes), cookie="")
