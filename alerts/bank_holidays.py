"""The bank holidays of a nation of the United Kingdom, from the `holidays` library."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from holidays import country_holidays

from domain import Nation

_SUBDIVISIONS = {
    Nation.ENGLAND: "ENG",
    Nation.SCOTLAND: "SCT",
    Nation.WALES: "WLS",
    Nation.NORTHERN_IRELAND: "NIR",
}


def bank_holidays(nation: Nation, years: Iterable[int]) -> frozenset[date]:
    """The bank holidays of these years; an unplanned one is known once the library is updated."""
    return frozenset(on for year in years for on in _of_year(nation, year))


@cache
def _of_year(nation: Nation, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year))
