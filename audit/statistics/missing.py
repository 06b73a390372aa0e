"""What missing outcomes could hide: the mean change if those who did not answer fared worse. Pure.

Nobody's last value is carried forward. The unknown are supposed to have the mean of the known, plus a delta.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from audit.statistics.estimates import LEVEL, Estimate

DELTA = "mean of all, if the missing differ by the delta from the mean of the known; t interval"


class Certainty(StrEnum):
    """What a tipping point comes to. `tips`: there is one. `too-few`: there is no interval."""

    TIPS = "tips"
    UNCERTAIN = "already-uncertain"
    COMPLETE = "nothing-missing"
    TOO_FEW = "too-few"
    BEYOND = "beyond-10"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Tipping:
    """`delta`: by how many points the missing must have fared worse for improvement to be uncertain."""

    certainty: Certainty
    delta: float | None = None


def shifted_mean(known: Sequence[float], missing: int, delta: float) -> Estimate:
    """The mean change over all, in points, when the missing differ from the known by `delta` on average.

    n counts all, the missing too. The variance is that of the known mean, plus delta squared times that of
    the share missing, p(1 - p)/n; degrees of freedom: known - 1. Missing data: that is what it is about; no
    value when nothing is known. Source: Little RJA. Biometrika 1994; 81: 471-483 (pattern mixture), with the
    delta method for the share.
    """
    n = len(known) + missing
    if not known:
        return Estimate(None, None, None, n, DELTA)
    share = missing / n
    middle = float(np.mean(known)) + share * delta
    if len(known) == 1:
        return Estimate(middle, None, None, n, DELTA)
    error = np.sqrt(np.var(known, ddof=1) / len(known) + delta**2 * share * (1 - share) / n)
    reach = float(stats.t.ppf((1 + LEVEL) / 2, len(known) - 1) * error)
    return Estimate(middle, middle - reach, middle + reach, n, DELTA)


def tipping(known: Sequence[float], missing: int) -> Tipping:
    """The least delta, to a tenth of a point and at most 10, at which an improvement is no longer certain.

    An improvement is a mean change whose interval lies below 0 (on these scales less is better). Source: as
    `shifted_mean`; Ratitch B, O'Kelly M, Tosiello R. Pharm Stat 2013; 12: 337-347 (tipping point analysis).
    """
    plain = shifted_mean(known, missing, 0)
    if plain.high is None:
        return Tipping(Certainty.TOO_FEW)
    if plain.high >= 0:
        return Tipping(Certainty.UNCERTAIN)
    if missing == 0:
        return Tipping(Certainty.COMPLETE)
    deltas = (tenths / 10 for tenths in range(1, 101))
    found = next((each for each in deltas if _holds_zero(known, missing, each)), None)
    return Tipping(Certainty.BEYOND) if found is None else Tipping(Certainty.TIPS, found)


def _holds_zero(known: Sequence[float], missing: int, delta: float) -> bool:
    high = shifted_mean(known, missing, delta).high
    return high is not None and high >= 0
