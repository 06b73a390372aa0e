"""The bank holidays of a site's nation, from the `holidays` library."""

from datetime import date, datetime
from functools import cache

import holidays

from domain import Nation, Site

_SUBDIVISION = {
    Nation.ENGLAND: "ENG",
    Nation.SCOTLAND: "SCT",
    Nation.WALES: "WLS",
    Nation.NORTHERN_IRELAND: "NIR",
}


def around(site: Site, as_of: datetime) -> frozenset[date]:
    """The bank holidays of the years around `as_of`: as far back and ahead as a working-day clock runs."""
    return _of_years(site.nation, as_of.year)


@cache
def _of_years(nation: Nation, year: int) -> frozenset[date]:
    return frozenset(
        holidays.country_holidays("GB", subdiv=_SUBDIVISION[nation], years=(year - 1, year, year + 1))
    )
