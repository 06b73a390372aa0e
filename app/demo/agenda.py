"""What somebody has in mind to do, and when: in order of time, then of the order it came to mind."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush

Deed = Callable[[datetime], None]


class Agenda:
    """Deeds to come."""

    def __init__(self) -> None:
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._count = 0

    @property
    def next_at(self) -> datetime | None:
        return self._deeds[0][0] if self._deeds else None

    def put(self, at: datetime, deed: Deed) -> None:
        self._count += 1
        heappush(self._deeds, (at, self._count, deed))

    def due(self, at: datetime) -> tuple[Deed, ...]:
        """Take out what is to be done by now."""
        taken = []
        while self._deeds and self._deeds[0][0] <= at:
            taken.append(heappop(self._deeds)[2])
        return tuple(taken)
