"""Reviews that are overdue: quarters and years in which somebody was operated on, 60 days after their end."""

from datetime import date

import pytest

from audit.choosing import quarter_of
from audit.overdue import overdue

OPERATED = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 5))


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (date(2025, 3, 1), ()),
        (date(2025, 3, 2), ("2024-Q4", "2024")),
        (date(2025, 5, 30), ("2024-Q4", "2024")),
        (date(2025, 5, 31), ("2024-Q4", "2024", "2025-Q1")),
        (date(2026, 6, 1), ("2024-Q4", "2024", "2025-Q1", "2025-Q2", "2025")),
    ],
)
def test_a_period_with_operations_is_overdue_from_the_61st_day(today: date, periods: tuple[str, ...]) -> None:
    assert overdue(OPERATED, (), today) == periods


def test_a_signed_year_has_its_quarters_reviewed_and_a_signed_quarter_only_itself() -> None:
    assert overdue(OPERATED, {"2024", "2025-Q1"}, date(2026, 6, 1)) == ("2025-Q2", "2025")


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (9, 3), (10, 4), (12, 4)])
def test_every_month_has_its_quarter(month: int, quarter: int) -> None:
    assert quarter_of(date(2025, month, 1)) == quarter
