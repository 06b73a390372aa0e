"""The buttons of a date, a time of day or both: year, month, day, hour, minute, one step a screen. Pure.

The steps so far travel in the buttons themselves and nothing is stored before the last one, so a restart in
between loses nothing and a half-given date is never an answer.
"""

import calendar
from collections.abc import Iterator
from datetime import date, datetime

from bot.drawing import Drawn
from bot.screen import Button, Rows
from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import Pick

_YEARS, _MINUTES = 12, 5
_LONGEST_LIFE, _AHEAD = 120, 20
"""How many years back and ahead are offered where the question sets no limit."""


def keyboard(item: Item, view: str, drawn: Drawn) -> Rows:
    """The buttons of the step that `view` names; of the first one if it names none of this question's."""
    if item.kind is ItemKind.TIME:
        return _minutes(item, view, drawn) if len(view) == len("T14") else _hours("T", drawn)
    if "T" in view and len(view) > len("T14"):
        on, _, hour = view.partition("T")
        return _minutes(item, f"{on}T{hour}", drawn) if hour else _hours(view, drawn)
    if len(view) == len("2025-06"):
        return _days(item, int(view[:4]), int(view[5:]), drawn)
    if len(view) == len("2025") and view.isdecimal():
        return _months(item, int(view), drawn)
    return _years(item, view, drawn)


def so_far(view: str, months: tuple[str, ...]) -> str:
    """The steps made so far, in words; empty before the first."""
    on, _, hour = view.partition("T")
    parts = on.split("-") if on[:1].isdecimal() else []
    named = [f"{int(part)}" if at != 1 else months[int(part) - 1] for at, part in enumerate(parts)]
    return " ".join((*reversed(named), *([f"{hour}:"] if hour else [])))


def _limits(item: Item, drawn: Drawn) -> tuple[date, date]:
    """The first and the last day that may be given."""
    today = drawn.around.today or date.max
    low, high = _day(item.limits.low), _day(item.limits.high)
    first = low or date(max(1, today.year - _LONGEST_LIFE), 1, 1)
    last = high or date(min(date.max.year, today.year + _AHEAD), 12, 31)
    # A limit that lies beyond what is usual is the one that was meant.
    return (first, max(first, last)) if low else (min(first, last), last)


def _day(bound: object) -> date | None:
    if isinstance(bound, datetime):
        return bound.date()
    return bound if isinstance(bound, date) else None


def _years(item: Item, view: str, drawn: Drawn) -> Rows:
    """Twelve years that end with the present one, or where the view says."""
    low, high = _limits(item, drawn)
    first, last = low.year, high.year
    today = drawn.around.today or high
    asked = int(view[1:]) if view.startswith("y") else min(last, max(first, today.year))
    end = min(last, max(asked, min(last, first + _YEARS - 1)))
    shown = range(max(first, end - _YEARS + 1), end + 1)
    rows = drawn.rows([drawn.look(str(year), f"{year:04}") for year in shown], 3)
    more: list[Button] = []
    if shown[0] > first:
        more.append(drawn.look(drawn.around.say("button-earlier-years"), f"y{shown[0] - 1:04}"))
    if end < last:
        more.append(drawn.look(drawn.around.say("button-later-years"), f"y{min(last, end + _YEARS):04}"))
    return (*rows, *((button,) for button in more))


def _months(item: Item, year: int, drawn: Drawn) -> Rows:
    first, last = _limits(item, drawn)
    found = [
        drawn.look(name, f"{year:04}-{month:02}")
        for month, name in enumerate(drawn.around.texts.months, 1)
        if (first.year, first.month) <= (year, month) <= (last.year, last.month)
    ]
    return (*drawn.rows(found, 3), (drawn.look(drawn.around.say("button-another-year"), f"y{year:04}"),))


def _days(item: Item, year: int, month: int, drawn: Drawn) -> Rows:
    first, last = _limits(item, drawn)
    days = (date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1))
    found = [_last_step(item, day, drawn) for day in days if first <= day <= last]
    return (*drawn.rows(found, 7), (drawn.look(drawn.around.say("button-another-month"), f"{year:04}"),))


def _last_step(item: Item, day: date, drawn: Drawn) -> Button:
    """A day is the answer, or goes on to the hours."""
    if item.kind is ItemKind.DATE:
        return drawn.button(str(day.day), Pick(item.ordinal, day.isoformat()))
    return drawn.look(str(day.day), f"{day.isoformat()}T")


def _hours(before: str, drawn: Drawn) -> Rows:
    return drawn.rows([drawn.look(f"{hour:02}", f"{before}{hour:02}") for hour in range(24)], 6)


def _minutes(item: Item, view: str, drawn: Drawn) -> Rows:
    """The minutes of an hour, in steps of five; any other is typed."""
    on, _, hour = view.partition("T")
    found = list(_of_hour(item, on, hour, drawn))
    return (*drawn.rows(found, 4), (drawn.look(drawn.around.say("button-another-hour"), f"{on}T"),))


def _of_hour(item: Item, on: str, hour: str, drawn: Drawn) -> Iterator[Button]:
    for minute in range(0, 60, _MINUTES):
        at = f"{hour}:{minute:02}"
        yield drawn.button(at, Pick(item.ordinal, f"{on}T{at}" if on else at))
