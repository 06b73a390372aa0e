"""R: a patient's usual pain, against which the rules about change judge a new report."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median

from alerts.numbers import Numbers
from alerts.report import CORE, Pain, Report, earlier, number


class Basis(StrEnum):
    """Where R comes from."""

    MEDIAN = "median-of-last-reports"
    LOWEST = "lowest-since-surgery"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Usual:
    """R and its basis. With `few` earlier reports the rules ask for a higher value."""

    value: Decimal
    basis: Basis

    @property
    def few(self) -> bool:
        return self.basis is not Basis.MEDIAN


def usual(report: Report, pain: Pain, history: Sequence[Report], numbers: Numbers) -> Usual | None:
    """R for one pain on the 7-day average, 0 to 10, as it stood before this report.

    What: the median of the last three completed core reports after surgery (day 1 on) that give the item.
    With fewer than three, the lowest of all core reports after surgery that give it, partial ones included
    since they hold a 7-day average too; with none of these, the last one before surgery (baseline).
    The report being judged, later reports, re-checks and what a patient reports unasked are never counted.
    Missing: a report without the item is passed over. None when nobody ever gave it: then no rule about
    change can fire for this pain.
    Source: the median rule and the fall-back are ours [P].
    """
    given = [
        (other, value)
        for other in earlier(report, history)
        if other.instrument == CORE
        and other.ended
        and (value := number(other.answers, pain.average)) is not None
    ]
    after = [(other, value) for other, value in given if other.day >= 1]
    completed = [value for other, value in after if other.completed]
    if len(completed) >= numbers.usual.reports:
        return Usual(median(completed[-numbers.usual.reports :]), Basis.MEDIAN)
    if after:
        return Usual(min(value for _, value in after), Basis.LOWEST)
    return Usual(given[-1][1], Basis.BASELINE) if given else None
