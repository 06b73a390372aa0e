"""Which reports of a site should have been reviewed and signed by now, and were not. Pure.

A period is a year (2025) or a quarter (2025-Q1). Source: HTG750 1.3 asks for regular
review; the days are ours.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from audit.choosing import quarter_of, whole

DAYS = 60
"""From the end of a period until its review is overdue."""


def overdue(operated_on: Iterable[date], signed: Collection[str], today: date) -> tuple[str, ...]:
    """The periods with operations that are over and not signed, by their end; a year after its quarters.

    Unit: periods; one is overdue from the 61st day after its last day. A signed year has its quarters
    reviewed too. Missing data: a period without operations needs no review.
    """
    ends = {name: end for on in operated_on for name, end in _periods(on)}
    late = [name for name, end in ends.items() if today - end > timedelta(days=DAYS)]
    unsigned = [name for name in late if name not in signed and name[:4] not in signed]
    return tuple(sorted(unsigned, key=lambda name: (ends[name], len(name) == len("2025"))))


def _periods(on: date) -> tuple[tuple[str, date], ...]:
    """The quarter and the year of a date, each with its last day."""
    quarter = quarter_of(on)
    return (f"{on.year}-Q{quarter}", whole(on.year, quarter)[1]), (f"{on.year}", whole(on.year)[1])
