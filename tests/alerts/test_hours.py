"""Staffed hours are read from text, hold in local time, and skip bank holidays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.hours import (
    HoursFault,
    SiteHours,
    Span,
    StaffedHours,
    add_staffed,
    is_staffed,
    next_opening,
    staffed_between,
)
from alerts.roster import Roster
from alerts.seen import Seen, seen_when
from alerts.workdays import add_percent, add_working
from tests.alerts.hospital import DEPUTY, HOURS, LEAD, LONDON, NIGHT, NIGHT_SITE, OWNER, SITE, local, wall

instants = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive by hypothesis' rule
WEEKS = ("Mon-Fri 09:00-17:00", "Sun 00:00-24:00", "Mon 01:00-02:00; Sun 00:30-03:00", "Mon-Sun 00:00-24:00")
NOBODY: frozenset[int] = frozenset()
ZONES = ("Europe/London", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia")
weeks = st.builds(
    SiteHours,
    st.sampled_from(WEEKS).map(StaffedHours.read),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.just(HOURS.holidays),
)


def test_hours_are_read_part_by_part() -> None:
    assert StaffedHours.read("Sat 09:00-12:00; Mon-Tue 9:00-17:30").spans == (
        Span(0, 540, 1050),
        Span(1, 540, 1050),
        Span(5, 540, 720),
    )


def test_a_day_may_have_a_lunch_break() -> None:
    assert len(StaffedHours.read("Mon 09:00-12:00; Mon 13:00-17:00").spans) == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "'' does not read like 'Mon-Fri 09:00-17:00'"),
        ("Mon-Fri 9-5", "'Mon-Fri 9-5' does not read like"),
        ("Mo 09:00-17:00", "names a day that is not one of Mon, Tue"),
        ("Fri-Mon 09:00-17:00", "has its days the wrong way round"),
        ("Mon 09:60-17:00", "has a time that is not on the clock"),
        ("Mon 09:00-24:01", "has a time that is not on the clock"),
        ("Mon 17:00-09:00", "closes before it opens"),
        ("Mon 09:00-12:00; Mon-Fri 11:00-17:00", "two parts overlap"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_in_a_sentence(text: str, fault: str) -> None:
    with pytest.raises(HoursFault) as caught:
        StaffedHours.read(text)
    assert fault in str(caught.value)
    assert str(caught.value).endswith(".")


def test_all_faults_of_the_hours_are_told_at_once() -> None:
    with pytest.raises(HoursFault) as caught:
        StaffedHours.read("Mo 17:00-09:00; whenever")
    for fault in ("names a day", "closes before", "does not read"):
        assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2025-03-10 09:00", "2025-03-10 09:00"),
        ("2025-03-10 16:59", "2025-03-10 16:59"),
        ("2025-03-10 17:00", "2025-03-11 09:00"),
        ("2025-03-10 03:00", "2025-03-10 09:00"),
        ("2025-03-15 10:00", "2025-03-15 10:00"),
        ("2025-03-15 12:00", "2025-03-17 09:00"),
        ("2025-04-17 18:00", "2025-04-19 09:00"),  # Good Friday is closed, Saturday is not
        ("2025-04-19 13:00", "2025-04-22 09:00"),  # nor is Easter Monday
        ("2025-03-29 13:00", "2025-03-31 09:00"),  # the clocks go forward in between
    ],
)
def test_the_next_opening_is_found(at: str, opening: str) -> None:
    assert wall(next_opening(HOURS, local(at))) == opening
    assert is_staffed(HOURS, local(at)) is (at == opening)


def test_staffed_time_is_counted_over_nights_and_weekends() -> None:
    assert wall(add_staffed(HOURS, local("2025-03-14 16:00"), timedelta(hours=5))) == "2025-03-17 10:00"
    assert wall(add_staffed(HOURS, local("2025-03-10 10:00"), timedelta(hours=7))) == "2025-03-10 17:00"


@given(weeks, instants)
def test_an_opening_is_staffed_and_never_before(hours: SiteHours, instant: datetime) -> None:
    opening = next_opening(hours, instant)
    assert opening >= instant
    assert is_staffed(hours, opening)
    assert opening.astimezone(hours.zone).date() not in hours.holidays


@given(weeks, instants, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_staffed_time_added_is_the_staffed_time_between(
    hours: SiteHours, instant: datetime, length: timedelta
) -> None:
    assert staffed_between(hours, instant, add_staffed(hours, instant, length)) == length


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        ("2025-03-10 10:15", 0, "2025-03-10 10:15"),
        ("2025-03-10 10:15", 1, "2025-03-11 10:15"),
        ("2025-03-14 15:00", 1, "2025-03-17 15:00"),
        ("2025-03-15 11:00", 1, "2025-03-17 11:00"),
        ("2025-04-17 10:00", 1, "2025-04-22 10:00"),  # over Easter
        ("2025-03-28 10:00", 2, "2025-04-01 10:00"),  # over the change of the clocks
    ],
)
def test_a_limit_in_working_days_ends_at_the_same_local_time(since: str, days: int, until: str) -> None:
    assert wall(add_working(HOURS, local(since), days)) == until


def test_a_working_day_keeps_its_seconds() -> None:
    at = local("2025-03-10 10:15") + timedelta(seconds=7, microseconds=5)
    assert add_working(HOURS, at, 1) == at + timedelta(days=1)


def test_a_limit_that_falls_into_skipped_time_ends_later() -> None:
    shop = SiteHours(StaffedHours.read("Sun 00:00-24:00"), LONDON, frozenset())
    apia = SiteHours(StaffedHours.read("Mon-Sun 00:00-24:00"), ZoneInfo("Africa/Cairo"), frozenset())
    # Cairo's clocks went forward at midnight before Friday 25 April 2025.
    since = datetime(2025, 4, 24, 0, 30, tzinfo=apia.zone)
    assert add_working(apia, since, 1).astimezone(apia.zone).isoformat() == "2025-04-25T01:30:00+03:00"
    assert wall(next_opening(shop, local("2025-03-29 10:00"))) == "2025-03-30 00:00"


@pytest.mark.parametrize(
    ("since", "days", "percent", "until"),
    [
        ("2025-03-10 10:00", 1, 100, "2025-03-11 10:00"),
        ("2025-03-10 10:00", 1, 150, "2025-03-11 14:00"),
        ("2025-03-10 10:00", 2, 150, "2025-03-13 10:00"),
        ("2025-03-10 15:00", 1, 150, "2025-03-12 11:00"),
        ("2025-03-13 10:00", 1, 150, "2025-03-14 15:30"),  # the Saturday's three hours count
    ],
)
def test_part_of_a_limit_falls_within_hours(since: str, days: int, percent: int, until: str) -> None:
    assert wall(add_percent(HOURS, local(since), days, percent)) == until


@pytest.mark.parametrize(
    ("at", "seen"), [("2025-03-10 10:00", "2025-03-10 10:00"), ("2025-03-10 17:00", "2025-03-11 09:00")]
)
def test_without_an_out_of_hours_contact_nobody_sees_it_before_the_opening(at: str, seen: str) -> None:
    assert seen_when(Roster(SITE, HOURS), NOBODY, local(at)) == Seen(now=at == seen, at=local(seen))


def test_with_an_out_of_hours_contact_somebody_always_sees_it() -> None:
    assert seen_when(Roster(NIGHT_SITE, HOURS), NOBODY, local("2025-03-16 03:00")) == Seen(
        now=True, at=local("2025-03-16 03:00")
    )


@pytest.mark.parametrize("at", ["2025-03-10 10:00", "2025-03-10 17:00"])
def test_with_nobody_on_the_ladder_in_reach_nothing_is_promised(at: str) -> None:
    gone = frozenset({OWNER, DEPUTY, LEAD})
    assert seen_when(Roster(SITE, HOURS), gone, local(at)) is None
    assert seen_when(Roster(NIGHT_SITE, HOURS), gone | {NIGHT}, local(at)) is None
    assert seen_when(Roster(replace(SITE, owner_id=None), HOURS), gone, local(at)) is None


@pytest.mark.parametrize("reached", [OWNER, DEPUTY, LEAD])
def test_one_person_in_reach_on_the_ladder_is_enough(reached: int) -> None:
    at = local("2025-03-10 10:00")
    others = frozenset({OWNER, DEPUTY, LEAD} - {reached})
    assert seen_when(Roster(SITE, HOURS), others, at) == Seen(now=True, at=at)


def test_with_only_the_owner_in_reach_nobody_sees_it_at_night() -> None:
    others = frozenset({NIGHT, DEPUTY, LEAD})
    assert seen_when(Roster(NIGHT_SITE, HOURS), others, local("2025-03-10 17:00")) == Seen(
        now=False, at=local("2025-03-11 09:00")
    )
