"""The figures of the alert rules over made-up lives, each with a 95 % interval, beside two simpler rules.

Shares of questionnaires come from people who each give several, so their interval is a bootstrap over people;
shares of people have Wilson's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from scipy.stats import binomtest

from alerts.numbers import Numbers
from alerts.report import Pain
from app.demo.dice import dice
from app.demo.lives import Pain as Course
from benchmarks.alert_lives import LOWEST_USUAL, Judged, Life, Person, World, live

PEOPLE, SEED = 1000, 1
MONTH = 30.4375
LATE, EARLY = (round(6 * MONTH), round(18 * MONTH)), (28, 90)
"""Days between which a relapse begins: in the published aim, and while few reports are there."""

FROM_DAY = 28
_RESAMPLED = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate and its 95 % interval."""

    value: float
    low: float
    high: float


Rule = Callable[[Sequence[Judged], int], dict[Pain, int]]
"""What a rule tells at the questionnaire of this index: for each pain, the day on which it is told."""


def ours(judged: Sequence[Judged], index: int) -> dict[Pain, int]:
    """AMB-2 and AMB-3a."""
    return judged[index].told


def two_since_last(judged: Sequence[Judged], index: int) -> dict[Pain, int]:
    """Two points more than in the questionnaire before."""
    if not index:
        return {}
    now, before = judged[index], judged[index - 1]
    return {pain: now.day for pain in Pain if now.values[pain] >= before.values[pain] + 2}


def severe(judged: Sequence[Judged], index: int) -> dict[Pain, int]:
    """Seven or more."""
    now = judged[index]
    return {pain: now.day for pain in Pain if now.values[pain] >= 7}


def stable_people() -> tuple[Person, ...]:
    """People whose pain gets better or hardly changes."""
    return tuple(Person(number, _course(number, change)) for number, change in _changes(PEOPLE))


def worsening_people() -> tuple[Person, ...]:
    """People whose pain creeps up by 1.5 over a year."""
    return tuple(Person(number, _course(number, 1.5)) for number in range(PEOPLE))


def relapsing_people(days: tuple[int, int]) -> tuple[Person, ...]:
    """The stable ones with a relapse in a pain whose true value is 2 or more on the day before it."""
    found: list[Person] = []
    number = 0
    while len(found) < PEOPLE:
        roll = dice(SEED, "relapse", number, *days)
        person = Person(number, _course(number, -4.0 if number % 2 else -0.5))
        pain, day = roll.choice(tuple(Pain)), roll.randint(*days)
        if person.truth(pain, day - 1) >= LOWEST_USUAL:
            found.append(Person(number, person.course, (pain, day)))
        number += 1
    return tuple(found)


def lives(
    people: Iterable[Person],
    world: World,
    numbers: Numbers,
    points: Sequence[tuple[str, int]],
) -> tuple[Life, ...]:
    """What all of them report at these time points, and what the rules make of it."""
    return tuple(live(person, world, numbers, points, SEED) for person in people)


def share_of_questionnaires(found: Sequence[Life], rule: Rule, *, few: bool | None) -> Figure:
    """Questionnaires from day 28 on that fired: with few reports before them, with enough, or (None) all."""
    pairs = [_fired(life, rule, few=few) for life in found]
    roll = dice(SEED, "bootstrap")
    drawn = sorted(_ratio(roll.choices(pairs, k=len(pairs))) for _ in range(_RESAMPLED))
    return Figure(_ratio(pairs), drawn[round(0.025 * _RESAMPLED)], drawn[round(0.975 * _RESAMPLED) - 1])


def caught(found: Sequence[Life], rule: Rule) -> tuple[Figure, Figure | None]:
    """Relapses of which an alert about that pain told, and the median of the days it took."""
    waits = [wait for life in found if (wait := _wait(life, rule)) is not None]
    interval = binomtest(len(waits), len(found)).proportion_ci(method="wilson")
    share = Figure(len(waits) / len(found), float(interval.low), float(interval.high))
    return share, _median(waits) if waits else None


def _fired(life: Life, rule: Rule, *, few: bool | None) -> tuple[int, int]:
    asked = [index for index, one in enumerate(life.judged) if one.day >= FROM_DAY and few in (None, one.few)]
    return sum(bool(rule(life.judged, index)) for index in asked), len(asked)


def _ratio(pairs: Sequence[tuple[int, int]]) -> float:
    return sum(fired for fired, _ in pairs) / max(1, sum(asked for _, asked in pairs))


def _wait(life: Life, rule: Rule) -> int | None:
    """Days from the relapse to the first alert about it; None if there is none."""
    assert life.person.relapse is not None
    pain, began = life.person.relapse
    told = (rule(life.judged, index).get(pain) for index, one in enumerate(life.judged) if one.day >= began)
    return next((day - began for day in told if day is not None), None)


def _median(waits: Sequence[int]) -> Figure:
    roll = dice(SEED, "bootstrap")
    drawn = sorted(median(roll.choices(waits, k=len(waits))) for _ in range(_RESAMPLED))
    return Figure(median(waits), drawn[round(0.025 * _RESAMPLED)], drawn[round(0.975 * _RESAMPLED) - 1])


def _changes(count: int) -> Iterable[tuple[int, float]]:
    return ((number, -4.0 if number % 2 else -0.5) for number in range(count))


def _course(number: int, change: float) -> Course:
    roll = dice(SEED, "person", number)
    return Course(
        residual=min(10.0, max(0.0, roll.gauss(6.2, 2.3))),
        phantom=min(10.0, max(0.0, roll.gauss(6.0, 2.8))),
        change=change + roll.gauss(0, 0.4),
        relapse_day=None,
    )
