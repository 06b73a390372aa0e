"""The pain of a made-up person goes where their course says, and is reported with noise."""

from random import Random
from statistics import fmean, stdev

from app.demo.lives import Pain
from app.demo.pain import phantom, reported, reported_worst, residual

BETTER = Pain(residual=6.0, phantom=5.0, change=-4.0, relapse_day=None)


def test_before_the_operation_the_pain_is_the_baseline() -> None:
    assert residual(BETTER, -20) == 6.0
    assert phantom(BETTER, 0) == 5.0


def test_a_year_brings_the_whole_change_and_it_stays() -> None:
    assert abs(residual(BETTER, 365) - 2.0) < 0.01
    assert abs(residual(BETTER, 730) - 2.0) < 0.01


def test_the_change_comes_little_by_little() -> None:
    path = [phantom(BETTER, day) for day in range(0, 366, 30)]
    assert path == sorted(path, reverse=True)


def test_surgery_hurts_for_some_days() -> None:
    assert residual(BETTER, 1) > 6.5
    assert residual(BETTER, 60) < residual(BETTER, 1)


def test_a_relapse_raises_both_pains_for_as_long_as_it_lasts() -> None:
    back = Pain(residual=6.0, phantom=5.0, change=-4.0, relapse_day=200)
    assert phantom(back, 210) == phantom(BETTER, 210) + 3.5
    assert phantom(back, 360) == phantom(BETTER, 360)


def test_pain_never_leaves_the_scale() -> None:
    assert phantom(Pain(1.0, 0.5, -4.0, None), 400) == 0.0
    assert residual(Pain(9.9, 9.0, 1.5, 10), 30) == 10.0


def test_reports_scatter_around_the_truth() -> None:
    roll = Random(1)
    told = [reported(5.0, roll) for _ in range(4000)]
    assert abs(fmean(told) - 5.0) < 0.1
    assert 0.7 < stdev(told) < 0.95
    assert {type(each) for each in told} == {int}
    assert all(0 <= each <= 10 for each in told)


def test_the_worst_is_worse_than_the_average() -> None:
    roll = Random(1)
    assert fmean(reported_worst(4.0, roll) for _ in range(2000)) > 5
