"""The mixed model for repeated measures: pain at each time point from all who answered any. Pure."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm
from scipy import stats
from statsmodels.tools.sm_exceptions import ModelWarning

from audit.statistics.estimates import Estimate

ENOUGH = 30
"""Fewer operations than this make no model."""

MOST = 2000
"""With more operations than this a fixed random sample of so many is modelled: the library's search takes a
minute at ten thousand, and the interval is narrow long before."""

SEED = 20250612

Floats = npt.NDArray[np.float64]

METHOD = "linear mixed model, REML: time point fixed, operation random (intercept); Wald interval"


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of one operation at one time point."""

    operation: str
    time_point: str
    value: float


def change_from(baseline: str, measured: Sequence[Measured]) -> dict[str, Estimate]:
    """Time point -> mean change from `baseline` in points, in the order first seen; without the baseline.

    n is how many operations have a value at that time point. Missing data: an operation counts with what it
    has, which is right if what is missing depends only on what is known (missing at random). Empty with fewer
    than 30 operations, no baseline, or no fit; of more than 2,000 a sample, as the method then says. Source:
    Laird NM, Ware JH. Biometrics 1982; 38: 963-974, as statsmodels' `MixedLM` has it.
    """
    points = list(dict.fromkeys(each.time_point for each in measured))
    measured, method = _sampled(measured)
    operations = [each.operation for each in measured]
    if len(set(operations)) < ENOUGH or baseline not in points or len(points) < 2:
        return {}
    later = [point for point in points if point != baseline]
    values = np.array([each.value for each in measured])
    design = np.array([[1.0, *(float(each.time_point == p) for p in later)] for each in measured])
    fitted = _fit(values, design, operations)
    if fitted is None:
        return {}
    reach = float(stats.norm.ppf(0.975))
    counts = {point: sum(each.time_point == point for each in measured) for point in later}
    return {
        point: Estimate(value, value - reach * error, value + reach * error, counts[point], method)
        for point, value, error in zip(later, fitted[0][1:], fitted[1][1:], strict=True)
    }


def _sampled(measured: Sequence[Measured]) -> tuple[Sequence[Measured], str]:
    operations = sorted({each.operation for each in measured})
    if len(operations) <= MOST:
        return measured, METHOD
    chosen = set(np.random.default_rng(SEED).choice(operations, MOST, replace=False))
    some = [each for each in measured if each.operation in chosen]
    return some, f"{METHOD}; a fixed random sample of {MOST} of {len(operations)} operations"


def _fit(values: Floats, design: Floats, operations: Sequence[str]) -> tuple[list[float], list[float]] | None:
    """The coefficients and their standard errors; none where the model does not settle."""
    if np.ptp(values) == 0:
        return None
    groups = np.unique(np.asarray(operations), return_inverse=True)[1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)  # the result says whether it settled
        try:
            found = sm.MixedLM(values, design, groups=groups).fit(reml=True, method=["lbfgs"])
        except np.linalg.LinAlgError:  # people differ no more than their own answers do
            return None
    fixed = design.shape[1]
    errors = [float(each) for each in found.bse[:fixed]]
    settled = found.converged and bool(np.all(np.isfinite(errors)))
    return ([float(each) for each in found.fe_params], errors) if settled else None
