"""What the missing could hide, worked by hand."""

import pytest

from audit.statistics.missing import Certainty, Tipping, shifted_mean, tipping

KNOWN = (-3.0, -2.0, -1.0, -4.0, -2.0, -3.0, -3.0)


def test_the_missing_pull_the_mean_by_their_share_of_the_delta() -> None:
    found = shifted_mean((-3.0, -2.0, -1.0, 0.0), 2, 1)
    assert found.value == pytest.approx(-1.5 + 2 / 6)
    assert found.n == 6
    # variance 5/3 / 4 + 1 x (1/3)(2/3) / 6; t of 3 degrees of freedom is 3.182446
    reach = 3.182446 * (5 / 12 + 2 / 54) ** 0.5
    assert (found.low, found.high) == pytest.approx((-7 / 6 - reach, -7 / 6 + reach), abs=1e-5)


def test_with_nobody_missing_the_delta_changes_nothing() -> None:
    assert shifted_mean(KNOWN, 0, 2).value == shifted_mean(KNOWN, 0, 0).value


def test_of_one_there_is_no_interval_and_of_nobody_nothing() -> None:
    assert shifted_mean((-1.0,), 1, 1).low is None
    assert shifted_mean((), 3, 1).value is None


def test_the_tipping_point_is_the_first_delta_whose_interval_holds_nought() -> None:
    found = tipping(KNOWN, 12).delta
    assert found is not None
    before, there = shifted_mean(KNOWN, 12, found - 0.1), shifted_mean(KNOWN, 12, found)
    assert before.high is not None
    assert there.high is not None
    assert before.high < 0 <= there.high


def test_where_nothing_tips_it_is_said_why() -> None:
    assert tipping(KNOWN, 12).certainty is Certainty.TIPS
    assert tipping(KNOWN, 0) == Tipping(Certainty.COMPLETE)
    assert tipping((1.0, -1.0), 5) == Tipping(Certainty.UNCERTAIN)
    assert tipping((-9.0,), 5) == Tipping(Certainty.TOO_FEW)
    assert tipping((-9.0, -9.1, -9.0, -9.0), 1) == Tipping(Certainty.BEYOND)
