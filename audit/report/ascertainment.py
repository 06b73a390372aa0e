"""Case ascertainment: how many of the operations that the theatre counts are in the register. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.choosing import quarter_of, whole
from audit.cohort.operated import Operated
from audit.report.figures import Count
from audit.report.wanted import Wanted
from storage.audit_words import Register


@dataclass(frozen=True, slots=True)
class Ascertained:
    """One quarter of one hospital. `share` above 1: the theatre count is too low, or a date is wrong."""

    site: str
    quarter: str
    registered: Count
    theatre: Count
    share: float | None


def ascertainment(
    register: Register, operations: Sequence[Operated], wanted: Wanted
) -> tuple[Ascertained, ...]:
    """By hospital and quarter, for each quarter that lies whole in the period and has begun.

    TMR operations, whatever their indication; RPNI alone is none. A quarter with neither an operation nor a
    theatre count is left out. Missing data: without a theatre count there is no share. Source: HTG750 1.2.
    """
    done = Counter(_where(each) for each in operations if each.is_tmr)
    counts = {(count.site_id, count.year, count.quarter): count.operations for count in register.theatre}
    chosen = [site for site in register.sites if wanted.site in (None, site.code)]
    rows = (
        _ascertained(
            site.code, year, quarter, done[site.code, year, quarter], counts.get((site.id, year, quarter))
        )
        for site in chosen
        for year, quarter in wanted.period.quarters
        if whole(year, quarter)[0] <= wanted.as_of
    )
    return tuple(row for row in rows if row.registered.value or row.theatre.value is not None)


def _where(each: Operated) -> tuple[str, int, int]:
    on = each.row.operation.tmr_on
    return each.row.site, on.year, quarter_of(on)


def _ascertained(site: str, year: int, quarter: int, registered: int, theatre: int | None) -> Ascertained:
    share = registered / theatre if theatre else None
    return Ascertained(site, f"{year}-Q{quarter}", Count(registered, theatre), Count(theatre), share)


def overall(rows: Sequence[Ascertained]) -> Mapping[str, Count]:
    """Over the quarters that have a theatre count.

    `missing`: counted by the theatre and not in the register; `beyond`: the other way round. They are summed
    by quarter and hospital, so that too many in one do not hide too few in another.
    """
    told = [row for row in rows if row.theatre.value is not None]
    pairs = [(row.registered.value or 0, row.theatre.value or 0) for row in told]
    theatre = sum(counted for _, counted in pairs)
    return {
        "registered": Count(sum(registered for registered, _ in pairs), theatre),
        "theatre": Count(theatre),
        "missing": Count(sum(max(counted - registered, 0) for registered, counted in pairs), theatre),
        "beyond": Count(sum(max(registered - counted, 0) for registered, counted in pairs)),
    }
