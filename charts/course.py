"""The geometry of a group's course: a mean with its interval at each time point, over everybody's own line.

Time points stand at equal distances, in their order. A person's line is broken where they did not answer.
Pure. Lengths are pixels, rounded to a tenth, from the upper left corner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from charts.axis import Tick
from charts.pain import Point

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 20, 16, 52
MOST_LINES = 60
"""More individual lines than this hide one another; then every so many-th person is drawn."""


@dataclass(frozen=True, slots=True)
class At:
    """A mean and the ends of its interval at one time point; None: nobody answered, or too few."""

    time_point: str
    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One mean, with the upper and the lower end of its interval where there is one."""

    at: Point
    upper: float | None
    lower: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Course:
    """All shapes. `people`: the stretches of each line that is drawn; `drawn` of how many persons."""

    marks: tuple[Mark, ...]
    people: tuple[tuple[Point, ...], ...]
    drawn: int
    value_ticks: tuple[Tick, ...]
    point_ticks: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw_course(
    means: Sequence[At], people: Sequence[Sequence[float | None]], low: float, high: float, step: float
) -> Course:
    """The shapes on a scale from `low` to `high`, ticked each `step`; a person has a value a time point."""
    across = _across(len(means))
    down = _down(low, high)
    shown = people[:: max(1, -(-len(people) // MOST_LINES))]
    return Course(
        marks=tuple(_mark(each, across(place), down) for place, each in enumerate(means) if each.n),
        people=tuple(line for person in shown for line in _stretches(person, across, down)),
        drawn=len(shown),
        value_ticks=tuple(
            Tick(down(low + count * step), f"{low + count * step:g}")
            for count in range(int((high - low) / step) + 1)
        ),
        point_ticks=tuple(Tick(across(place), each.time_point) for place, each in enumerate(means)),
        counts=tuple(Tick(across(place), str(each.n)) for place, each in enumerate(means)),
    )


def _mark(each: At, x: float, down: Callable[[float], float]) -> Mark:
    mean = each.mean or 0.0
    text = f"{each.time_point}: mean {mean:.1f}"
    if each.low is None or each.high is None:
        return Mark(Point(x, down(mean)), None, None, f"{text}, n {each.n}")
    told = f"{text}, 95 % interval {each.low:.1f} to {each.high:.1f}, n {each.n}"
    return Mark(Point(x, down(mean)), down(each.high), down(each.low), told)


def _across(places: int) -> Callable[[int], float]:
    room = (WIDTH - RIGHT - LEFT) / max(places, 1)
    return lambda place: round(LEFT + room * (place + 0.5), 1)


def _down(low: float, high: float) -> Callable[[float], float]:
    room = HEIGHT - BOTTOM - TOP
    return lambda value: round(TOP + room * (high - min(max(value, low), high)) / (high - low), 1)


def _stretches(
    values: Sequence[float | None], across: Callable[[int], float], down: Callable[[float], float]
) -> tuple[tuple[Point, ...], ...]:
    """The parts of a line with an answer at each time point; one answer alone is no line."""
    runs = groupby(enumerate(values), lambda pair: pair[1] is not None)
    lines = (
        tuple(Point(across(place), down(value)) for place, value in run if value is not None)
        for answered, run in runs
        if answered
    )
    return tuple(line for line in lines if len(line) > 1)
