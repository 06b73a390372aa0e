"""Draws a cohort that echoes what is published: ages, causes, limbs, baseline pain and its course, harms.

Sources: change in pain at one year, Dumanian 2019 (better by 4, hardly any, or worse by 1.5, in shares of 45,
45 and 10 %); age N(47, 14) in 18 to 85; causes as in a published series of 290; four fifths lower limb;
baseline residual limb pain N(6.2, 2.3), phantom limb pain N(6.0, 2.8). Infection 8 %, bleeding 3 % and
reoperation 12 % within two years are assumptions, as is everything about how people use a telephone.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from random import Random

from app.demo.dice import dice, some_of
from app.demo.lives import Course, Happening, Harm, Leaving, Member, Pain, Surgery
from domain import Limb, Side
from storage.words import Cause, Indication, Technique

_CAUSES = {Cause.TRAUMA: 125, Cause.INFECTION: 76, Cause.CANCER: 71, Cause.VASCULAR: 18, Cause.OTHER: 10}
_LEVELS = {Limb.LOWER: ("transtibial", "transfemoral"), Limb.UPPER: ("transradial", "transhumeral")}
_SEND_TIMES = (time(9, 30), time(9, 30), time(9, 30), time(9, 30), time(12, 30), time(18, 0), time(20, 30))
_LISTS = 28
_CHANGE = {Course.BETTER: -4.0, Course.SAME: -0.5, Course.WORSE: 1.5}
_LEAVING = {Leaving.WITHDRAWS: 0.05, Leaving.BLOCKS: 0.05, Leaving.STOPS_MESSAGES: 0.025}
_HARMS: dict[Harm, tuple[float, tuple[int, ...], float]] = {
    Harm.BLEEDING: (0.03, (3, 7), 0.8),
    Harm.INFECTION: (0.08, (6, 7, 14, 21), 0.5),
    Harm.CLOT: (0.03, (7, 14, 21, 42), 1.0),
    Harm.REOPERATION: (0.12, tuple(range(60, 700)), 0.4),
    Harm.FALL: (0.06, tuple(range(20, 600)), 0.3),
    Harm.DESPAIR: (0.03, (42, 91, 182), 1.0),
}
"""Share of people, the days it may begin on, and the share of severe ones (reoperation: another nerve)."""

_NAMES = ("Ann", "Ben", "Cara", "Dan", "Eve", "Fay", "Gus", "Hana", "Ivo", "Jo", "Kit", "Lea", "Max", "Nia")


def cohort(seed: int, size: int, starts_on: date, months: int) -> tuple[Member, ...]:
    """The people, by number from 1; operations are spread over the first quarter of the time, by lists."""
    parts = _Parts(seed, size)
    spread = max(14, round(months * 30.4 / 4))
    members = (_member(parts, number, starts_on, spread) for number in range(size))
    return tuple(sorted(members, key=lambda each: each.number))


class _Parts:
    """Who of the cohort belongs to which part of it, drawn without replacement."""

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        self.courses = self._courses()
        self.harms = {harm: self.share(harm, share) for harm, (share, _, _) in _HARMS.items()}
        self.relapsing = self.share("relapse", 0.12)
        self.upper = self.share("upper limb", 0.2)
        self.primary = self.share("primary", 0.1)
        self.unarranged = self.share("unarranged", 0.05)
        self.second = self.one_of("second operation")
        self.unlinked = self.share("unlinked", 0.05) - self.second
        self.silent = self.share("silent", 0.05)
        self.leaving = {way: self.share(way, share) for way, share in _LEAVING.items()}
        self.moving = self.one_of("moves")
        self.pausing = self.share("pauses", 0.08)

    def share(self, name: str, share: float) -> frozenset[int]:
        return some_of(dice(self.seed, name), self.size, share)

    def one_of(self, name: str) -> frozenset[int]:
        return frozenset({dice(self.seed, name).randrange(self.size)})

    def _courses(self) -> tuple[Course, ...]:
        worse, better = round(self.size * 0.1), round(self.size * 0.45)
        drawn = [Course.WORSE] * worse + [Course.BETTER] * better
        drawn += [Course.SAME] * (self.size - len(drawn))
        dice(self.seed, "course").shuffle(drawn)
        return tuple(drawn)


def _member(parts: _Parts, number: int, starts_on: date, spread: int) -> Member:
    roll = dice(parts.seed, "member", number)
    tmr_on = _list_day(roll, starts_on, spread)
    enrolled_on = _weekday(tmr_on - timedelta(days=roll.randint(7, 40)))
    limb = Limb.UPPER if number in parts.upper else Limb.LOWER
    surgery = _surgery(roll, tmr_on, limb, number in parts.primary, number not in parts.unarranged)
    leaving = next((way for way, those in parts.leaving.items() if number in those), None)
    return Member(
        number=number + 1,
        name=_NAMES[number % len(_NAMES)],
        age=_within(lambda: roll.gauss(47, 14), 18, 85),
        zone="Europe/London",
        send_time=roll.choice(_SEND_TIMES),
        enrolled_on=enrolled_on,
        surgery=surgery,
        second=_second(roll, surgery) if number in parts.second else None,
        course=parts.courses[number],
        pain=_pain(roll, parts.courses[number], number in parts.relapsing),
        diligence=roll.gauss(0, 0.6),
        silent=number in parts.silent,
        joins=number not in parts.unlinked,
        wears=roll.random() < 0.7,
        happenings=_happenings(parts, roll, number),
        leaving=leaving,
        leaving_day=roll.randint(45, 400),
        moves_to="America/New_York" if number in parts.moving else None,
        moves_day=roll.randint(50, 160),
        pauses_day=roll.randint(20, 200) if number in parts.pausing else None,
    )


def _list_day(roll: Random, starts_on: date, spread: int) -> date:
    """One of the clinic's operating lists: every four weeks, from six weeks after the start."""
    return _weekday(starts_on + timedelta(days=42 + _LISTS * roll.randrange(max(1, spread // _LISTS))))


def _surgery(roll: Random, tmr_on: date, limb: Limb, primary: bool, arranged: bool) -> Surgery:
    before = 0 if primary else roll.randint(120, 3000)
    techniques = tuple(Technique)
    return Surgery(
        tmr_on=tmr_on,
        amputation_on=tmr_on - timedelta(days=before),
        indication=Indication.PRIMARY if primary else Indication.SECONDARY,
        technique=roll.choices(techniques, (85, 12, 3))[0],
        limb=limb,
        side=roll.choice(tuple(Side)),
        level=roll.choice(_LEVELS[limb]),
        cause=roll.choices(tuple(_CAUSES), tuple(_CAUSES.values()))[0],
        arranged=arranged,
    )


def _second(roll: Random, first: Surgery) -> Surgery:
    """The other side, some months later, for pain there."""
    tmr_on = _weekday(first.tmr_on + timedelta(days=roll.randint(50, 150)))
    second = _surgery(roll, tmr_on, first.limb, primary=False, arranged=True)
    return Surgery(
        tmr_on=second.tmr_on,
        amputation_on=first.amputation_on,
        indication=second.indication,
        technique=second.technique,
        limb=first.limb,
        side=Side.LEFT if first.side is Side.RIGHT else Side.RIGHT,
        level=second.level,
        cause=first.cause,
        arranged=True,
    )


def _pain(roll: Random, course: Course, relapses: bool) -> Pain:
    return Pain(
        residual=min(10.0, max(0.0, roll.gauss(6.2, 2.3))),
        phantom=min(10.0, max(0.0, roll.gauss(6.0, 2.8))),
        change=_CHANGE[course] + roll.gauss(0, 0.4),
        relapse_day=roll.randint(85, 180) if relapses else None,
    )


def _happenings(parts: _Parts, roll: Random, number: int) -> tuple[Happening, ...]:
    """What happens to this person, by day."""
    found = [
        Happening(harm, roll.choice(days), roll.random() < severe)
        for harm, (_, days, severe) in _HARMS.items()
        if number in parts.harms[harm]
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.harm)))


def _within(draw: Callable[[], float], low: int, high: int) -> int:
    """Draw until it lies within the bounds."""
    while not low <= (drawn := round(draw())) <= high:
        pass
    return drawn


def _weekday(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
