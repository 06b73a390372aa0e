"""Every zone of the tz database, every day of ten years: nothing is sent at the wrong time.

A silent person gets the prompt of each time point and the steps of its ladder. When a prompt goes out depends
on the date of the operation and on the zone; when a step does, on the day of the prompt and on the zone. So
the first sweep takes all dates of operation, the second all days on which there may be a prompt, and both one
zone of each kind: zones whose clocks show the same at every instant that the sweep can ask for are one to it,
which is held hour by hour. A step comes after its prompt, and is left out from the end of the window's last
day on (`may_ask`), which the second sweep finds for each day; whole lives show that nothing else is sent
(`test_laws.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product
from random import Random
from zoneinfo import available_timezones

import pytest

from scheduler.chances import step_at, usual_slot
from scheduler.due import StepFacts
from scheduler.instants import Quiet, end_of
from scheduler.plan import Preferences, plan
from scheduler.timepoints import Protocol
from tests.scheduler.cast import DEFAULT
from tests.scheduler.laws_of_sending import hold_end, hold_ladder, hold_sends, hold_windows
from tests.scheduler.life import Life
from tests.scheduler.zones import BEGINS, ENDS, ZONES, alike, hourly, kinds

SEND_TIMES = (time(9, 30), time(8), time(20, 59))
"""The usual one, and the first and the last of the day."""
YEARS = (2011, *range(2020, 2030))
"""Ten years; and the one in which Samoa and Tokelau left a date out."""
OPTIONAL = frozenset({"M48"})
BEFORE = timedelta(days=42)
LADDERS = frozenset(point.ladder for point in DEFAULT.time_points) | {DEFAULT.recheck.ladder}
STEPS = frozenset(step for each in LADDERS for step in (*each.reminders, each.call) if step)


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


def _hold_plan(zone: str, tmr_on: date, send_time: time, protocol: Protocol = DEFAULT) -> None:
    preferences = Preferences(zone, send_time, tmr_on - BEFORE, OPTIONAL)
    planned = plan(protocol, tmr_on, preferences)
    assert all(BEGINS < one.send_at < ENDS for one in planned)
    hold_sends(planned, tmr_on, preferences)


def _hold_ladders(zone: str, days: Iterable[date], send_time: time) -> None:
    """Somebody asked on each of these days who does not answer."""
    facts = _somebody(zone, send_time)
    for day in days:
        asked_at = usual_slot(DEFAULT, facts, day)
        fell = {(step.days, step.hours): step_at(DEFAULT, facts, asked_at, step) for step in STEPS}
        assert all(BEGINS < at < ENDS for at in (asked_at, *fell.values()))
        hold_end(end_of(day, zone), day, zone)
        for ladder in LADDERS:
            hold_ladder(ladder, asked_at, fell, zone)


def _somebody(zone: str, send_time: time) -> StepFacts:
    return Life(date(2020, 1, 1), zone, send_time, date(2020, 1, 1)).facts


def test_each_zone_of_the_database_stands_for_itself_or_is_like_one_that_does() -> None:
    assert sorted(zone for zones in alike() for zone in zones) == ZONES
    assert available_timezones() - set(ZONES) <= {"Factory", "localtime"}
    assert 300 < len(alike()) < len(ZONES)


def test_no_window_of_ten_years_is_inverted_or_overlaps() -> None:
    for day in (day for year in YEARS for day in _days(year)):
        hold_windows(plan(DEFAULT, day, Preferences("UTC", time(9, 30), day - BEFORE, OPTIONAL)))


@pytest.mark.parametrize("seed", range(4))
def test_a_sample_of_zones_and_days_is_asked_and_reminded_at_the_right_times(seed: int) -> None:
    random = Random(seed)
    for _ in range(700):
        zone, send_time = random.choice(alike())[0], random.choice(SEND_TIMES)
        day = date(random.choice(YEARS), 1, 1) + timedelta(days=random.randrange(365))
        _hold_plan(zone, day, send_time)
        _hold_ladders(zone, [day], send_time)


def test_where_a_date_is_left_out_the_call_may_come_with_the_reminder_of_that_night() -> None:
    """Samoa had no 30 December 2011: the evening before, both give the morning of the 31st."""
    _hold_ladders("Pacific/Apia", [date(2011, 12, 29)], time(20, 59))


@pytest.mark.parametrize("hours", [-2, 12, 24 * 400])
def test_a_send_at_the_wrong_time_is_caught(hours: int) -> None:
    """Before eight; in the evening; past the window."""
    day = date(2025, 1, 15)
    preferences = Preferences("Europe/London", time(9, 30), day - BEFORE)
    *planned, last = plan(DEFAULT, day, preferences)
    wrong = replace(last, send_at=last.send_at + timedelta(hours=hours))
    with pytest.raises(AssertionError):
        hold_sends([*planned[:-1], planned[-1], wrong], day, preferences)
    with pytest.raises(AssertionError, match="twice"):
        hold_sends([*planned, last, last], day, preferences)


def test_a_quiet_hour_that_ends_too_early_is_caught() -> None:
    early = replace(DEFAULT, quiet=Quiet(time(21), time(7)))
    with pytest.raises(AssertionError):
        _hold_plan("Europe/London", date(2025, 1, 15), time(7, 30), early)


@pytest.mark.nightly
def test_zones_of_one_kind_show_the_same_time_at_every_hour() -> None:
    assert sorted(zone for zones in kinds() for zone in zones) == ZONES
    assert 100 < len(kinds()) < 200
    own = {zones[0] for zones in alike()}
    for first, *others in kinds():
        expected = hourly(first)
        for zone in own.intersection(others):
            assert hourly(zone) == expected, (first, zone)


@pytest.mark.nightly
@pytest.mark.parametrize(("year", "send_time"), [*product(YEARS, SEND_TIMES)])
def test_every_zone_and_day_is_asked_at_the_right_time(year: int, send_time: time) -> None:
    for day, (zone, *_) in product(_days(year), kinds()):
        _hold_plan(zone, day, send_time)


@pytest.mark.nightly
@pytest.mark.parametrize(("year", "send_time"), [*product([*YEARS, *range(2030, 2035)], SEND_TIMES)])
def test_every_zone_and_day_is_reminded_at_the_right_time(year: int, send_time: time) -> None:
    for zone, *_ in kinds():
        _hold_ladders(zone, _days(year), send_time)
