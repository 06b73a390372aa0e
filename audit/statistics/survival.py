"""Time to the first reoperation: Kaplan-Meier, and cumulative incidence with death competing. Pure.

Times are whole days from the operation. At the same day, what happened counts before what was cut off.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight

KAPLAN_MEIER = "1 - Kaplan-Meier; log-log interval (exponential Greenwood)"
AALEN_JOHANSEN = "Aalen-Johansen cumulative incidence; complementary log-log interval"
_Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True, slots=True)
class Span:
    """How long somebody was watched: `days` (0 or more) to the cause that ended it; None: cut off."""

    days: int
    cause: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """The incidence (0 to 1) from this day on, until the next step, and how many were watched up to it."""

    day: int
    value: float
    low: float | None
    high: float | None
    at_risk: int


def first_event(spans: Sequence[Span], causes: frozenset[str]) -> tuple[Step, ...]:
    """The share who had one of the causes by each day on which somebody had, all others being cut off.

    Missing data: whoever was lost is cut off on the last day known, as if it said nothing about the event.
    Nobody watched, or nothing happened: no steps. Source: Kaplan EL, Meier P. J Am Stat Assoc 1958; 53:
    457-481; interval: Kalbfleisch and Prentice's, as scipy's `ecdf` has both.
    """
    days = np.array([span.days for span in spans], dtype=float)
    cut = np.array([span.cause not in causes for span in spans], dtype=bool)
    if not len(days) or cut.all():
        return ()
    survival: Any = stats.ecdf(stats.CensoredData.right_censored(days, cut)).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where nobody, or all, have had it there is none
        interval = survival.confidence_interval(method="log-log")
    happened = set(days[~cut])
    return tuple(
        Step(int(day), 1 - float(at), _rest(high), _rest(low), int((days >= day).sum()))
        for day, at, low, high in zip(
            survival.quantiles,
            survival.probabilities,
            interval.low.probabilities,
            interval.high.probabilities,
            strict=True,
        )
        if day in happened
    )


def incidence(spans: Sequence[Span], cause: str) -> tuple[Step, ...]:
    """The share who had this cause first, by each day on which somebody had; other causes compete with it.

    Missing data: as for `first_event`. Nobody had it: no steps. Source: Aalen OO, Johansen S. Scand J Stat
    1978; 5: 141-150, as statsmodels' `CumIncidenceRight` has it; interval: Choudhury JB. Stat Med 2002; 21:
    1129-1144, from the standard errors of that function.
    """
    causes = sorted({span.cause for span in spans if span.cause is not None})
    if cause not in causes:
        return ()
    days = np.array([span.days for span in spans], dtype=float)
    status = np.array([0 if span.cause is None else causes.index(span.cause) + 1 for span in spans])
    with np.errstate(divide="ignore", invalid="ignore"):  # once all have ended there is no standard error
        found = CumIncidenceRight(days, status)
    place = causes.index(cause)
    happened = set(days[status == place + 1])
    return tuple(
        Step(int(day), float(value), *_complementary(float(value), float(error)), int((days >= day).sum()))
        for day, value, error in zip(found.times, found.cinc[place], found.cinc_se[place], strict=True)
        if day in happened
    )


def at(steps: Sequence[Step], day: int) -> Step | None:
    """The last step up to and with a day; none: nothing had happened by then."""
    return next((step for step in reversed(steps) if step.day <= day), None)


def _complementary(value: float, error: float) -> tuple[float | None, float | None]:
    """The interval 1 - (1 - F) ** exp(+-z se / ((1 - F) ln(1 - F))); none where F is 0 or 1."""
    if not 0 < value < 1 or not np.isfinite(error):
        return None, None
    left = 1 - value
    width = _Z * error / (left * np.log(left))
    ends = sorted(1 - left ** float(np.exp(sign * width)) for sign in (-1, 1))
    return ends[0], ends[1]


def _rest(value: float) -> float | None:
    return 1 - float(value) if np.isfinite(value) else None
