"""What the patients of a crowd are like: when they leave, and what they answer. Seeded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from app.demo.dice import dice
from domain import Answer, PatientStatus
from questionnaires.library import Library

ZONES = ("Europe/London",) * 6 + ("America/New_York", "Asia/Kolkata", "Pacific/Auckland")
GONE = (PatientStatus.WITHDRAWN, PatientStatus.DECEASED, PatientStatus.CHANNEL_STOPPED)
Given = Mapping[str, tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Nature:
    """One patient. Days count from enrolment; None: it never happens to them."""

    number: int
    zone: str
    hour: int
    operated: int
    answers: float
    """How likely each message is taken up."""
    pain: int
    relapses: int | None
    rechecks: bool
    """Whether they answer re-checks at all."""
    danger: float
    pauses: int | None
    corrected: int | None
    moves: int | None
    leaves: int | None
    how: PatientStatus
    returns: bool


def nature(seed: int, number: int) -> Nature:
    """The same for the same seed and number."""
    roll = dice(seed, "crowd", number)

    def some(chance: float, first: int, last: int) -> int | None:
        day = roll.randint(first, last)
        return day if roll.random() < chance else None

    return Nature(
        number=number,
        zone=roll.choice(ZONES),
        hour=roll.randint(8, 20),
        operated=roll.randint(10, 45),
        answers=roll.choice((0.0, 0.5, 0.75, 0.9, 0.95)),
        pain=roll.randint(1, 6),
        relapses=some(0.4, 200, 600),
        rechecks=roll.random() < 0.7,
        danger=roll.choice((0.0, 0.0, 0.05, 0.15)),
        pauses=some(0.3, 20, 500),
        corrected=some(0.15, 5, 60),
        moves=some(0.1, 50, 500),
        leaves=some(0.2, 15, 700),
        how=roll.choice(GONE),
        returns=roll.random() < 0.3,
    )


def told(who: Nature, instrument: str, day: int, roll: Random) -> Given:
    """What they answer on that day after enrolment, of what the rules read."""
    risen = who.relapses is not None and day >= who.relapses
    pain = [max(0, min(10, who.pain + 4 * risen + roll.randint(-1, 1))) for _ in range(2)]
    ill = roll.random() < who.danger
    if instrument == "wound-check":
        return {
            "rlp-now": (pain[0],),
            "plp-now": (pain[1],),
            "wound-signs": _chosen(instrument, "wound-signs", "redness" if ill else "none"),
            "unwell-signs": _chosen(instrument, "unwell-signs", "fever" if ill else "none"),
            "bleeding": _chosen(instrument, "bleeding", "heavy" if ill and roll.random() < 0.5 else "none"),
        }
    if instrument == "extended":
        return {"phq4-down": _chosen(instrument, "phq4-down", roll.choice(("not-at-all", "nearly-daily")))}
    given: dict[str, tuple[Answer, ...]] = {"rlp-average": (pain[0],), "plp-average": (pain[1],)}
    if instrument == "core":
        given["quality-of-life"] = (roll.randint(3, 8),)
        given["safety"] = _chosen(instrument, "safety", "chest-breath-calf" if ill else "none")
    return given


def operated_on(who: Nature, enrolled_on: date) -> date:
    return enrolled_on + timedelta(days=who.operated)


@cache
def _chosen(instrument: str, link_id: str, code: str) -> tuple[Answer, ...]:
    item = next(each for each in Library.bundled().current(instrument).questions if each.link_id == link_id)
    return tuple(option.answer for option in item.options if option.code == code)
