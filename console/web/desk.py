"""What the console's handlers are given: the database, a clock, and what only the app can put together."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.speech import Speech
from clock import Clock
from console.access.hashing import Hashing
from console.access.limits import Limits
from console.access.provider import Provider
from console.reach import Reach
from console.web.bench import Bench
from console.web.lines import LOOPBACK
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Place:
    """Where browsers find the console: its public origin, or this machine alone at this port."""

    port: int
    origin: str | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """What a browser may say that a form came from."""
        return (self.origin,) if self.origin else tuple(f"http://{host}:{self.port}" for host in LOOPBACK)

    @property
    def hosts(self) -> tuple[str, ...]:
        """What it may have been asked for by."""
        return tuple(urlsplit(each).netloc for each in self.origins)

    @property
    def is_secure(self) -> bool:
        return self.origins[0].startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of the cookie: of this host alone, and over TLS alone, where there is TLS."""
        return "__Host-tmr" if self.is_secure else "tmr"


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a handler works with. `wall`: the time of authenticators and of the hospital's sign-in; the
    demo has another `clock`. `hospital`: that sign-in, where there is one."""

    database: Database
    clock: Clock
    wall: Clock
    place: Place
    hashing: Hashing
    limits: Limits
    speech: Speech
    reach: Reach
    bench: Bench
    hospital: Provider | None = None
