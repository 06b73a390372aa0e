"""The geometry of one person's pain over time: pure numbers that any painter can draw.

Residual limb pain and phantom limb pain, the averages of 7 days, 0 (none) to 10 (worst), against days
since surgery. A pain that was not answered leaves a gap; nothing is drawn through it. Lengths are pixels,
rounded to a tenth, from the upper left corner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from charts.axis import Tick, day_ticks
from charts.marks import (
    NOTHING,
    ROW,
    Beside,
    Entry,
    Flag,
    Usual,
    flags,
    last_usual,
    legend,
    rows_of,
    usual_lines,
)

WORST = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """What was reported on one day after surgery; None: not answered."""

    day: int
    rlp: Decimal | None
    plp: Decimal | None


@dataclass(frozen=True, slots=True)
class Size:
    """The drawing and the margins round the plot; labels of the lines stand in the right one."""

    width: int
    height: int
    left: int = 36
    right: int = 104
    top: int = 50
    bottom: int = 44


WIDE = Size(640, 320)

LABEL_HEIGHT = 34
"""Two lines of text and a little air."""

TWELVE_WEEKS = 84
LEGEND_LEFT = 8


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One pain: its stretches without a gap, oldest first, and where its label stands (None: no value).

    `usual` is R in steps, and `usual_last` the newest.
    """

    name: str
    stretches: tuple[tuple[Point, ...], ...]
    last: Decimal | None
    label: Point | None
    usual: tuple[tuple[Point, ...], ...] = ()
    usual_last: Decimal | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for stretch in self.stretches for point in stretch)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All shapes: the lines RLP then PLP, the ticks from low to high, the day of surgery, and what is marked.

    `size` has grown by the rows of flags above the plot and of the legend at the foot.
    """

    size: Size
    lines: tuple[Line, Line]
    pain_ticks: tuple[Tick, ...]
    day_ticks: tuple[Tick, ...]
    unit: str
    surgery_x: float
    flags: tuple[Flag, ...] = ()
    legend: tuple[Entry, ...] = ()

    @property
    def empty(self) -> bool:
        return all(line.last is None for line in self.lines)

    @property
    def right_x(self) -> int:
        return self.size.width - self.size.right

    @property
    def head_y(self) -> int:
        """Where the plot would begin without flags: the middle of their first row."""
        return self.size.top - ROW * rows_of(self.flags)

    @property
    def foot_y(self) -> int:
        """Where the drawing would end without a legend: the top of its first line."""
        return self.size.height - ROW * rows_of(self.legend)

    @property
    def bottom_y(self) -> int:
        return self.size.height - self.size.bottom


@dataclass(frozen=True, slots=True)
class _Scale:
    """Straight from a range of values to a range of pixels."""

    low: int
    high: int
    start: int
    end: int

    def __call__(self, value: float | Decimal) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def draw(readings: Sequence[Reading], size: Size = WIDE, beside: Beside = NOTHING) -> Drawing:
    """The shapes of these readings, in any order; the axes alone when there are none.

    The days run from the first reading or surgery, whichever is earlier, to the last reading or mark, but to
    no less than twelve weeks: a first fortnight would look like a fall of the whole.
    """
    ordered = sorted(readings, key=lambda reading: reading.day)
    days = [*(one.day for one in ordered), *(mark.day for mark in beside.marks)]
    first, last = min([0, *days]), max([TWELVE_WEEKS, *days])
    across = _Scale(first, last, size.left, size.width - size.right)
    unit, ticks = day_ticks(last, across, room=size.width - size.left - size.right)
    placed, explained = flags(beside.marks, across), legend(beside, LEGEND_LEFT, size.width)
    size = _grown(size, rows_of(placed), rows_of(explained))
    down = _Scale(0, WORST, size.height - size.bottom, size.top)
    return Drawing(
        size=size,
        lines=_lines(ordered, size, across, down, beside.usuals),
        pain_ticks=tuple(Tick(down(value), str(value)) for value in range(0, WORST + 1, 2)),
        day_ticks=ticks,
        unit=unit,
        surgery_x=across(0),
        flags=placed,
        legend=explained,
    )


def _grown(size: Size, above: int, below: int) -> Size:
    """With rows of flags above the plot and of the legend below it; the plot stays as high as it was."""
    return replace(
        size,
        height=size.height + ROW * (above + below),
        top=size.top + ROW * above,
        bottom=size.bottom + ROW * below,
    )


_PAINS: tuple[tuple[str, Callable[[Reading], Decimal | None], Callable[[Usual], Decimal | None]], ...] = (
    ("Residual limb", lambda reading: reading.rlp, lambda usual: usual.rlp),
    ("Phantom limb", lambda reading: reading.plp, lambda usual: usual.plp),
)


def _lines(
    ordered: Sequence[Reading], size: Size, across: _Scale, down: _Scale, usuals: Sequence[Usual]
) -> tuple[Line, Line]:
    lasts = [_last(ordered, value_of) for _, value_of, _ in _PAINS]
    heights = _apart([None if last is None else down(last) for last in lasts], size)
    rlp, plp = (
        Line(
            name,
            _stretches(ordered, value_of, across, down),
            last,
            None if y is None else Point(size.width - size.right + 12, y),
            _steps(usuals, usual_of, across, down),
            last_usual(usuals, usual_of),
        )
        for (name, value_of, usual_of), last, y in zip(_PAINS, lasts, heights, strict=True)
    )
    return rlp, plp


def _steps(
    usuals: Sequence[Usual], usual_of: Callable[[Usual], Decimal | None], across: _Scale, down: _Scale
) -> tuple[tuple[Point, ...], ...]:
    lines = usual_lines(usuals, usual_of, across, down)
    return tuple(tuple(Point(*at) for at in line) for line in lines)


def _last(ordered: Sequence[Reading], value_of: Callable[[Reading], Decimal | None]) -> Decimal | None:
    """The newest value that was answered."""
    return next((value for reading in reversed(ordered) if (value := value_of(reading)) is not None), None)


def _stretches(
    ordered: Sequence[Reading],
    value_of: Callable[[Reading], Decimal | None],
    across: _Scale,
    down: _Scale,
) -> tuple[tuple[Point, ...], ...]:
    """The answered readings, cut where one was not answered."""
    runs = groupby(
        ((reading.day, value_of(reading)) for reading in ordered), lambda pair: pair[1] is not None
    )
    return tuple(
        tuple(Point(across(day), down(value)) for day, value in run if value is not None)
        for answered, run in runs
        if answered
    )


def _apart(heights: list[float | None], size: Size) -> list[float | None]:
    """The heights of two labels, kept beside the plot, and moved apart evenly where they would touch."""
    floor = size.height - size.bottom - LABEL_HEIGHT / 2
    kept = [None if height is None else min(height, floor) for height in heights]
    one, two = kept
    if one is None or two is None or abs(one - two) >= LABEL_HEIGHT:
        return kept
    half = LABEL_HEIGHT / 2
    middle = min(max((one + two) / 2, size.top + half), floor - half)
    upper, lower = round(middle - half, 1), round(middle + half, 1)
    return [upper, lower] if one <= two else [lower, upper]
