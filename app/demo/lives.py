"""The words of a made-up life: who somebody is, how the pain goes, what happens to them, how they leave."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from domain import Limb, Side
from storage.words import Cause, Indication, Technique


class Course(StrEnum):
    """How the pain stands a year after the operation."""

    BETTER = "better"
    SAME = "little change"
    WORSE = "worse"


class Harm(StrEnum):
    BLEEDING = "bleeding"
    INFECTION = "infection"
    CLOT = "clot"
    REOPERATION = "reoperation"
    FALL = "fall"
    DESPAIR = "despair"


class Leaving(StrEnum):
    """How somebody stops answering for good."""

    BLOCKS = "blocks the bot"
    STOPS_MESSAGES = "stops messages"
    WITHDRAWS = "leaves follow-up"


@dataclass(frozen=True, slots=True)
class Pain:
    """Both pains before surgery (0 to 10), what a year changes, and the day from which it comes back."""

    residual: float
    phantom: float
    change: float
    relapse_day: int | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A harm and the day after surgery on which it begins. `severe`: bleeding that goes on, fever with it."""

    harm: Harm
    day: int
    severe: bool


@dataclass(frozen=True, slots=True)
class Surgery:
    """One operation. `arranged`: everything that must be arranged before it was recorded."""

    tmr_on: date
    amputation_on: date
    indication: Indication
    technique: Technique
    limb: Limb
    side: Side
    level: str
    cause: Cause
    arranged: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the cohort. Days count from the first operation (day 0).

    `diligence` is added to the log-odds of answering. `joins`: takes part by Telegram. `second` is another
    operation of the same person. `care` is how seldom they slip (0 to 1).
    """

    number: int
    name: str
    age: int
    zone: str
    send_time: time
    enrolled_on: date
    surgery: Surgery
    second: Surgery | None
    course: Course
    pain: Pain
    diligence: float
    silent: bool
    joins: bool
    wears: bool
    happenings: tuple[Happening, ...]
    leaving: Leaving | None
    leaving_day: int
    moves_to: str | None
    moves_day: int
    pauses_day: int | None
