"""The geometry of a share that grows in steps over the days: how many had a reoperation by then. Pure.

Lengths are pixels, rounded to a tenth, from the upper left corner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charts.axis import Tick, day_ticks
from charts.pain import Point

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 16, 44
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)

Stairs = Sequence[tuple[int, float]]
"""The day of each step and the share (0 to 1) from it on, by day."""


@dataclass(frozen=True, slots=True)
class Stair:
    """One line: its name, and its corners from day 0 to the last day."""

    name: str
    corners: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Staircase:
    """All shapes. The lines are in the order given."""

    lines: tuple[Stair, ...]
    share_ticks: tuple[Tick, ...]
    day_ticks: tuple[Tick, ...]
    unit: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw_steps(lines: Mapping[str, Stairs], last_day: int) -> Staircase:
    """The shapes of these lines, each beginning at 0 on day 0 and ending on the last day (1 or more)."""
    highest = max((share for stairs in lines.values() for _, share in stairs), default=0.0)
    step = next((each for each in STEPS if highest <= 4 * each), STEPS[-1])
    top = min(1.0, 4 * step)

    def across(day: float) -> float:
        return round(LEFT + (WIDTH - RIGHT - LEFT) * min(day, last_day) / last_day, 1)

    def down(share: float) -> float:
        return round(TOP + (HEIGHT - BOTTOM - TOP) * (top - share) / top, 1)

    unit, ticks = day_ticks(last_day, across, room=WIDTH - LEFT - RIGHT)
    corners = {name: _corners(stairs, last_day) for name, stairs in lines.items()}
    return Staircase(
        lines=tuple(
            Stair(name, tuple(Point(across(day), down(share)) for day, share in each))
            for name, each in corners.items()
        ),
        share_ticks=tuple(Tick(down(step * count), f"{100 * step * count:.0f} %") for count in range(5)),
        day_ticks=ticks,
        unit=unit,
    )


def _corners(stairs: Stairs, last_day: int) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = [(0, 0.0)]
    for day, share in stairs:
        if day <= last_day:
            corners += [(day, corners[-1][1]), (day, share)]
    return [*corners, (last_day, corners[-1][1])]
