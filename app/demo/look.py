"""A look round the console at a busy moment of the demo: a copy of the database, and three accounts.

At its end everything has happened and nothing waits, so the copy is made on the way: in the first working
hour of the last half of the time at which a case stands.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import typer
from argon2 import PasswordHasher

from app.accounts import add_account
from app.console_server import desk, listening
from app.demo.beside import going_on
from app.demo.clinic import SITE
from app.run import told_to_stop
from clock import Stopwatch, SystemClock
from console.access.second import fresh_secret, one_time_code
from console.web.desk import Place
from domain import Act
from storage import accounts, alerts
from storage.access_words import Post
from storage.copying import copy
from storage.crypto import KeyRing
from storage.database import Database

ACCOUNTS: Mapping[str, Post] = {
    "NURSE": Post.CLINICIAN,
    "COORD": Post.COORDINATOR,
    "ANALYST": Post.ANALYST,
}
_LOOKS_EVERY = timedelta(hours=1)
_STAFFED = range(9, 16)
_FRIDAY = 4


class RunningClock:
    """Made-up time that goes on as fast as the real one."""

    def __init__(self, start: datetime) -> None:
        self._start, self._watch = start, Stopwatch()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._watch.seconds)


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody needs to sign in."""

    name: str
    post: Post
    password: str
    secret: str


class Look:
    """Watches the made-up time and copies the database once. `taken`: when that was, and the copy."""

    def __init__(self, database: Database, since: datetime) -> None:
        self._database, self._next = database, since
        self.taken: tuple[datetime, str] | None = None

    def watch(self, at: datetime) -> None:
        if self.taken is not None or at < self._next:
            return
        self._next = at + _LOOKS_EVERY
        if at.weekday() <= _FRIDAY and at.hour in _STAFFED and self._is_busy():
            self.take(at)

    def take(self, at: datetime) -> None:
        """Copy now, whether busy or not."""
        self.taken = at, copy(self._database, "look.sqlite3")

    def _is_busy(self) -> bool:
        with self._database.read() as tx:
            return bool(alerts.standing(tx))


def let_in(database: Database, at: datetime) -> tuple[Account, ...]:
    """Accounts that are set up, with a fresh password and authenticator."""
    password, hasher, made = one_time_code(), PasswordHasher(), []
    with database.write() as tx:
        for name, post in ACCOUNTS.items():
            is_staff = post is not Post.ANALYST
            act = Act("cli", at)
            told = (None, None) if is_staff else (post.value, SITE)
            account, _ = add_account(tx, act, name, *told)
            secret = fresh_secret()
            accounts.keep_secret(tx, account.id, secret)
            accounts.set_up(tx, act, account.id, hasher.hash(password), 0, ())
            made.append(Account(name, post, password, secret))
    return tuple(made)


def tell(place: Place, at: datetime, told: tuple[Account, ...]) -> None:
    """Where the console is, and how to sign in."""
    typer.echo(f"\nThe console of {at:%d %B %Y, %H:%M} UTC is open at {place.origins[0]}")
    typer.echo(f"Password of each account: {told[0].password}")
    for each in told:
        typer.echo(f"  {each.name:8} {each.post.value:12} key for your authenticator app: {each.secret}")
    typer.echo("Scheduler and bot go on beside it, with a stand-in for Telegram: from now on nobody answers.")
    typer.echo("Ctrl-C ends it, and the made-up hospital with it.")


def look_round(keys: KeyRing, look: Look, chats: Collection[int], port: int) -> None:
    """Open the console on the copy until told to stop."""
    if look.taken is None:
        return
    (at, url), place = look.taken, Place(port)
    database = Database(url, keys)
    try:
        asyncio.run(_stay_open(database, at, chats, place))
    finally:
        database.close()


async def _stay_open(database: Database, at: datetime, chats: Collection[int], place: Place) -> None:
    """Serve until told to stop. Authenticators keep the real time, whatever the made-up one is."""
    stop, clock = told_to_stop(), RunningClock(at)
    told = let_in(database, at)
    with desk(database, clock, place, wall=SystemClock()) as given:
        async with going_on(database, clock, chats), listening(given, "127.0.0.1"):
            tell(place, at, told)
            await stop.wait()
