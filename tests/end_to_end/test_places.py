"""The end-to-end tests do not depend on the day they run: a place that suits them exists at every hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.end_to_end.places import staffed_now, today, where_it_is_noon

EVERY_SIX_HOURS = tuple(datetime(2026, 1, 1, 3, 30, tzinfo=UTC) + timedelta(hours=6 * n) for n in range(2920))


def test_somewhere_it_is_always_noon() -> None:
    for at in EVERY_SIX_HOURS:
        local = at.astimezone(ZoneInfo(where_it_is_noon(at)))
        assert local.hour == 12
        assert local.date() == today(where_it_is_noon(at), at)


def test_somewhere_a_site_is_staffed_but_around_christmas() -> None:
    closed = {at.date() for at in EVERY_SIX_HOURS if staffed_now(at) is None}
    assert {(on.month, on.day) for on in closed} <= {(12, 25), (12, 26), (12, 27), (12, 28)}
    assert closed, "and then the test says `alerts ack` instead"
