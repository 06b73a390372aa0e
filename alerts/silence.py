"""DIG-7: silence is a finding too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alerts.numbers import Numbers
from alerts.rule import Domain, Finding, Rule, found
from domain import Severity

DIG_7 = Rule(
    id="DIG-7",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.SILENCE,
    fires_when="two windows in a row that ended without an answer",
    rationale="Who does not answer may be too ill to, and every rule that reads answers is blind to them.",
    source="NICE HTG750 1.2 (outcomes of everyone having the procedure); the rule is ours [P]",
    reads={},
)

RULES = (DIG_7,)


@dataclass(frozen=True, slots=True)
class Window:
    """One visit window that ended. `silent`: asked or not to be reached, the patient said nothing.

    What was not asked for a reason of ours is no window here.
    """

    assessment_id: int
    time_point: str
    closes_on: date
    silent: bool


def silences(windows: Sequence[Window], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-7 for each run of so many silent windows, once a run, by the window with which it became one.

    `windows` in any order; they count by their last day. An answer in between ends a run.
    """
    findings = []
    run: list[Window] = []
    for window in sorted(windows, key=lambda each: (each.closes_on, each.assessment_id)):
        run = [*run, window] if window.silent else []
        if len(run) == numbers.silence.windows:
            inputs = {"time-points": [each.time_point for each in run]}
            findings.append(found(DIG_7, f"DIG-7:{window.assessment_id}", inputs))
    return tuple(findings)
