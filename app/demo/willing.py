"""How willing a made-up person is to answer: whether at all, after how many reminders, how soon. Pure.

Of those who follow up, 90, 80, 75, 65 and 55 % answer at 6 weeks, 3, 6, 12 and 24 months; each is a little
more or less diligent than that.
"""

import math
from datetime import timedelta
from itertools import pairwise
from random import Random

_COMPLETION = ((0.0, 0.92), (1.5, 0.90), (3.0, 0.80), (6.0, 0.75), (12.0, 0.65), (24.0, 0.55))
_NEEDS_REMINDERS = (0.78, 0.16, 0.06)
_MONTH = 30.44
_LONGEST_MINUTES = 300.0


def willing(day: int, diligence: float) -> float:
    """How likely somebody answers on a day after surgery: straight lines between the known months, and flat
    outside; `diligence` is added to the log-odds."""
    months = min(24.0, max(0.0, day / _MONTH))
    (m1, p1), (m2, p2) = next(pair for pair in pairwise(_COMPLETION) if months <= pair[1][0])
    share = p1 + (p2 - p1) * (months - m1) / (m2 - m1)
    return 1 / (1 + math.exp(-math.log(share / (1 - share)) - diligence))


def reminders_needed(day: int, diligence: float, roll: Random) -> int | None:
    """How many reminders it takes before they answer; none if they will not answer this time."""
    if roll.random() >= willing(day, diligence):
        return None
    return roll.choices(range(3), _NEEDS_REMINDERS)[0]


def delay(roll: Random) -> timedelta:
    """From hearing the telephone to sitting down: mostly within the hour, at most five; by half hours."""
    minutes = min(_LONGEST_MINUTES, roll.lognormvariate(3.0, 1.1))
    return timedelta(minutes=30 * max(1, math.floor(minutes / 30)))
