"""The axis of days since surgery: ticks at round weeks or months, as many as there is room for."""

from collections.abc import Callable
from dataclasses import dataclass

MONTH = 365.25 / 12
_STEPS = (
    ("weeks", 7.0, 1),
    ("weeks", 7.0, 2),
    ("months", MONTH, 1),
    ("months", MONTH, 3),
    ("months", MONTH, 6),
    ("months", MONTH, 12),
    ("months", MONTH, 24),
)
_TICK_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where along it, and what it says."""

    at: float
    text: str


def day_ticks(last: int, across: Callable[[float], float], room: int) -> tuple[str, tuple[Tick, ...]]:
    """The unit of the axis and its ticks, from surgery (0) to the last day.

    The finest step whose ticks stand at least 40 pixels apart within the room; past that, every 24 months.
    A last day just short of a tick, as two calendar years are of 24 average months, still gets it.
    """
    most = room // _TICK_WIDTH
    unit, days, step = next((one for one in _STEPS if last / (one[1] * one[2]) <= most), _STEPS[-1])
    counts = range(0, int((last + 1) / days) + 1, step)
    return unit, tuple(Tick(across(count * days), str(count)) for count in counts)
