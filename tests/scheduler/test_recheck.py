"""The re-check is asked 48 to 72 hours after the rise, whenever that was and wherever."""

from datetime import date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.instants import is_quiet, local_date
from scheduler.plan import Preferences
from scheduler.recheck import recheck
from tests.scheduler.cast import DEFAULT, at
from tests.scheduler.zones import ZONES

DAY = timedelta(days=1)


def _preferences(zone: str, send_time: time) -> Preferences:
    return Preferences(zone, send_time, date(2024, 12, 4))


def test_it_is_asked_at_the_preferred_time_and_named_after_its_parent() -> None:
    found = recheck(at("2025-04-15 12:00"), "M03", DEFAULT, _preferences("Europe/London", time(9, 30)))
    assert found.time_point == "RC-M03"
    assert found.instruments == ("re-check",)
    assert found.send_at == at("2025-04-18 08:30")
    assert (found.opens_on, found.closes_on) == (date(2025, 4, 17), date(2025, 4, 18))


def test_a_day_of_25_hours_without_the_preferred_time_asks_at_the_first_allowed_instant() -> None:
    """The clocks go back in the night to 26 October, so that 72 h end an hour earlier on the clock."""
    evening = recheck(at("2025-10-23 19:45"), "M03", DEFAULT, _preferences("Europe/London", time(20, 15)))
    night = recheck(at("2025-10-23 20:30"), "M03", DEFAULT, _preferences("Europe/London", time(20, 45)))
    assert (evening.send_at, night.send_at) == (at("2025-10-25 19:45"), at("2025-10-26 08:00"))


@given(
    st.integers(0, 20 * 365 * 24 * 60).map(lambda n: at("2020-01-01 00:00") + timedelta(minutes=n)),
    st.sampled_from(ZONES),
    st.builds(time, st.integers(8, 20), st.integers(0, 59)),
)
@example(at("2011-12-27 20:00"), "Pacific/Apia", time(9, 30))
@example(at("2011-12-28 20:00"), "Pacific/Apia", time(9, 30))
def test_it_is_asked_within_its_span_and_window_and_never_in_quiet_hours(
    rise_at: datetime, zone: str, send_time: time
) -> None:
    found = recheck(rise_at, "M03", DEFAULT, _preferences(zone, send_time))
    assert rise_at + 2 * DAY <= found.send_at <= rise_at + 3 * DAY
    assert found.opens_on <= local_date(found.send_at, zone) <= found.closes_on
    assert not is_quiet(found.send_at, zone, DEFAULT.quiet)
