"""The plan beyond its examples: rows for machines, two operations, and laws over many dates and zones."""

from datetime import date, time, timedelta
from random import Random

import pytest

from scheduler.plan import Preferences, plan
from scheduler.plan_rows import plan_rows
from scheduler.protocol import read
from tests.scheduler.cast import CODES, DEFAULT, KNOWN
from tests.scheduler.laws_of_sending import hold_sends
from tests.scheduler.test_protocol import GOOD
from tests.scheduler.zones import ZONES

WINTER = Preferences("Europe/London", time(9, 30), date(2024, 12, 4))


def test_rows_are_flat_with_utc_and_local_times() -> None:
    rows = plan_rows(DEFAULT, date(2025, 1, 15), WINTER)
    assert rows[8] == {
        "code": "M03",
        "opens_on": "2025-03-17",
        "closes_on": "2025-05-31",
        "send_at": "2025-04-15T08:30:00Z",
        "send_local": "2025-04-15T09:30:00+01:00",
        "instruments": ["core", "extended"],
    }
    assert [row["code"] for row in rows] == CODES


def test_an_optional_visit_is_planned_only_where_it_is_enabled() -> None:
    enabled = Preferences(WINTER.zone, WINTER.send_time, WINTER.enrolled_on, frozenset({"M48"}))
    assert plan_rows(DEFAULT, date(2025, 1, 15), enabled)[-1]["code"] == "M48"


def test_fay_has_two_operations_and_each_has_its_own_plan() -> None:
    first, second = (plan(DEFAULT, tmr_on, WINTER) for tmr_on in (date(2025, 1, 15), date(2025, 6, 15)))
    assert [one.time_point for one in first] == [one.time_point for one in second]
    assert all(a.send_at < b.send_at for a, b in zip(first, second, strict=True))


def test_a_preferred_time_within_the_quiet_hours_of_a_site_becomes_their_end() -> None:
    protocol = read(GOOD, KNOWN)
    preferences = Preferences("UTC", time(8, 30), date(2025, 1, 1))
    assert {one.send_at.time() for one in plan(protocol, date(2025, 1, 15), preferences)} == {time(9)}


def _sweep(zone: str, tmr_on: date, random: Random) -> None:
    """Whenever they enrol, and whatever time they like."""
    send_time = time(random.randrange(8, 21), random.randrange(60))
    enrolled_on = tmr_on + timedelta(days=random.randrange(-60, 120))
    preferences = Preferences(zone, send_time, enrolled_on, frozenset({"M48"}))
    hold_sends(plan(DEFAULT, tmr_on, preferences), tmr_on, preferences)


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_of_a_sample_asks_outside_its_window_or_in_quiet_hours(seed: int) -> None:
    random = Random(seed)
    for _ in range(400):
        _sweep(random.choice(ZONES), date(2015, 1, 1) + timedelta(days=random.randrange(9000)), random)
