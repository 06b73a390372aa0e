"""How often one address may try to sign in. In memory: a restart forgives, an account's lock stays."""

from collections import deque
from datetime import datetime, timedelta

_MOST_ADDRESSES = 10_000


class Limits:
    """So many tries within a span, for each address; the addresses heard longest ago are forgotten first."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most, self._within = most, within
        self._tries: dict[str, deque[datetime]] = {}

    def allows(self, address: str, as_of: datetime) -> bool:
        """Count a try, unless there were too many."""
        tries = self._tries.pop(address, deque())
        while tries and tries[0] <= as_of - self._within:
            tries.popleft()
        self._tries[address] = tries
        if len(self._tries) > _MOST_ADDRESSES:
            del self._tries[next(iter(self._tries))]
        if len(tries) >= self._most:
            return False
        tries.append(as_of)
        return True
