"""The nations of a site have their own bank holidays."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.bank_holidays import around
from domain import Nation
from tests.alerts.hospital import EASTER_MONDAY, GOOD_FRIDAY, SITE, local

AS_OF = local("2025-03-10 10:00")


@pytest.mark.parametrize(
    ("nation", "closed", "open_on"),
    [
        (Nation.ENGLAND, EASTER_MONDAY, date(2025, 1, 2)),
        (Nation.WALES, EASTER_MONDAY, date(2025, 3, 17)),
        (Nation.SCOTLAND, date(2025, 12, 1), EASTER_MONDAY),
        (Nation.NORTHERN_IRELAND, date(2025, 3, 17), date(2025, 12, 1)),
    ],
)
def test_each_nation_closes_on_its_own_days(nation: Nation, closed: date, open_on: date) -> None:
    days = around(replace(SITE, nation=nation), AS_OF)
    assert {closed, GOOD_FRIDAY} <= days
    assert open_on not in days


def test_the_holidays_reach_into_the_next_year() -> None:
    assert date(2026, 1, 1) in around(SITE, local("2025-12-31 16:00"))
