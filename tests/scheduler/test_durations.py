"""Lengths of time: how they are written, and where they end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.durations import Duration, day_after, read_duration, written


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P14D", Duration(days=14)),
        ("-P42D", Duration(days=-42)),
        ("P0D", Duration()),
        ("P2W", Duration(days=14)),
        ("P3M", Duration(months=3)),
        ("P1Y6M", Duration(months=18)),
        ("-P1M2D", Duration(months=-1, days=-2)),
        ("PT6H", Duration(hours=6)),
        ("P1DT12H", Duration(days=1, hours=12)),
    ],
)
def test_iso_8601_is_read(text: str, length: Duration) -> None:
    assert read_duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "-", "14D", "P14", "p14d", "P1.5D", "P 14D", "P1D1M", "PT30M", "+P1D"]
)
def test_what_is_not_a_length_is_told_apart(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("day", "text", "then"),
    [
        ("2025-01-31", "P1M", "2025-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P12M", "2025-02-28"),
        ("2024-02-29", "P48M", "2028-02-29"),
        ("2025-03-31", "-P1M", "2025-02-28"),
        ("2025-01-15", "-P1M", "2024-12-15"),
        ("2024-12-31", "P2M1D", "2025-03-01"),
        ("2025-12-31", "P14D", "2026-01-14"),
    ],
)
def test_months_are_calendar_months(day: str, text: str, then: str) -> None:
    length = read_duration(text)
    assert length is not None
    assert day_after(date.fromisoformat(day), length).isoformat() == then


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_there_and_back_lose_no_more_than_the_end_of_a_month(day: date, months: int) -> None:
    there = day_after(day, Duration(months=months))
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert 0 <= (day - day_after(there, Duration(months=-months))).days <= 3


@pytest.mark.parametrize("text", ["P0D", "P14D", "-P42D", "P3M", "P1M2D", "PT6H", "P1DT6H"])
def test_a_length_is_written_as_it_is_read(text: str) -> None:
    length = read_duration(text)
    assert length is not None
    assert written(length) == text


def test_a_length_is_written_in_months_days_and_hours() -> None:
    assert [written(read_duration(text) or Duration()) for text in ("P1Y", "P2W", "-P1Y1W")] == [
        "P12M",
        "P14D",
        "-P12M7D",
    ]
