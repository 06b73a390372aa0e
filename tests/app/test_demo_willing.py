"""How often made-up people answer falls with the months, as published completion does."""

from datetime import timedelta
from random import Random

import pytest

from app.demo.willing import delay, reminders_needed, willing


@pytest.mark.parametrize(("month", "share"), [(1.5, 0.90), (3, 0.80), (6, 0.75), (12, 0.65), (24, 0.55)])
def test_the_known_months_have_the_known_completion(month: float, share: float) -> None:
    assert abs(willing(round(month * 30.44), 0.0) - share) < 0.01


def test_before_surgery_and_after_two_years_it_is_flat() -> None:
    assert willing(-30, 0.0) == willing(0, 0.0)
    assert willing(2000, 0.0) == willing(round(24.1 * 30.44), 0.0)


def test_the_diligent_answer_more() -> None:
    assert willing(365, 1.0) > willing(365, 0.0) > willing(365, -1.0)


def test_most_need_no_reminder_and_some_never_answer() -> None:
    roll = Random(2)
    needed = [reminders_needed(365, 0.0, roll) for _ in range(3000)]
    assert abs(needed.count(None) / 3000 - 0.35) < 0.03
    assert needed.count(0) > needed.count(1) > needed.count(2) > 0


def test_nobody_takes_longer_than_five_hours_to_sit_down() -> None:
    roll = Random(3)
    delays = [delay(roll) for _ in range(2000)]
    assert max(delays) <= timedelta(hours=5)
    assert min(delays) > timedelta(0)
