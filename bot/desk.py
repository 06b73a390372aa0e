"""What the handlers share: the database, the words, the clock, and how to wake the tick."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.speech import Speech
from clock import Clock
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """`woke` is called after something was stored that the tick should look at."""

    database: Database
    speech: Speech
    clock: Clock
    woke: Callable[[], None]
