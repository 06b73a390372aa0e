"""The shapes of the report's numbers: values that a template shows, JSON tells and a rule can hide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.statistics.estimates import Estimate
from audit.statistics.missing import Tipping


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and of how many where that is known; a number that was hidden is None."""

    value: int | None
    of: int | None = None
    method: str = "count"


@dataclass(frozen=True, slots=True)
class Partition:
    """A total and its parts, which do not overlap and leave nothing out, in their order."""

    total: Count
    parts: Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class Level:
    """Where a measure stood at one time point, among those who answered."""

    mean: Estimate
    sd: float | None
    median: Estimate


@dataclass(frozen=True, slots=True)
class Change:
    """From baseline to one time point, in points, among those with both; below 0 is less than before.

    `bootstrap` stands beside the mean of fewer than 20.
    """

    mean: Estimate
    sd: float | None
    median: Estimate
    bootstrap: Estimate | None


@dataclass(frozen=True, slots=True)
class Responders:
    """Shares of those with a baseline of 4 or more whose pain fell by as much.

    `of_all`: everyone operated on; `of_due`: those whose window is over. In both, who did not answer did not
    respond. `of_completers`: those who answered.
    """

    thirty_percent_of_all: Estimate
    thirty_percent_of_due: Estimate
    thirty_percent_of_completers: Estimate
    fifty_percent_of_all: Estimate
    fifty_percent_of_due: Estimate
    fifty_percent_of_completers: Estimate
    two_points_of_all: Estimate
    two_points_of_due: Estimate
    two_points_of_completers: Estimate


@dataclass(frozen=True, slots=True)
class Shares:
    """Of those who answered a question about pain: 7 or more, 3 or less, none at all."""

    seven_or_more: Estimate
    three_or_less: Estimate
    none: Estimate


@dataclass(frozen=True, slots=True)
class Delta:
    """The mean change if those whose window is over and who did not answer fared worse by `delta` points."""

    as_known: Estimate
    plus_one: Estimate
    plus_two: Estimate
    tipping_point: Tipping


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measure over time; mappings are by time point, in the order of the schedule.

    `prospective`: the change at 12 months without the operations whose baseline was given after them, from
    memory; none where there are no such.
    """

    title: str
    unit: str
    low_is_good: bool
    levels: Mapping[str, Level]
    changes: Mapping[str, Change]
    shares: Mapping[str, Shares]
    responders: Mapping[str, Responders]
    worse_by_two: Mapping[str, Estimate]
    prospective: Mapping[str, Change]
    missing: Mapping[str, Delta]
    mixed_model: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Shift:
    """How often phantom pain came, against before the operation: less often, as often, more often."""

    ranks: Mapping[str, Partition]
    against_baseline: Mapping[str, Partition]


def counted(parts: Mapping[str, int]) -> Partition:
    """A partition of these numbers, in their order."""
    total = sum(parts.values())
    return Partition(Count(total), {name: Count(value, total) for name, value in parts.items()})


def tallied(names: Iterable[str], found: Iterable[str]) -> Partition:
    """How often each of these names was found, in the order of the names."""
    seen = list(found)
    return counted({name: seen.count(name) for name in names})
