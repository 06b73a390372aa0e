"""The page of a simulation: one file, complete in itself, with charts as SVG and their numbers in tables."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from alerts.rules import RULES
from app.simulating.figures import lying, weekly
from app.simulating.load import expected, messages_by_day, months, weeks
from app.simulating.rows import summary
from app.simulating.words import Contacted, Simulated
from scheduler.timepoints import TimePoint

_SHADES = 4


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. `shade`: 0 for none to 4 for the most; none where the month has no such day."""

    number: int
    count: int
    shade: int | None


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    days: tuple[Day, ...]
    total: int


def page(simulated: Simulated) -> str:
    """The whole page as HTML."""
    all_weeks, points = weeks(simulated), expected(simulated)
    environment = Environment(
        loader=PackageLoader("app.simulating", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "local": _local}
    return environment.get_template("page.html.j2").render(
        simulated=simulated,
        summary=summary(simulated),
        schedule=[_scheduled(point) for point in simulated.protocol.time_points],
        weeks=all_weeks,
        to_patients=weekly(
            all_weeks, [[each.prompts for each in all_weeks], [each.reminders for each in all_weeks]]
        ),
        to_staff=weekly(
            all_weeks,
            [
                [each.calls for each in all_weeks],
                [each.amber_notices for each in all_weeks],
                [each.red_notices for each in all_weeks],
            ],
        ),
        expected=points,
        missing=lying(points),
        months=tuple(_calendar(simulated)),
        rules=_rules(simulated),
        story=_story(simulated),
    )


def _scheduled(point: TimePoint) -> Mapping[str, str]:
    """A time point in the words of its file."""
    return {
        "code": point.code,
        "anchor": point.anchor.value,
        "target": _length(point.target.months, point.target.days),
        "opens": _length(point.opens.months, point.opens.days),
        "closes": _length(point.closes.months, point.closes.days),
        "instruments": ", ".join(point.instruments),
        "notes": ", ".join(
            word for word, holds in (("primary", point.primary), ("optional", point.optional)) if holds
        ),
    }


def _length(months_after: int, days_after: int) -> str:
    parts = [(months_after, "month"), (days_after, "day")]
    told = [f"{count} {unit}{'s' if abs(count) != 1 else ''}" for count, unit in parts if count]
    return " and ".join(told) or "day 0"


def _calendar(simulated: Simulated) -> Iterator[Month]:
    """Every month with its days; the busiest day has the darkest shade."""
    counts = messages_by_day(simulated)
    most = max([1, *counts.values()])
    for first in months(simulated):
        last = monthrange(first.year, first.month)[1]
        found = [counts.get(first.replace(day=number), 0) for number in range(1, last + 1)]
        days = [Day(at, count, -(-_SHADES * count // most)) for at, count in enumerate(found, 1)]
        days += [Day(number, 0, None) for number in range(last + 1, 32)]
        yield Month(f"{first:%b %Y}", tuple(days), sum(found))


def _rules(simulated: Simulated) -> list[Mapping[str, object]]:
    """How many cases each rule made, in the order of the rules."""
    counts = Counter(each.rule for each in simulated.lived.cases)
    return [
        {"rule": rule.id, "fires_when": rule.fires_when, "cases": counts[rule.id]}
        for rule in RULES.values()
        if counts[rule.id]
    ]


def _story(simulated: Simulated) -> tuple[Contacted, ...]:
    """All that was said about whoever had most messages."""
    counts = Counter(each.patient for each in simulated.lived.contacts)
    if not counts:
        return ()
    most = min(counts, key=lambda code: (-counts[code], code))
    return tuple(each for each in simulated.lived.contacts if each.patient == most)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a} {_day(at.astimezone(ZoneInfo(zone)).date())} " + (
        f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
    )
