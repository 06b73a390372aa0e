"""Made-up people whose pain stays, or comes back for good, and what the alert rules make of their reports.

The cohort echoes what is published (see `app/demo/cohort.py`): baseline pains, and a course over a year.
Stable: better by 4 or hardly at all, never a relapse. Relapsing: the same, with one pain 3 points higher from
a random day on, if it was 2 or more until then. Each core questionnaire of the default schedule is answered
on the day it is sent; noise is Gaussian, the report rounded and held within 0 to 10.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from alerts.change import unanswered
from alerts.numbers import Numbers
from alerts.report import CORE, RECHECK, Pain, Report
from alerts.rule import Finding, RecheckWanted
from alerts.rules import amber
from alerts.usual import average, usual
from app.demo.dice import dice
from app.demo.lives import Pain as Course
from app.demo.pain import phantom, residual
from domain import Severity
from questionnaires.library import Library
from scheduler.plan import Preferences, plan
from scheduler.protocol import default_text, read

SURGERY = date(2024, 1, 10)
POINTS = 3.0
LOWEST_USUAL = 2
RECHECK_DAYS, SILENT_DAYS = 2, 4
COMPLETION = {"W06": 0.90, "M03": 0.80, "M06": 0.75, "M12": 0.65, "M24": 0.55}
"""Published shares of questionnaires answered, by time point."""


@dataclass(frozen=True, slots=True)
class World:
    """What is varied: noise of a report (SD), share of re-checks answered, whether all questionnaires are."""

    noise: float
    rechecks: float = 0.8
    all_answered: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's pain; `relapse` is the pain that comes back and the day from which it does."""

    number: int
    course: Course
    relapse: tuple[Pain, int] | None = None

    def truth(self, pain: Pain, day: int) -> float:
        """True pain, 0 to 10, on a day after surgery."""
        usual_course = residual(self.course, day) if pain is Pain.RLP else phantom(self.course, day)
        back = self.relapse is not None and self.relapse[0] is pain and day >= self.relapse[1]
        return min(10.0, usual_course + (POINTS if back else 0.0))


@dataclass(frozen=True, slots=True)
class Judged:
    """One core questionnaire: whether few came before it, and for each pain the day an AMBER was told."""

    day: int
    few: bool
    told: dict[Pain, int]
    values: dict[Pain, int]


@dataclass(frozen=True, slots=True)
class Life:
    person: Person
    judged: tuple[Judged, ...]


def schedule() -> tuple[tuple[str, int], ...]:
    """The core questionnaires of the default schedule: time point and day, by day."""
    library = Library.bundled()
    protocol = read(default_text(), frozenset(library.ids))
    wishes = Preferences("Europe/London", time(9, 30), SURGERY - timedelta(days=42))
    planned = [one for one in plan(protocol, SURGERY, wishes) if CORE in one.instruments]
    return tuple((one.time_point, (one.send_at.date() - SURGERY).days) for one in planned)


def live(
    person: Person, world: World, numbers: Numbers, points: Sequence[tuple[str, int]], seed: int
) -> Life:
    """Everything they report until two years, judged as it comes. The same seed gives the same noise."""
    roll = dice(seed, person.number, str(world.noise))
    history: list[Report] = []
    judged: list[Judged] = []
    for time_point, day in points:
        answered = roll.random() < COMPLETION.get(time_point, 1.0) or world.all_answered
        report = _report(person, len(history), CORE, day, world, roll)
        answers_recheck = roll.random() < world.rechecks
        check = _report(person, len(history) + 1, RECHECK, day + RECHECK_DAYS, world, roll)
        if not answered:
            continue
        told = _judge(report, history, check if answers_recheck else None, numbers)
        base = usual(report, average(Pain.RLP), history, numbers)
        judged.append(Judged(day, base is None or base.few, told, _values(report)))
        history += [report, replace(check, recheck_of=report.response_id)] if answers_recheck else [report]
    return Life(person, tuple(judged))


def _judge(
    report: Report, history: Sequence[Report], check: Report | None, numbers: Numbers
) -> dict[Pain, int]:
    """For each pain the day on which an AMBER about it is told, if one is."""
    found = amber(report, (*history, report), numbers)
    told = dict.fromkeys(_pains(found), report.day)
    if any(isinstance(each, RecheckWanted) for each in found):
        if check is None:
            later = dict.fromkeys(_pains(unanswered(report, history, numbers)), report.day + SILENT_DAYS)
        else:
            checked = replace(check, recheck_of=report.response_id)
            again = amber(checked, (*history, report, checked), numbers)
            later = dict.fromkeys(_pains(again), checked.day)
        told = later | told
    return told


def _pains(found: Sequence[Finding | RecheckWanted]) -> Iterator[Pain]:
    for each in found:
        if isinstance(each, Finding) and each.severity is Severity.AMBER:
            yield Pain(str(each.inputs["pain"]))


def _report(person: Person, number: int, instrument: str, day: int, world: World, roll: Random) -> Report:
    answers = {
        pain.average: (round(min(10.0, max(0.0, person.truth(pain, day) + roll.gauss(0, world.noise)))),)
        for pain in Pain
    }
    on = SURGERY + timedelta(days=day)
    at = datetime.combine(on, time(9, 30), UTC)
    return Report(number, instrument, day, on, at, answers, ended=True, completed=True)


def _values(report: Report) -> dict[Pain, int]:
    return {pain: int(str(report.answers[pain.average][0])) for pain in Pain}
