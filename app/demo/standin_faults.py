"""What the Bot API stand-in does wrong on purpose: scripted call by call, or drawn from a seed.

A refused connection is not here: it is the server that is gone (`StandIn.go_away`), not an answer.
"""

from collections import defaultdict, deque
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class TooMany:
    """429: nothing is done; the caller is told how many seconds to wait."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """A 5xx: nothing is done, but the caller cannot know that."""

    status: int = 500


@dataclass(frozen=True, slots=True)
class LostReply:
    """The call is carried out and the connection closed without an answer."""


@dataclass(frozen=True, slots=True)
class Late:
    """The call is carried out and answered so many real seconds later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused with a status and a description of choice."""

    status: int
    description: str


@dataclass(frozen=True, slots=True)
class Babble:
    """200, with something that is not the Bot API's: a proxy, or a page to sign in."""

    body: str


Mishap = Babble | TooMany | Trouble | LostReply | Late | Rejected


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely each mishap is, from 0 to 1: of a call, of a batch coming twice, of a batch out of order."""

    too_many: float = 0.0
    trouble: float = 0.0
    lost_reply: float = 0.0
    repeated: float = 0.0
    reordered: float = 0.0


class Faults:
    """The plan of mishaps. A script goes ahead of chance; `None` in a script is a call that goes well."""

    def __init__(self) -> None:
        self._script: dict[str, deque[Mishap | None]] = defaultdict(deque)
        self._chances = Chances()
        self._random = Random(0)  # noqa: S311 - chance, not secrecy

    def next_answers(self, method: str, *mishaps: Mishap | None) -> None:
        """Script what the next calls of one method meet, in order."""
        self._script[method.lower()].extend(mishaps)

    def by_chance(self, chances: Chances, seed: int) -> None:
        """From now on let chance decide, the same way for the same seed."""
        self._chances, self._random = chances, Random(seed)  # noqa: S311

    def draw(self, method: str) -> Mishap | None:
        """What this call meets."""
        script = self._script[method.lower()]
        return script.popleft() if script else self._by_chance()

    def repeats(self) -> bool:
        """Whether a confirmed batch is delivered once more."""
        return self._random.random() < self._chances.repeated

    def ordered(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The batch of updates, sometimes in another order."""
        if self._random.random() < self._chances.reordered:
            return self._random.sample(batch, len(batch))
        return batch

    def _by_chance(self) -> Mishap | None:
        drawn = self._random.random()
        for chance, mishap in (
            (self._chances.too_many, TooMany(3)),
            (self._chances.trouble, Trouble()),
            (self._chances.lost_reply, LostReply()),
        ):
            drawn -= chance
            if drawn < 0:
                return mishap
        return None
