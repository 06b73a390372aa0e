"""Hides what small numbers could tell about a person, before a report leaves the organisation. Pure.

Little is told, and that little coarsely, because numbers can be taken from one another:

- Counts from 1 to 7 are hidden and the others rounded to 5. Of a total, parts are hidden until at least two
  are, and those together are 8 or more; of a total of 1 to 7 all parts are, noughts too.
- A group of fewer than 20 operations is hidden whole. Strata are left out: their figures could be taken from
  the whole.
- A mean stands on 20 or more, to one decimal, with its interval; spreads, medians, quartiles, models and what
  the missing could hide are left out, for with them single answers can be found.
- A share stands on 20 or more, with 8 or more on either side of it (or none), to the nearest 5 %, and without
  interval. Times of single events are left out.

Source: NHS England, disclosure control rules of Hospital Episode Statistics (counts 1 to 7, rounding to 5);
the rest is ours, and stricter.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from audit.report.build import Cohort, Report
from audit.report.figures import Change, Count, Delta, Level, Partition
from audit.report.safety import Reoperation
from audit.statistics.estimates import Estimate
from audit.statistics.missing import Certainty, Tipping

FEWEST = 8
"""The smallest count that may be shown, but for 0."""

ENOUGH = 20
"""The fewest operations of which a mean or a share is told."""

NEAREST = 5

Rules = tuple[tuple[type, Callable[[Any], Any]], ...]


def for_outside(report: Report) -> Report:
    """The report as readers outside may see it; hidden numbers are None."""
    rows = tuple(
        replace(row, registered=_count(row.registered), theatre=_count(row.theatre), share=None)
        for row in report.ascertainment
    )
    cohorts = {key: _cohort(cohort) for key, cohort in report.cohorts.items()}
    return replace(
        report,
        everyone=_shown(report.everyone),
        ascertained=_shown(report.ascertained),
        ascertainment=rows,
        cohorts=cohorts,
        rpni_only=_hidden(report.rpni_only),
    )


def _cohort(cohort: Cohort) -> Cohort:
    outcomes = {name: replace(each, mixed_model={}, prospective={}) for name, each in cohort.outcomes.items()}
    bare = replace(cohort, outcomes=outcomes, strata={})
    if (cohort.flow.operated.value or 0) < ENOUGH:
        hidden: Cohort = _hidden(bare)
        return hidden
    shown: Cohort = _shown(bare)
    return shown


def to_hide(sizes: Mapping[str, int]) -> frozenset[str]:
    """The parts to hide: those of 1 to 7, and the next smallest (but 0) until there are two, of 8 or more."""
    if 0 < sum(sizes.values()) < FEWEST:
        return frozenset(sizes)
    hidden = {name for name, size in sizes.items() if 0 < size < FEWEST}
    rest = sorted((size, name) for name, size in sizes.items() if size >= FEWEST)
    while hidden and rest and (len(hidden) < 2 or sum(sizes[name] for name in hidden) < FEWEST):
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def _shown(value: Any) -> Any:
    """Any value of the report with what may be shown of it."""
    return _through(value, _RULES)


def _hidden(value: Any) -> Any:
    """Any value of the report with no number left in it."""
    return _through(value, _BLANKS)


def _through(value: Any, rules: Rules) -> Any:
    """A value by the rule of its kind; without one, its parts by theirs."""
    for kind, rule in rules:
        if isinstance(value, kind):
            return rule(value)
    if isinstance(value, Mapping):
        return {key: _through(each, rules) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: _through(getattr(value, part.name), rules) for part in fields(value)}
        return replace(value, **parts)
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


def _level(found: Level) -> Level:
    return Level(_estimate(found.mean), None, _nothing(found.median))


def _change(found: Change) -> Change:
    return Change(_estimate(found.mean), None, _nothing(found.median), None)


def _reoperation(found: Reoperation) -> Reoperation:
    """By any cause alone, and coarsely; hidden where few had it."""
    happened = found.happened.total.value or 0
    few = 0 < happened < FEWEST or 0 < (found.watched.value or 0) - happened < FEWEST
    by_any = {name: _nothing(each) if few else _coarse(each) for name, each in found.any_cause.items()}
    by_reason = {name: _hidden(each) for name, each in found.by_reason.items()}
    curves = dict.fromkeys(found.curves, ())
    return Reoperation(_count(found.watched), _partition(found.happened), by_any, by_reason, (), curves)


def _estimate(found: Estimate) -> Estimate:
    """A mean to one decimal, or a coarse share; nothing of few."""
    if found.n is None or found.n < ENOUGH:
        return _nothing(found)
    if found.count is None:
        low, middle, high = (
            None if end is None else round(end, 1) for end in (found.low, found.value, found.high)
        )
        return Estimate(middle, low, high, _rounded(found.n), f"{found.method}; rounded")
    if 0 < found.count < FEWEST or 0 < found.n - found.count < FEWEST:
        return _nothing(found)
    return _coarse(found)


def _coarse(found: Estimate) -> Estimate:
    share = None if found.value is None else round(20 * found.value) / 20
    told = f"{found.method}; to the nearest 5 %, no interval"
    return Estimate(share, None, None, _rounded(found.n), told, _rounded(found.count))


def _nothing(found: Estimate) -> Estimate:
    return Estimate(None, None, None, None, found.method)


def _rounded(value: int | None) -> int | None:
    """To the nearest 5; none from 1 to 7."""
    if value is None or 0 < value < FEWEST:
        return None
    return NEAREST * round(value / NEAREST)


_RULES: Rules = (
    (Partition, _partition),
    (Count, _count),
    (Level, _level),
    (Change, _change),
    (Delta, _hidden),
    (Reoperation, _reoperation),
    (Estimate, _estimate),
)

_BLANKS: Rules = (
    (Count, lambda found: replace(found, value=None, of=None)),
    (Estimate, _nothing),
    (Tipping, lambda _: Tipping(Certainty.HIDDEN)),
    (tuple, lambda _: ()),
    (float, lambda _: None),
)
