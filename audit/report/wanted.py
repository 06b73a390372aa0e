"""What a report is about: a period of operations, and perhaps one hospital or one surgeon. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.choosing import period_ends, whole
from audit.cohort.operated import Operated

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Period:
    """Operations are counted by their date; both ends are included."""

    name: str
    first: date
    last: date

    @property
    def quarters(self) -> tuple[tuple[int, int], ...]:
        """The whole quarters within it, as year and quarter."""
        found = []
        for year in range(self.first.year, self.last.year + 1):
            for quarter in (1, 2, 3, 4):
                first, last = whole(year, quarter)
                if self.first <= first and last <= self.last:
                    found.append((year, quarter))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`site` is the code of the hospital that operated; `surgeon` operated or supervised."""

    period: Period
    as_of: date
    site: str | None = None
    surgeon: str | None = None

    def chosen(self, operations: Sequence[Operated]) -> tuple[Operated, ...]:
        """The operations it is about, in the order given."""
        return tuple(each for each in operations if self._holds(each))

    def _holds(self, each: Operated) -> bool:
        surgeons = (each.row.surgery.operating_surgeon, each.row.surgery.supervising_surgeon)
        return (
            self.period.first <= each.row.operation.tmr_on <= self.period.last
            and self.site in (None, each.row.site)
            and (self.surgeon is None or self.surgeon in surgeons)
        )


def fault_of(wanted: Wanted, *, external: bool) -> str | None:
    """Why such a report must not be made, as a sentence."""
    if external and wanted.surgeon is not None:
        return "The figures of one surgeon are for appraisal; they do not leave the organisation."
    if external and not _YEAR.fullmatch(wanted.period.name):
        return "A report for outside is of whole years: two others could be taken from one another."
    return None


def period(text: str) -> Period:
    """Reads 2025, 2025-Q1 or 2025-01-15..2025-03-31; anything else is a Fault."""
    return Period(text, *period_ends(text))
