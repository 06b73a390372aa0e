"""What the theatre commands do: how many operations the theatre register counts in each quarter of a site."""

import re

from app.enrolment_form import FIRST_YEAR, LAST_YEAR
from app.sites import named_site
from audit.choosing import quarter_of
from domain import Act, Fault
from scheduler.instants import local_date
from storage import sites, theatre
from storage.database import Tx

MOST = 10_000


def set_count(tx: Tx, act: Act, site_code: str, quarter: str, operations: int) -> str:
    """Keep the count of a quarter that has begun; a later count stands in place of an earlier one."""
    site = named_site(tx, site_code)
    found = re.fullmatch(r"([0-9]{4})-Q([1-4])", quarter)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Fault(f"{quarter!r} is no quarter; write it like 2025-Q1.")
    if not 0 <= operations <= MOST:
        raise Fault(f"{operations} cannot be a number of operations.")
    today = local_date(act.at, site.zone)
    if (int(found[1]), int(found[2])) > (today.year, quarter_of(today)):
        raise Fault(f"{quarter} has not begun yet. Nothing was changed.")
    theatre.put(tx, act, site_id=site.id, year=int(found[1]), quarter=int(found[2]), operations=operations)
    return f"{site.code} {quarter}: the theatre register counts {operations} operations."


def count_rows(tx: Tx) -> list[dict[str, object]]:
    """One row a count, by site and quarter."""
    codes = {site.id: site.code for site in sites.every(tx)}
    return [
        {
            "site": codes[each.site_id],
            "quarter": f"{each.year}-Q{each.quarter}",
            "operations": each.operations,
            "at": each.at,
            "by": each.by,
        }
        for each in theatre.every(tx)
    ]
