"""Estimates with their 95 % interval: shares, means, medians. Pure; the formulas are the libraries'.

Every estimate says how it was made and on how many. Missing values never reach these functions: whoever
calls them leaves the person out and counts who was left out. There is no test of a hypothesis here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

LEVEL = 0.95
FEW = 20
"""Below this many pairs the mean gets a bootstrap interval as well."""

RESAMPLES = 9999
SEED = 20250612
"""Any number would do; one that never changes gives the same interval for the same data."""

WILSON = "share; Wilson score interval"
T_MEAN = "mean; t interval"
MEDIAN = "median; lower and upper quartile (linear interpolation)"
BOOTSTRAP = "mean; bias-corrected and accelerated bootstrap interval, 9,999 resamples, fixed seed"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its interval, both in the unit of what was measured (shares: 0 to 1).

    `n` is how many operations it stands on (None: hidden); `count` is how many of them, where it is a share.
    Without anybody there is no value; with too few for an interval there is a value alone.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int | None
    method: str
    count: int | None = None


def share(count: int, n: int) -> Estimate:
    """How many of `n` a thing holds for, as a share from 0 to 1.

    Missing data: none here; `n` holds those who could be judged. No value when n is 0. Source: Wilson EB.
    J Am Stat Assoc 1927; 22: 209-212, as statsmodels' `proportion_confint` has it.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share.")
    if n == 0:
        return Estimate(None, None, None, 0, WILSON, 0)
    low, high = proportion_confint(count, n, alpha=1 - LEVEL, method="wilson")
    # Of none and of all, the end that is 0 or 1 is so but for the rounding of floats.
    return Estimate(
        count / n, float(low) if count else 0.0, float(high) if count < n else 1.0, n, WILSON, count
    )


def mean(values: Sequence[float]) -> Estimate:
    """The mean with Student's interval (n - 1 degrees of freedom).

    Missing data: left out before. No value for nobody, no interval for one. Source: Student. Biometrika
    1908; 6: 1-25, as scipy's `t.interval` has it.
    """
    n = len(values)
    if n == 0:
        return Estimate(None, None, None, 0, T_MEAN)
    middle = float(np.mean(values))
    if n == 1:
        return Estimate(middle, None, None, 1, T_MEAN)
    error = float(stats.sem(values))
    if error == 0:  # all said the same: that tells nothing of how sure it is
        return Estimate(middle, None, None, n, T_MEAN)
    low, high = stats.t.interval(LEVEL, n - 1, loc=middle, scale=error)
    return Estimate(middle, float(low), float(high), n, T_MEAN)


def spread(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample (n - 1); none for fewer than two."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def median(values: Sequence[float]) -> Estimate:
    """The median; low and high are the quartiles, by linear interpolation (type 7 of Hyndman and Fan).

    Missing data: left out before. No value for nobody. Source: Hyndman RJ, Fan Y. Am Stat 1996; 50: 361-365,
    as numpy's `quantile` has it.
    """
    if not values:
        return Estimate(None, None, None, 0, MEDIAN)
    low, middle, high = (float(each) for each in np.quantile(values, (0.25, 0.5, 0.75)))
    return Estimate(middle, low, high, len(values), MEDIAN)


def bootstrap_mean(values: Sequence[float]) -> Estimate:
    """The mean with a bootstrap interval, for few persons and for what is far from normal.

    Missing data: left out before. No interval for fewer than two, or where all values are the same. Source:
    Efron B. J Am Stat Assoc 1987; 82: 171-185, as scipy's `bootstrap` has it.
    """
    n = len(values)
    middle = float(np.mean(values)) if n else None
    if n < 2 or len(set(values)) == 1:
        return Estimate(middle, None, None, n, BOOTSTRAP)
    interval = stats.bootstrap(
        (np.asarray(values, dtype=float),),
        np.mean,
        confidence_level=LEVEL,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
        method="BCa",
    ).confidence_interval
    return Estimate(middle, _finite(interval.low), _finite(interval.high), n, BOOTSTRAP)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
