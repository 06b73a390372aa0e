"""One request as the handlers see it, and what they answer: frozen values, without the web's own types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain import Act
from storage.access_words import Account, Post, Session


@dataclass(frozen=True, slots=True)
class Visit:
    """`cookie`: what the browser brought, or was given now. `zone`: of their hospital. `path`, `query`,
    `form`: what was asked."""

    as_of: datetime
    address: str
    cookie: str = field(repr=False)
    account: Account | None = None
    session: Session | None = None
    zone: str = ""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def who(self) -> Account:
        """Whoever is signed in; to ask where nobody needs to be is a bug."""
        if self.account is None:
            raise LookupError("Nobody is signed in here.")
        return self.account

    @property
    def act(self) -> Act:
        return Act(name_of(self.who), self.as_of)


def name_of(account: Account) -> str:
    """How the trail names whoever does something: those with a staff row by that, as on Telegram."""
    return f"{'staff' if account.staff_id is not None else 'account'}:{account.code}"


def number_in(text: str, digits: int = 9) -> int | None:
    """A whole number as an address holds it, of so many digits at most; none if it is anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page to show. `reads`: whose data it shows, for the trail. `cookie`: a new one for the browser."""

    template: str
    view: object = None
    status: int = 200
    reads: tuple[str, ...] = ()
    cookie: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Go:
    """Look there next. `cookie`: a new one for the browser; the empty one takes it away."""

    to: str
    cookie: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """Something to download."""

    name: str
    media: str
    body: bytes = field(repr=False)


Answer = Page | Go | File

NOT_THERE = Page("not_there.html.j2", status=404)
"""There is no such thing, or not for this person: the two look the same."""

CLINICAL = frozenset({Post.COORDINATOR, Post.CLINICIAN})
EVERYBODY = frozenset(Post)
