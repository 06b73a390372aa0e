"""The numbers of the alert rules and of escalation, as one frozen value.

Each field carries the range it must lie in; `numbers_file` holds a file against these ranges.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Within:
    """The range of a number, both ends included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class UsualNumbers:
    """How many completed core reports make R, and the day from which change is judged."""

    reports: Annotated[int, Within(1, 9)]
    from_day: Annotated[int, Within(1, 365)]


@dataclass(frozen=True, slots=True)
class WoundNumbers:
    """AMB-1: the last day after surgery on which a wound sign alone counts."""

    last_day: Annotated[int, Within(1, 365)]


@dataclass(frozen=True, slots=True)
class RiseNumbers:
    """AMB-2: points above R, times R, and the least value; hours from the report to its re-check."""

    points: Annotated[int, Within(1, 10)]
    ratio: Annotated[Decimal, Within(1, 3)]
    at_least: Annotated[int, Within(0, 10)]
    at_least_few: Annotated[int, Within(0, 10)]
    unanswered: Annotated[int, Within(0, 10)]
    recheck_after_hours: Annotated[int, Within(1, 336)]
    recheck_within_hours: Annotated[int, Within(1, 336)]


@dataclass(frozen=True, slots=True)
class SteepNumbers:
    """AMB-3a: points above R, and the least value."""

    points: Annotated[int, Within(1, 10)]
    at_least: Annotated[int, Within(0, 10)]
    at_least_few: Annotated[int, Within(0, 10)]


@dataclass(frozen=True, slots=True)
class UncontrolledNumbers:
    """AMB-3b: days after surgery, both included, and the least value."""

    first_day: Annotated[int, Within(0, 365)]
    last_day: Annotated[int, Within(0, 365)]
    at_least: Annotated[int, Within(0, 10)]


@dataclass(frozen=True, slots=True)
class NewPlaceNumbers:
    """AMB-4: the first day after surgery, and the least pain in the new place, on both reports."""

    from_day: Annotated[int, Within(0, 365)]
    at_least: Annotated[int, Within(0, 10)]


@dataclass(frozen=True, slots=True)
class MoodNumbers:
    """AMB-5: the least sum of PHQ-2 or GAD-2."""

    at_least: Annotated[int, Within(1, 6)]


@dataclass(frozen=True, slots=True)
class WearNumbers:
    """AMB-8: the hours a day that were usual at least, and the per cent of them left at most."""

    usual_hours: Annotated[int, Within(1, 16)]
    left_percent: Annotated[int, Within(0, 99)]


@dataclass(frozen=True, slots=True)
class SevereNumbers:
    """DIG-2: the least value on both reports, and by how many points they differ at least if pain changed."""

    at_least: Annotated[int, Within(0, 10)]
    changed_by: Annotated[int, Within(1, 10)]


@dataclass(frozen=True, slots=True)
class GainNumbers:
    """DIG-3: days after surgery, both included, per cent better than baseline, and the least value."""

    first_day: Annotated[int, Within(1, 3650)]
    last_day: Annotated[int, Within(1, 3650)]
    percent: Annotated[int, Within(1, 100)]
    at_least: Annotated[int, Within(0, 10)]


@dataclass(frozen=True, slots=True)
class DriftNumbers:
    """DIG-4: the weight of the newest report (lambda), and the points above R."""

    weight: Annotated[Decimal, Within(0, 1)]
    points: Annotated[Decimal, Within(0, 10)]


@dataclass(frozen=True, slots=True)
class LifeNumbers:
    """DIG-5: points of quality of life lost."""

    points: Annotated[int, Within(1, 10)]


@dataclass(frozen=True, slots=True)
class SilenceNumbers:
    """DIG-7: how many windows in a row without an answer."""

    windows: Annotated[int, Within(1, 9)]


@dataclass(frozen=True, slots=True)
class RedSteps:
    """Minutes since the clock started: to acknowledge, between repeats, to the deputy, to the lead."""

    acknowledge: Annotated[int, Within(1, 1440)]
    repeat: Annotated[int, Within(1, 1440)]
    deputy: Annotated[int, Within(1, 1440)]
    lead: Annotated[int, Within(1, 1440)]


@dataclass(frozen=True, slots=True)
class AmberSteps:
    """Per cent of the rule's limit to the deputy and the lead; working days between repeats; join days.

    A snooze ends within `snooze_days` local days of the day it begins on."""

    deputy_percent: Annotated[int, Within(1, 1000)]
    lead_percent: Annotated[int, Within(1, 1000)]
    repeat_working_days: Annotated[int, Within(1, 30)]
    snooze_days: Annotated[int, Within(1, 30)]
    join_days: Annotated[int, Within(1, 365)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of them. `working_days`: the limit of each AMBER rule, by rule id.

    `checksum` is the SHA-256 of the file's text, in hexadecimal.
    """

    version: str
    usual: UsualNumbers
    wound: WoundNumbers
    rise: RiseNumbers
    steep: SteepNumbers
    uncontrolled: UncontrolledNumbers
    new_place: NewPlaceNumbers
    mood: MoodNumbers
    wear: WearNumbers
    severe: SevereNumbers
    gain: GainNumbers
    drift: DriftNumbers
    life: LifeNumbers
    silence: SilenceNumbers
    red: RedSteps
    amber: AmberSteps
    working_days: Mapping[str, Annotated[int, Within(1, 30)]]
    checksum: str = ""

    def limit(self, rule: str) -> int:
        """Working days within which a case of an AMBER rule is to be taken; the shortest there is for a rule
        that these numbers do not name, such as one of an older version: nobody waits longer for that."""
        return self.working_days.get(rule, min(self.working_days.values()))


ORDERED = (
    ("uncontrolled.first_day", "uncontrolled.last_day"),
    ("rise.recheck_after_hours", "rise.recheck_within_hours"),
    ("gain.first_day", "gain.last_day"),
    ("red.deputy", "red.lead"),
    ("amber.deputy_percent", "amber.lead_percent"),
)
"""Pairs of which the first may not be greater than the second."""
