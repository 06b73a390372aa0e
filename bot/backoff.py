"""How long to wait before trying again: twice as long each time, up to a longest."""

from datetime import timedelta


def pause(failures: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """The pause after so many failures in a row (1 or more)."""
    return min(longest, first * (1 << min(failures - 1, 16)))
