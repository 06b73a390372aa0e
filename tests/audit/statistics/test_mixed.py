"""The mixed model, where its answer is known: nothing missing, so it is the difference of the means."""

import numpy as np
import pytest

from audit.statistics.mixed import METHOD, MOST, Measured, change_from

POINTS = ("BL", "M06", "M12")


def cohort(n: int, *, seed: int = 3) -> list[Measured]:
    random = np.random.default_rng(seed)
    own = random.normal(6, 2, n)
    return [
        Measured(f"E{number}", point, float(own[number] - 1.5 * place + random.normal(0, 1)))
        for number in range(n)
        for place, point in enumerate(POINTS)
    ]


def test_with_nothing_missing_the_change_is_the_difference_of_the_means() -> None:
    measured = cohort(40)
    means = {p: np.mean([each.value for each in measured if each.time_point == p]) for p in POINTS}
    found = change_from("BL", measured)
    assert list(found) == ["M06", "M12"]
    for point, estimate in found.items():
        assert estimate.value == pytest.approx(means[point] - means["BL"], abs=1e-6)
        assert (estimate.n, estimate.method) == (40, METHOD)
    # The variance of a difference within persons: twice the residual one of a two-way table, over n.
    table = np.array([each.value for each in measured]).reshape(40, 3)
    left = table - table.mean(1, keepdims=True) - table.mean(0) + table.mean()
    error = (2 * (left**2).sum() / (39 * 2) / 40) ** 0.5
    low, value = found["M12"].low, found["M12"].value
    assert low is not None
    assert value is not None
    assert value - low == pytest.approx(1.959964 * error, rel=1e-3)


def test_who_has_one_value_counts_with_it() -> None:
    measured = [each for each in cohort(40) if each.operation != "E0" or each.time_point == "BL"]
    assert change_from("BL", measured)["M12"].n == 39


@pytest.mark.parametrize("few", [cohort(29), [], [each for each in cohort(40) if each.time_point == "BL"]])
def test_with_too_little_there_is_no_model(few: list[Measured]) -> None:
    assert change_from("BL", few) == {}


def test_without_a_baseline_there_is_no_model() -> None:
    assert change_from("BL", [each for each in cohort(40) if each.time_point != "BL"]) == {}


def test_where_everybody_says_the_same_there_is_no_model() -> None:
    same = [Measured(f"E{number}", point, 5.0) for number in range(30) for point in POINTS]
    assert change_from("BL", same) == {}


def test_of_very_many_a_fixed_sample_is_modelled_and_said_to_be() -> None:
    measured = cohort(MOST + 50)
    found = change_from("BL", measured)
    assert found["M12"].n == MOST
    assert f"of {MOST + 50} operations" in found["M12"].method
    assert found["M12"].value == pytest.approx(-3, abs=0.2)


def test_where_people_do_not_differ_there_is_no_model() -> None:
    swing = [
        Measured(f"E{number}", point, 5.0 + sign * (1 + number % 3))
        for number in range(40)
        for point, sign in zip(POINTS, (1, -1, 0), strict=True)
    ]
    assert change_from("BL", swing) == {}
