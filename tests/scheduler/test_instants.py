"""Local dates and times become instants through gaps, folds and missing dates; quiet hours hold."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.instants import (
    Quiet,
    after_quiet,
    end_of,
    instant,
    is_quiet,
    local_date,
    send_time_fault,
    slot,
    zone_fault,
)
from tests.scheduler.cast import DEFAULT, at

NIGHT = DEFAULT.quiet
ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "America/St_Johns",
        "America/Havana",
        "Asia/Kathmandu",
        "Asia/Gaza",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Antarctica/Troll",
        "UTC",
    ]
)
DAYS = st.dates(date(2005, 1, 1), date(2060, 12, 31))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))

INSTANTS = st.integers(0, 55 * 365 * 24 * 3600).map(lambda n: at("2005-01-01 00:00") + timedelta(seconds=n))


@pytest.mark.parametrize(
    ("day", "local_time", "zone", "expected"),
    [
        ("2025-01-29", "09:30", "Europe/London", "2025-01-29 09:30"),
        ("2025-07-15", "09:30", "Europe/London", "2025-07-15 08:30"),
        ("2025-03-30", "01:30", "Europe/London", "2025-03-30 01:00"),  # gap 01:00 to 02:00: its end
        ("2025-10-26", "01:30", "Europe/London", "2025-10-26 00:30"),  # comes twice: the first
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03 15:30"),  # a gap of half an hour
        ("2011-12-30", "09:30", "Pacific/Apia", "2011-12-30 10:00"),  # no such date: midnight of the 31st
        ("2023-04-28", "00:00", "Africa/Cairo", "2023-04-27 22:00"),  # a day without midnight
    ],
)
def test_a_local_time_has_one_instant(day: str, local_time: str, zone: str, expected: str) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(local_time), zone) == at(expected)


@given(DAYS, TIMES, ZONES)
def test_an_instant_shows_its_local_time_or_the_end_of_a_gap(day: date, local_time: time, zone: str) -> None:
    place = ZoneInfo(zone)
    found = instant(day, local_time, zone)
    wanted, shown = datetime.combine(day, local_time), found.astimezone(place).replace(tzinfo=None)
    if shown != wanted:
        second_before = (found - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
        assert second_before < wanted < shown
    hour_before = (found - timedelta(hours=1)).astimezone(place).replace(tzinfo=None)
    assert hour_before != shown, "the second of two was taken"


@given(DAYS, ZONES)
def test_a_date_is_over_at_the_first_midnight_after_it(day: date, zone: str) -> None:
    over = end_of(day, zone)
    assert local_date(over, zone) > day
    assert local_date(over - timedelta(seconds=1), zone) <= day


@given(INSTANTS, ZONES)
def test_the_end_of_quiet_hours_is_the_first_instant_outside_them(now: datetime, zone: str) -> None:
    found = after_quiet(now, zone, NIGHT)
    assert found >= now
    assert not is_quiet(found, zone, NIGHT)
    if found != now:
        assert is_quiet(found - timedelta(seconds=1), zone, NIGHT)
        assert found - now <= timedelta(hours=14)


def test_a_morning_that_comes_twice_ends_the_second_night_too() -> None:
    """Kwajalein went back by 23 hours at the end of 30 September 1969, and had that day twice."""
    first, second = at("1969-09-29 15:00"), at("1969-09-30 14:00")
    assert {local_date(moment, "Pacific/Kwajalein") for moment in (first, second)} == {date(1969, 9, 30)}
    assert after_quiet(first, "Pacific/Kwajalein", NIGHT) == at("1969-09-29 21:00")
    assert after_quiet(second, "Pacific/Kwajalein", NIGHT) == at("1969-09-30 20:00")


@given(DAYS, TIMES, ZONES)
def test_nobody_is_asked_in_quiet_hours_whatever_time_they_like(
    day: date, send_time: time, zone: str
) -> None:
    found = slot(day, send_time, zone, NIGHT)
    assert not is_quiet(found, zone, NIGHT)
    shown = found.astimezone(ZoneInfo(zone))
    if send_time_fault(send_time, NIGHT) is None and shown.date() == day:
        assert shown.time() == send_time


def test_a_preferred_time_in_widened_quiet_hours_becomes_their_end() -> None:
    found = slot(date(2025, 1, 15), time(20, 30), "Europe/London", Quiet(time(19), time(10)))
    assert found == at("2025-01-15 10:00")


@pytest.mark.parametrize(
    ("shown", "quiet"), [("07:59", True), ("08:00", False), ("20:59", False), ("21:00", True)]
)
def test_eight_is_not_quiet_and_twenty_one_is(shown: str, quiet: bool) -> None:
    assert is_quiet(at(f"2025-01-15 {shown}"), "UTC", NIGHT) is quiet
    assert (send_time_fault(time.fromisoformat(shown), NIGHT) is not None) is quiet


def test_a_refused_time_is_told_in_a_sentence() -> None:
    assert send_time_fault(time(21), NIGHT) == (
        "Questions cannot be sent at 21:00: choose a time from 08:00 and before 21:00."
    )


@pytest.mark.parametrize(
    "zone", ["", "Europe/Londn", "london", "../etc/passwd", "localtime", "Factory", "BST", "GMT+1"]
)
def test_an_unknown_zone_is_told_in_a_sentence(zone: str) -> None:
    assert zone_fault(zone) == f"The time zone {zone!r} is not known; write it like Europe/London."


@pytest.mark.parametrize("zone", ["Europe/London", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_known_zone_has_no_fault(zone: str) -> None:
    assert zone_fault(zone) is None
