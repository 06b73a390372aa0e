"""The pain of a made-up person over time, and what they report of it.

True pain goes smoothly from the baseline to what a year makes of it; surgery itself hurts for some weeks; a
relapse adds three points for as long as it lasts. Reports are the truth and noise: SD 0.8 for an average of
7 days, 1.5 for the worst of 24 hours.
"""

import math
from random import Random

from app.demo.lives import Pain

_NOISE_AVERAGE, _NOISE_WORST = 0.8, 1.5
_RELAPSE_POINTS, _RELAPSE_DAYS = 3.5, 150
_HALF_WAY = 90.0
_YEAR = 365.0


def residual(pain: Pain, day: int) -> float:
    """True residual limb pain, 0 to 10, on a day after surgery (before it: negative)."""
    wound = 1.2 * math.exp(-day / 10) if day >= 0 else 0.0
    return _within(pain.residual + _moved(pain, day) + wound)


def phantom(pain: Pain, day: int) -> float:
    """True phantom limb pain, 0 to 10."""
    return _within(pain.phantom + _moved(pain, day))


def reported(truth: float, roll: Random) -> int:
    """An average of 7 days, or the pain now, as somebody taps it: 0 to 10."""
    return round(_within(truth + roll.gauss(0, _NOISE_AVERAGE)))


def reported_worst(truth: float, roll: Random) -> int:
    """The worst of 24 hours: about a point and a half above the average."""
    return round(_within(truth + 1.5 + roll.gauss(0, _NOISE_WORST)))


def _moved(pain: Pain, day: int) -> float:
    """How far the pain has moved from the baseline; all of it after a year."""
    if day <= 0:
        return 0.0
    share = (1 - math.exp(-day / _HALF_WAY)) / (1 - math.exp(-_YEAR / _HALF_WAY))
    started = pain.relapse_day
    back = started is not None and started <= day < started + _RELAPSE_DAYS
    return pain.change * min(1.0, share) + (_RELAPSE_POINTS if back else 0.0)


def _within(value: float) -> float:
    return min(10.0, max(0.0, value))
