"""Draws the people and answers of a big register: shares and pains as published, the rest assumed.

Better by 4, hardly at all, or worse by 1.5 within a year, in shares of 45, 45 and 10 %; baseline residual
limb pain N(6.2, 2.3) and phantom limb pain N(6.0, 2.8); noise with SD 0.8 over 7 days and 1.5 over 24 hours;
answered by 90 % at 6 weeks down to 55 % at 24 months. Infection 8 %, bleeding 3 %, reoperation 12 % and death
6 % are assumptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from domain import Coding, Limb, Side
from storage.words import Cause, Indication, Operation, Technique

CHOICE = "urn:tmr-followup:choice"
DAYS = {
    "BL": (-42, 0, -40),
    "W02": (11, 20, 14),
    "W06": (28, 60, 42),
    "M03": (61, 136, 91),
    "M06": (137, 273, 182),
    "M12": (274, 547, 365),
    "M24": (548, 910, 730),
    "M48": (1277, 1643, 1461),
}
"""Time point -> first and last day of its window, and the day it is asked, after surgery."""

_ANSWERED = dict(zip(DAYS, (0.97, 0.92, 0.9, 0.8, 0.75, 0.65, 0.55, 0.45), strict=True))
_CAUSES = {Cause.TRAUMA: 125, Cause.INFECTION: 76, Cause.CANCER: 71, Cause.VASCULAR: 18, Cause.OTHER: 10}
_LEVELS = {Limb.LOWER: ("transtibial", "transfemoral"), Limb.UPPER: ("transradial", "transhumeral")}
_COURSES = ((0.45, -4.0), (0.9, -0.5), (1.0, 1.5))
_FREQUENCIES = ("days-1-2", "days-3-6", "daily", "several-daily", "constant")
_CONTROL = ("yes", "yes", "partly", "none-taken")
_REASONS = ("as-wanted", "pain", "skin", "fit", "repair", "no-need", "other")
_CHANGES = ("much-better", "better", "little-better", "same", "little-worse", "worse", "much-worse")
_FIRST_ON, _SPREAD = date(2016, 1, 4), 2180

W = TypeVar("W")

Given = dict[str, int | bool | str | Coding | None]
"""Link id -> the answer, in asking order; None: declined."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One operation of one person. `died_on` is in the time looked at; pains are those before surgery."""

    number: int
    operation: Operation
    change: float
    rlp: float
    plp: float
    quality: float
    has_prosthesis: bool
    died_on: date | None
    roll: Random

    def answers_at(self, point: str) -> bool:
        """Whether this time point is answered."""
        return self.roll.random() < _ANSWERED[point]

    def answers(self, point: str) -> Given:
        """What is answered there, in asking order; the questions that are not enabled are left out."""
        days = DAYS[point][2]
        moved = self.change * min(1.0, max(0, days) / 365)
        rlp, plp = self.rlp + moved, self.plp + moved
        given: Given = {"rlp-average": self._rated(rlp, 0.8), "rlp-worst": self._rated(rlp + 1, 1.5)}
        given |= {"plp-average": self._rated(plp, 0.8), "plp-worst": self._rated(plp + 1, 1.5)}
        if given["plp-average"] or given["plp-worst"]:
            given["plp-frequency"] = Coding(CHOICE, self.roll.choice(_FREQUENCIES))
        if 0 <= days < 28:
            given["medicine-control"] = Coding(CHOICE, self.roll.choice(_CONTROL))
        given |= {f"interference-{what}": self._rated(rlp, 1.2) for what in ("activity", "enjoyment")}
        given |= self._prosthesis()
        given["quality-of-life"] = self._rated(self.quality - moved, 1.0)
        if days >= 0:
            place = min(6, max(0, round(3 + moved + self.roll.gauss(0, 0.7))))
            given["change"] = Coding(CHOICE, _CHANGES[place])
        given["safety"] = Coding(CHOICE, "none")
        given["comments"] = "The sleeve rubs when it is hot." if self.roll.random() < 0.1 else None
        if self.roll.random() < 0.02:
            given["quality-of-life"] = None
        return given

    def _prosthesis(self) -> Given:
        if not self.has_prosthesis:
            return {"prosthesis-have": False}
        days = self.roll.randint(0, 7)
        given: Given = {"prosthesis-have": True, "prosthesis-days": days}
        if days:
            given["prosthesis-hours"] = self.roll.randint(1, 16)
        return given | {"prosthesis-reason": Coding(CHOICE, self.roll.choice(_REASONS))}

    def _rated(self, mean: float, noise: float) -> int:
        return min(10, max(0, round(mean + self.roll.gauss(0, noise))))


def draw(seed: int, number: int) -> Drawn:
    """The person with this number, from 1; the same seed and number draw the same one."""
    roll = Random(f"{seed}/{number}")  # noqa: S311 - a made-up cohort
    tmr_on = _FIRST_ON + timedelta(days=roll.randrange(_SPREAD))
    died_on = tmr_on + timedelta(days=roll.randint(20, 1600)) if roll.random() < 0.06 else None
    share = roll.random()
    return Drawn(
        number=number,
        operation=_operation(roll, tmr_on),
        change=next(change for most, change in _COURSES if share <= most),
        rlp=roll.gauss(6.2, 2.3),
        plp=roll.gauss(6.0, 2.8),
        quality=roll.gauss(4.5, 1.5),
        has_prosthesis=roll.random() < 0.7,
        died_on=died_on,
        roll=roll,
    )


def _operation(roll: Random, tmr_on: date) -> Operation:
    limb = Limb.UPPER if roll.random() < 0.2 else Limb.LOWER
    primary = roll.random() < 0.1
    return Operation(
        amputation_on=tmr_on if primary else tmr_on - timedelta(days=roll.randint(60, 3000)),
        tmr_on=tmr_on,
        indication=Indication.PRIMARY if primary else Indication.SECONDARY,
        technique=_weighed(roll, {Technique.TMR: 70, Technique.TMR_RPNI: 22, Technique.RPNI_ONLY: 8}),
        limb=limb,
        side=roll.choice(tuple(Side)),
        level=roll.choice(_LEVELS[limb]),
        cause=_weighed(roll, _CAUSES),
    )


def _weighed(roll: Random, weights: Mapping[W, int]) -> W:
    return roll.choices(tuple(weights), tuple(weights.values()))[0]
