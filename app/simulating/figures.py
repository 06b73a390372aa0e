"""The shapes of the charts: bars a week and bars a time point, in pixels from the upper left corner. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from app.simulating.load import Expected, Week

WIDTH, HEIGHT = 720, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 30
_TICKS = 5
_STEPS = (1, 2, 5)
_ROW, _NAME, _SHARE = 30, 64, 160
_LABEL_WIDTH = 62


@dataclass(frozen=True, slots=True)
class Box:
    """One coloured piece of a bar; `layer` says which of the layers it belongs to, from 0."""

    x: float
    y: float
    width: float
    height: float
    layer: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawing: boxes, and ticks to the left and below. `bottom` and `right` end the plot."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    boxes: tuple[Box, ...]
    side: tuple[Mark, ...]
    below: tuple[Mark, ...]


def weekly(weeks: Sequence[Week], layers: Sequence[Sequence[int]]) -> Bars:
    """A standing bar a week, its layers one on the other, the first at the foot."""
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    step = _step(max([1, *map(sum, zip(*layers, strict=True))]))
    top_value = step * _TICKS
    scale, wide = (bottom - _TOP) / top_value, (right - _LEFT) / len(weeks)
    boxes = tuple(
        Box(
            round(_LEFT + place * wide, 1),
            round(bottom - upto * scale, 1),
            round(max(wide - 1, wide * 0.8), 1),
            round(count * scale, 1),
            layer,
        )
        for place, counts in enumerate(zip(*layers, strict=True))
        for layer, (count, upto) in enumerate(zip(counts, accumulate(counts), strict=True))
        if count
    )
    side = tuple(Mark(round(bottom - n * step * scale, 1), str(n * step)) for n in range(_TICKS + 1))
    return Bars(WIDTH, HEIGHT, _LEFT, right, _TOP, bottom, boxes, side, _dates(weeks, wide))


def _dates(weeks: Sequence[Week], wide: float) -> tuple[Mark, ...]:
    """The first week of each month, or of as many as there is room for."""
    starts = [
        (place, week.on)
        for place, week in enumerate(weeks)
        if place == 0 or week.on.month != weeks[place - 1].on.month
    ]
    most = (WIDTH - _LEFT - _RIGHT) // _LABEL_WIDTH
    every = -(-len(starts) // most)
    marks = (Mark(round(_LEFT + place * wide, 1), _month(on)) for place, on in starts[::every])
    return tuple(mark for mark in marks if mark.at + _LABEL_WIDTH <= WIDTH)


def _month(day: date) -> str:
    return f"{day:%b %Y}"


def _step(most: int) -> int:
    """A round step of which five reach past the most."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * _TICKS >= most:
                return step * size
        size *= 10


def lying(expected: Sequence[Expected]) -> Bars:
    """A lying bar a time point, as long as all of its windows: completed, partial, not answered."""
    right = WIDTH - _SHARE
    boxes = []
    for place, one in enumerate(expected):
        x = float(_NAME)
        for layer, count in enumerate((one.completed, one.partial, one.unanswered)):
            wide = (right - _NAME) * count / one.ended
            if count:
                boxes.append(Box(round(x, 1), place * _ROW + 5, round(wide, 1), _ROW - 10, layer))
            x += wide
    side = tuple(Mark(place * _ROW + _ROW / 2 + 4, one.time_point) for place, one in enumerate(expected))
    below = tuple(
        Mark(place * _ROW + _ROW / 2 + 4, f"{_per_cent(one.share)} ({_range(one)})")
        for place, one in enumerate(expected)
    )
    height = len(expected) * _ROW
    return Bars(WIDTH, height, _NAME, right, 0, height, tuple(boxes), side, below)


def _range(one: Expected) -> str:
    return f"{100 * one.low:.0f} to {100 * one.high:.0f}"


def _per_cent(share: float) -> str:
    return f"{100 * share:.0f} %"
