"""The only reader of system time. Everything below the shell is given `as_of` as a value."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovingClock:
    """A clock that stands still until it is moved: for the demo and the simulation."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Set the time; going back is allowed, because real clocks do step back."""
        self._now = instant.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        self._now += step


class Stopwatch:
    """Measures how long real work took, in seconds. Never used to decide anything clinical."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
