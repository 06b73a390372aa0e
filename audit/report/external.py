"""Hides what small numbers could tell about a person, before a report leaves the organisation. Pure.

Counts from 1 to 7 are hidden and the others rounded to 5; nothing is told of means that stand on 7 or fewer;
shares are of rounded counts. Where one part of a total was hidden, the next smallest part is hidden too, or
it could be had by subtraction (secondary suppression); so is the other half of a share. Strata whose
dimension has a small part lose that part and the next smallest whole. Source: NHS England, disclosure control
rules of Hospital Episode Statistics (counts 1 to 7, rounding to 5).
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from audit.report.build import Cohort, Report, Stratum
from audit.report.figures import Count, Partition
from audit.report.safety import Reoperation
from audit.statistics.estimates import Estimate

FEWEST = 8
"""The smallest count that may be shown, but for 0."""

NEAREST = 5


def for_outside(report: Report) -> Report:
    """The report as readers outside may see it; hidden numbers are None."""
    cohorts = {key: _cohort(cohort) for key, cohort in report.cohorts.items()}
    shown: Report = _shown(replace(report, cohorts={}, ascertainment=()))
    rows = tuple(
        replace(row, registered=_count(row.registered), theatre=_count(row.theatre), share=None)
        for row in report.ascertainment
    )
    return replace(shown, cohorts=cohorts, ascertainment=rows)


def _cohort(cohort: Cohort) -> Cohort:
    strata = {name: _strata(parts) for name, parts in cohort.strata.items()}
    again: Reoperation = _shown(replace(cohort.reoperation, curve=(), curves={}))
    hollow = dict.fromkeys(cohort.reoperation.curves, ())
    shown: Cohort = _shown(replace(cohort, strata={}))
    return replace(shown, strata=strata, reoperation=replace(again, curves=hollow))


def _strata(parts: Mapping[str, Stratum]) -> Mapping[str, Stratum]:
    sizes = {name: part.operated.value or 0 for name, part in parts.items()}
    gone = to_hide(sizes)
    return {name: _hidden(part) if name in gone else _shown(part) for name, part in parts.items()}


def to_hide(sizes: Mapping[str, int]) -> frozenset[str]:
    """The parts to hide: those of 1 to 7 and, if that is one alone, the smallest of the others (but 0)."""
    small = {name for name, size in sizes.items() if 0 < size < FEWEST}
    rest = sorted((size, name) for name, size in sizes.items() if size >= FEWEST)
    return frozenset(small | {rest[0][1]} if len(small) == 1 and rest else small)


def _shown(value: Any) -> Any:
    """Any value of the report with what may be shown of it."""
    for kind, rule in _RULES:
        if isinstance(value, kind):
            return rule(value)
    if is_dataclass(value) and not isinstance(value, type):
        shown = {field.name: _shown(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **_without_spread(shown))
    return value


def _without_spread(shown: dict[str, Any]) -> dict[str, Any]:
    """A standard deviation, or a tipping point, goes with the mean it belongs to."""
    first = next((each for each in shown.values() if isinstance(each, Estimate)), None)
    if first is not None and first.value is None:
        for name in ("sd", "tipping_point"):
            if name in shown:
                shown[name] = None
    return shown


def _hidden(value: Any) -> Any:
    """Any value of the report with no number left in it."""
    match value:
        case Count():
            return replace(value, value=None, of=None)
        case Estimate():
            return Estimate(None, None, None, None, value.method)
        case Mapping():
            return {key: _hidden(each) for key, each in value.items()}
        case float():
            return None
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _hidden(getattr(value, field.name)) for field in fields(value)})
    return value


def _count(found: Count) -> Count:
    return replace(found, value=_rounded(found.value), of=_rounded(found.of))


def _partition(found: Partition) -> Partition:
    gone = to_hide({name: count.value or 0 for name, count in found.parts.items()})
    parts = {
        name: Count(None, _rounded(count.of)) if name in gone else _count(count)
        for name, count in found.parts.items()
    }
    return Partition(_count(found.total), parts)


def _estimate(found: Estimate) -> Estimate:
    hidden = Estimate(None, None, None, _rounded(found.n), found.method)
    if found.n is None or 0 < found.n < FEWEST:
        return hidden
    if found.count is None:
        return replace(found, n=_rounded(found.n))
    if 0 < found.count < FEWEST or 0 < found.n - found.count < FEWEST:
        return hidden
    count, n = _rounded(found.count), _rounded(found.n)
    if count is None or not n:
        return hidden
    return Estimate(min(count, n) / n, None, None, n, f"{found.method}; rounded, no interval", count)


def _rounded(value: int | None) -> int | None:
    """To the nearest 5; none from 1 to 7."""
    if value is None or 0 < value < FEWEST:
        return None
    return NEAREST * round(value / NEAREST)


_RULES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Partition, _partition),
    (Count, _count),
    (Estimate, _estimate),
    (Mapping, lambda found: {key: _shown(each) for key, each in found.items()}),
    (tuple, lambda found: tuple(_shown(each) for each in found)),
)
