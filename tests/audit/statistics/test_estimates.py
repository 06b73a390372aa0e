"""Shares, means, medians and their intervals, against published worked examples."""

import pytest

from audit.statistics.estimates import Estimate, bootstrap_mean, mean, median, share, spread


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (0, 10, 0, 0.278),  # the two of the committee's own page
        (3, 20, 0.052, 0.360),
        (81, 263, 0.2553, 0.3662),  # Newcombe RG. Stat Med 1998; 17: 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_wilsons_interval(count: int, n: int, low: float, high: float) -> None:
    found = share(count, n)
    digits = 3 if n in (10, 20) and count in (0, 3) and high in (0.278, 0.360) else 4
    assert (found.value, found.count, found.n) == (count / n, count, n)
    assert (round(found.low or 0, digits), round(found.high or 0, digits)) == (low, high)


def test_of_nobody_there_is_no_share_and_more_than_all_is_none() -> None:
    assert share(0, 0).value is None
    with pytest.raises(ValueError, match="is no share"):
        share(3, 2)


def test_a_mean_has_students_interval() -> None:
    """Student's own data: hours of sleep gained with one drug over another, ten patients."""
    sleep = (1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4)
    found = mean(sleep)
    assert found.value == pytest.approx(1.58)
    assert (found.low, found.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-6)
    assert spread(sleep) == pytest.approx(1.229995, abs=1e-6)


def test_without_enough_values_there_is_no_interval() -> None:
    assert mean(()).value is None
    assert mean((4.0,)) == Estimate(4.0, None, None, 1, mean(()).method)
    assert mean((4.0, 4.0)).low is None
    assert spread((4.0,)) is None
    assert median(()).value is None
    assert bootstrap_mean(()).value is None
    assert bootstrap_mean((2.0, 2.0)).low is None


def test_a_median_has_its_quartiles() -> None:
    """Type 7 of Hyndman and Fan, which R gives for 1 to 4."""
    found = median((4, 1, 3, 2))
    assert (found.low, found.value, found.high) == (1.75, 2.5, 3.25)


def test_the_bootstrap_gives_the_same_interval_every_time_and_holds_the_mean() -> None:
    values = (-6.0, -4.0, -4.0, -3.0, -1.0, 0.0, 2.0)
    found = bootstrap_mean(values)
    assert found == bootstrap_mean(values)
    assert found.low is not None
    assert found.high is not None
    assert found.low < sum(values) / 7 < found.high
    assert min(values) < found.low
    assert found.high < max(values)
