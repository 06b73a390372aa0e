"""How many operations the theatre register counts in each quarter: the report tells against it how many of
them are followed up (HTG750 1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.pages.changing import MEANWHILE, stamp, trying
from console.pages.moments import moment
from console.web.desk import Desk
from console.web.visit import Answer, Go, Page, Visit, number_in
from domain import Fault
from storage import sites, theatre
from storage.database import Tx
from storage.register_words import TheatreCount


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the own hospital, the latest quarter first. `seen`: what they were."""

    site: str
    rows: tuple[tuple[str, str, str], ...]
    seen: str
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return page(tx, desk, visit, {})


def _counts(tx: Tx, site_id: int) -> tuple[TheatreCount, ...]:
    return tuple(each for each in theatre.every(tx) if each.site_id == site_id)


def page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site = sites.get(tx, visit.who.site_id)
    counts = _counts(tx, site.id)
    rows = tuple(
        (
            f"{each.year}-Q{each.quarter}",
            str(each.operations),
            f"{each.by.removeprefix('staff:')}, {moment(desk.speech.staff, site, each.at)}",
        )
        for each in reversed(counts)
    )
    view = Counts(site.name, rows, stamp(*counts), visit.form, faults)
    return Page("theatre.html.j2", view, status=422 if faults else 200)


async def count(desk: Desk, visit: Visit) -> Answer:
    """Keep the count of a quarter, in place of an earlier one."""
    quarter = "".join(visit.form.get("quarter", "").upper().split())
    operations = number_in(visit.form.get("operations", "").strip())
    wrong = {} if quarter else {"quarter": "Write the quarter, as 2025-Q1."}
    if operations is None:
        wrong["operations"] = "Write a whole number; 0 if there was none."

    def work(tx: Tx) -> Answer:
        site = sites.get(tx, visit.who.site_id)
        if visit.form.get("seen") != stamp(*_counts(tx, site.id)):
            raise Fault(MEANWHILE)
        desk.reach.running.count_theatre(tx, visit.act, site.code, quarter, operations or 0)
        return Go("/reports/theatre?said=counted")

    return await trying(desk, visit, work, wrong, _place, page)


def _place(fault: Fault) -> str:
    """The field that a fault is about, as far as it can be told."""
    return "operations" if "number of operations" in str(fault) else "quarter"
