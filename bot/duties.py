"""What the bot must know of the ladder, given by the composition root: it knows rota and hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain import Site
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is told first of an urgent case from one instant until another; `basis` is the word for why."""

    starts_at: datetime
    ends_at: datetime
    staff_id: int | None
    basis: str


@dataclass(frozen=True, slots=True)
class Duties:
    """`on_call`: who is told first, from now on. `snooze_ends`: when a snooze that begins now may end."""

    on_call: Callable[[Tx, Site, datetime], tuple[Duty, ...]]
    snooze_ends: Callable[[Tx, Site, datetime], tuple[datetime, ...]]
