"""What staff see beside somebody's pain: the usual pain (R), and when a case or another operation came.

A flag has a shape and letters, never a colour alone, and stands above the plot on a line down to its day.
Flags that would touch stand below one another; what three rows cannot hold is counted at the last of them.
Patients are never shown these, so their words are those of staff. Pure; lengths are pixels, as in `pain.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

ROWS = 3
ROW = 16
"""Rows of flags at most, and how high one is; a line of the legend is as high."""

_LETTER, _SHAPE, _AIR = 7, 9, 6
_SHORTEST = 8
"""Of a line of R: one day alone would not be seen."""


class Kind(StrEnum):
    """What a flag tells of, the most urgent first."""

    RED = "red"
    AMBER = "amber"
    REOPERATION = "reoperation"


_ORDER = tuple(Kind)
_LEGEND = {
    Kind.RED: "R + number: RED case",
    Kind.AMBER: "A + number: AMBER case",
    Kind.REOPERATION: "Op: operated again",
}
USUAL = "usual pain (R)"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on one day after surgery: `text` in a few letters, `told` in words."""

    day: int
    kind: Kind
    text: str
    told: str


@dataclass(frozen=True, slots=True)
class Usual:
    """R of both pains from `since` to `day`, on which a report was judged by it; None: there was none."""

    since: int
    day: int
    rlp: Decimal | None
    plp: Decimal | None


@dataclass(frozen=True, slots=True)
class Beside:
    """All that is marked; `operated_on` is the date of surgery in words, where it is to be shown."""

    usuals: tuple[Usual, ...] = ()
    marks: tuple[Mark, ...] = ()
    operated_on: str = ""


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark in its place: `x` is its day, `row` counts from the top."""

    x: float
    row: int
    kind: Kind
    text: str

    @property
    def end(self) -> float:
        return self.x + _SHAPE + _LETTER * len(self.text) + _AIR


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend, from the left edge: what it explains (None: the lines of R), and its words."""

    x: float
    row: int
    kind: Kind | None
    text: str


def flags(marks: Iterable[Mark], across: Callable[[float], float]) -> tuple[Flag, ...]:
    """The marks as flags, by day and then urgency; each in the highest row where it touches no other."""
    placed: list[Flag] = []
    hidden = 0
    for mark in sorted(marks, key=lambda mark: (mark.day, _ORDER.index(mark.kind))):
        x = across(mark.day)
        row = next((row for row in range(ROWS) if _is_free(placed, row, x)), None)
        if row is not None:
            placed, hidden = [*placed, Flag(x, row, mark.kind, mark.text)], 0
        else:
            hidden += 1
            placed = [*placed[:-1], _counted(placed[-1], mark, hidden)]
    return tuple(placed)


def _is_free(placed: Sequence[Flag], row: int, x: float) -> bool:
    return all(flag.end <= x - _SHAPE / 2 for flag in placed if flag.row == row)


def _counted(held: Flag, mark: Mark, hidden: int) -> Flag:
    """The last flag, standing for one more: it shows the more urgent of the two."""
    text, kind = held.text.partition("+")[0], held.kind
    if _ORDER.index(mark.kind) < _ORDER.index(kind):
        text, kind = mark.text, mark.kind
    return replace(held, kind=kind, text=f"{text}+{hidden}")


def rows_of(placed: Sequence[Flag | Entry]) -> int:
    return max((each.row + 1 for each in placed), default=0)


def legend(beside: Beside, left: float, width: float) -> tuple[Entry, ...]:
    """What is shown, explained: as many to a line as its width holds."""
    kinds = {mark.kind for mark in beside.marks}
    known: list[tuple[Kind | None, str]] = [(kind, _LEGEND[kind]) for kind in Kind if kind in kinds]
    if any(usual.rlp is not None or usual.plp is not None for usual in beside.usuals):
        known = [(None, USUAL), *known]
    entries: list[Entry] = []
    x, row = left, 0
    for kind, text in known:
        room = 34 + _LETTER * len(text)
        if x > left and x + room > width:
            x, row = left, row + 1
        entries.append(Entry(x, row, kind, text))
        x += room
    return tuple(entries)


def usual_lines(
    usuals: Sequence[Usual],
    value_of: Callable[[Usual], Decimal | None],
    across: Callable[[float], float],
    down: Callable[[Decimal], float],
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """R of one pain as steps, each from where it began to where it was judged by; cut where there is none."""
    lines: list[list[tuple[float, float]]] = []
    before: Usual | None = None
    for usual in sorted(usuals, key=lambda usual: usual.day):
        value = value_of(usual)
        if value is None:
            before = None
            continue
        y, end = down(value), across(usual.day)
        step = [(min(across(usual.since), end - _SHORTEST), y), (end, y)]
        if before is not None and before.day >= usual.since:
            lines[-1] += [(lines[-1][-1][0], y), (end, y)]
        else:
            lines.append(step)
        before = usual
    return tuple(tuple(line) for line in lines)


def last_usual(usuals: Sequence[Usual], value_of: Callable[[Usual], Decimal | None]) -> Decimal | None:
    """R as the newest report with one was judged by it."""
    ordered = sorted(usuals, key=lambda usual: usual.day, reverse=True)
    return next((value for usual in ordered if (value := value_of(usual)) is not None), None)


def told(beside: Beside) -> str:
    """The same in words, after the values themselves."""
    lines = (
        f"Operated on {beside.operated_on}." if beside.operated_on else "",
        _said("Usual residual limb pain (R)", [(usual.day, usual.rlp) for usual in beside.usuals]),
        _said("Usual phantom limb pain (R)", [(usual.day, usual.plp) for usual in beside.usuals]),
        _said("Marked", [(mark.day, mark.told) for mark in sorted(beside.marks, key=lambda mark: mark.day)]),
    )
    return " ".join(line for line in lines if line)


def _said(what: str, found: Iterable[tuple[int, object]]) -> str:
    values = ", ".join(f"day {day}: {value}" for day, value in found if value is not None)
    return f"{what}: {values}." if values else ""
