"""A browser without a screen for the tests: it keeps the cookie, sends forms as browsers do, and knows the
people who may sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pyotp
from argon2 import PasswordHasher

from app.accounts import add_account
from app.console_server import desk
from clock import MovingClock
from console.access.hashing import Hashing
from console.access.provider import Provider
from console.access.second import step_of
from console.access.sessions import form_token
from console.routes import HOSPITAL_ROUTES, ROUTES, routes_of
from console.web.application import application
from console.web.desk import Desk, Place
from domain import Act
from storage import accounts
from storage.access_words import Post
from storage.database import Database, Tx

ORIGIN = "https://console.test"
RECOVERY = "aaaa-bbbb-cccc-dddd"
PASSWORD = "walrus teapot lantern"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
EVERY_ROUTE = (*ROUTES, *HOSPITAL_ROUTES)
"""With the hospital's own sign-in switched on."""
PEOPLE = {
    Post.CLINICIAN: "OWNER",
    Post.COORDINATOR: "COORD",
    Post.ANALYST: "ANALYST",
    Post.ADMINISTRATOR: "ADMIN",
}


@dataclass(slots=True)
class Browser:
    """One browser. `clock` is the console's own."""

    web: httpx.AsyncClient
    clock: MovingClock
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        return self.web.cookies.get("__Host-tmr") or ""

    def bring(self, cookie: str) -> None:
        """Hold this cookie and no other."""
        self.web.cookies.clear()
        self.web.cookies.set("__Host-tmr", cookie, domain="console.test", path="/")

    async def get(self, path: str) -> httpx.Response:
        return await self.web.get(path)

    async def post(self, path: str, *, origin: str = ORIGIN, **fields: str) -> httpx.Response:
        """Send a form, with the token that the pages of this browser carry unless another is given."""
        if not self.cookie:
            await self.get("/sign-in")
        told = {"token": form_token(self.cookie), **fields}
        return await self.web.post(path, data=told, headers={"origin": origin})

    async def sign_in(
        self, name: str, *, password: str = PASSWORD, code: str | None = None
    ) -> httpx.Response:
        """Half a minute passes, so that the authenticator shows another code than the last time."""
        self.clock.advance(timedelta(seconds=30))
        given = self.code(name) if code is None else code
        return await self.post("/sign-in", name=name, password=password, code=given)

    def code(self, name: str) -> str:
        return pyotp.TOTP(self.secrets[name]).at(self.clock.now())


@dataclass(frozen=True, slots=True)
class Console:
    """The console over a database, without a network."""

    desk: Desk
    clock: MovingClock
    secrets: dict[str, str]
    app: object

    def browser(self) -> Browser:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)  # type: ignore[arg-type]
        return Browser(httpx.AsyncClient(transport=transport, base_url=ORIGIN), self.clock, self.secrets)


@contextmanager
def serving(database: Database, as_of: datetime, hospital: Provider | None = None) -> Iterator[Console]:
    """The console at this moment, with quick hashes; sign-ins of those whom `let_in` made."""
    clock = MovingClock(as_of)
    with desk(database, clock, Place(8080, ORIGIN), Hashing(QUICK), hospital=hospital) as given:
        yield Console(given, clock, {}, application(given, routes_of(given)))


def let_in(tx: Tx, at: datetime, code: str, post: Post) -> str:
    """An account that is set up, with PASSWORD; tells the secret of its authenticator."""
    act = Act("cli", at)
    is_staff = post in (Post.CLINICIAN, Post.COORDINATOR)
    made, _ = add_account(tx, act, code, None if is_staff else post.value, None if is_staff else "NORTH")
    secret = pyotp.random_base32()
    accounts.keep_secret(tx, made.id, secret)
    before = at - timedelta(minutes=5)
    step = step_of(secret, pyotp.TOTP(secret).at(before), before)
    assert step is not None
    accounts.set_up(tx, act, made.id, QUICK.hash(PASSWORD), step, (RECOVERY,))
    return secret


def let_everybody_in(database: Database, at: datetime) -> dict[str, str]:
    """One account of each post; their authenticators' secrets by name."""
    with database.write() as tx:
        return {code: let_in(tx, at, code, post) for post, code in PEOPLE.items()}
