"""How many operations the theatre register counts: against it the case ascertainment is told (HTG750 1.2)."""

from domain import Act
from storage import rows
from storage.database import Tx
from storage.register_words import TheatreCount
from storage.schema import theatre_count
from storage.trail import record


def put(tx: Tx, act: Act, *, site_id: int, year: int, quarter: int, operations: int) -> None:
    """Keep the count of one quarter of a site, in place of an earlier one; the trail holds each."""
    told = {"year": year, "quarter": quarter, "operations": operations}
    key = ("site_id", "year", "quarter")
    rows.put(tx.conn, theatre_count, key, site_id=site_id, **told, at=act.at, by=act.by)
    record(tx, act, "theatre.count", f"site:{site_id}", told)


def every(tx: Tx) -> tuple[TheatreCount, ...]:
    """The counts of all sites, by site and quarter."""
    order = (theatre_count.c.site_id, theatre_count.c.year, theatre_count.c.quarter)
    return rows.many(tx.conn, TheatreCount, theatre_count, order=order)
