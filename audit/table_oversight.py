"""The tables `theatre_counts` and `reviews`: what the register is held against, and who has looked at it.

What was decided at a review is free text: it stands in the report, and stays behind here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from audit.columns import Column, Kind, Table, moments
from domain import Site
from storage.audit_words import Register
from storage.register_words import Review, TheatreCount

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AtSite(Generic[T]):
    """One row with its hospital."""

    site: Site
    row: T


class _OfSite(Protocol):
    @property
    def site_id(self) -> int: ...


R = TypeVar("R", bound=_OfSite)


def at_site(register: Register, rows: Iterable[R]) -> Iterator[AtSite[R]]:
    """The rows with their hospitals, in the order given."""
    sites = {site.id: site for site in register.sites}
    return (AtSite(sites[each.site_id], each) for each in rows)


THEATRE_COUNTS: Table[AtSite[TheatreCount]] = Table(
    "theatre_counts",
    "One row per hospital and quarter: TMR operations by the theatre's own register, for case ascertainment.",
    (
        Column("site", Kind.TEXT, "The hospital's code.", lambda c: c.site.code, "site.code"),
        Column("year", Kind.INTEGER, "Year.", lambda c: c.row.year, "theatre_count.year"),
        Column("quarter", Kind.INTEGER, "Quarter, 1 to 4.", lambda c: c.row.quarter, "theatre_count.quarter"),
        Column(
            "operations",
            Kind.INTEGER,
            "TMR operations that the theatre counts, by the latest entry.",
            lambda c: c.row.operations,
            "theatre_count.operations; HTG750 1.2",
        ),
        Column("zone", Kind.TEXT, "The hospital's time zone (IANA).", lambda c: c.site.zone, "site.zone"),
        *moments("entered", "Entered", lambda c: c.row.at, lambda c: c.site.zone, "theatre_count.at"),
    ),
)

REVIEWS: Table[AtSite[Review]] = Table(
    "reviews",
    "One row per signature under a report of the clinical audit. Not what was decided: that is free text.",
    (
        Column("review_id", Kind.INTEGER, "Number of the signature.", lambda s: s.row.id, "review.id"),
        Column("site", Kind.TEXT, "The hospital's code.", lambda s: s.site.code, "site.code"),
        Column(
            "period",
            Kind.TEXT,
            "Year, quarter or days of the report.",
            lambda s: s.row.period,
            "review.period; HTG750 1.3",
        ),
        Column("signed_on", Kind.DATE, "Signed, local date.", lambda s: s.row.signed_on, "review.signed_on"),
        Column(
            "report_checksum",
            Kind.TEXT,
            "SHA-256 of the figures that were signed.",
            lambda s: s.row.report_checksum,
            "review.report_checksum",
        ),
        Column("zone", Kind.TEXT, "The hospital's time zone (IANA).", lambda s: s.site.zone, "site.zone"),
        *moments("entered", "Entered", lambda s: s.row.at, lambda s: s.site.zone, "review.at"),
    ),
)
