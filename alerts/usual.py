"""R: what is usual for a patient, against which the rules about change judge a new report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median

from alerts.numbers import Numbers
from alerts.report import CORE, Pain, Report, earlier, number
from domain import Answers


class Basis(StrEnum):
    """Where R comes from."""

    MEDIAN = "median-of-last-reports"
    LOWEST = "lowest-since-surgery"
    HIGHEST = "highest-since-surgery"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that core reports tell in one number. `best`: R while there are few reports, and its name.

    `from_baseline`: R is what it was before surgery while there is no report after it.
    """

    of: Callable[[Answers], Decimal | None]
    best: Callable[[Iterable[Decimal]], Decimal]
    basis: Basis
    from_baseline: bool = True


def average(pain: Pain) -> Measure:
    """The 7-day average of a pain, 0 (none) to 10 (worst): the lowest is the best."""
    return Measure(lambda answers: number(answers, pain.average), min, Basis.LOWEST)


@dataclass(frozen=True, slots=True)
class Usual:
    """R and its basis. With `few` earlier reports the rules ask for a higher value."""

    value: Decimal
    basis: Basis

    @property
    def few(self) -> bool:
        return self.basis is not Basis.MEDIAN


def usual(report: Report, measure: Measure, history: Sequence[Report], numbers: Numbers) -> Usual | None:
    """R for one measure as it stood before this report.

    What: the median of the last three completed core reports after surgery (day 1 on) that give it. With
    fewer than three, the best of all core reports after surgery that give it, partial ones included; with
    none of these, the last one before surgery (baseline), where the measure allows that. For pain the best is
    the lowest 7-day average.
    The report being judged, later reports, re-checks and what a patient reports unasked are never counted.
    Missing: a report without the item is passed over. None when nobody ever gave it: then no rule about
    change can fire.
    Source: the median rule and the fall-back are ours [P].
    """
    given = given_before(report, measure, history)
    after = [(other, value) for other, value in given if other.day >= 1]
    completed = [value for other, value in after if other.completed]
    if len(completed) >= numbers.usual.reports:
        return Usual(median(completed[-numbers.usual.reports :]), Basis.MEDIAN)
    if after:
        return Usual(measure.best(value for _, value in after), measure.basis)
    return Usual(given[-1][1], Basis.BASELINE) if given and measure.from_baseline else None


def given_before(report: Report, measure: Measure, history: Sequence[Report]) -> list[tuple[Report, Decimal]]:
    """The core reports that ended before this one and give the measure, oldest first, with what they give."""
    return [
        (other, value)
        for other in earlier(report, history)
        if other.instrument == CORE and other.ended and (value := measure.of(other.answers)) is not None
    ]
