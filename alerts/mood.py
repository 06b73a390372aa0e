"""AMB-5: low mood or worry, by the two halves of the PHQ-4."""

from alerts.numbers import Numbers
from alerts.report import EXTENDED, Report, codes
from alerts.rule import Domain, Finding, Rule, found
from domain import Answers, Severity

_HALVES = {
    "phq-2": ("phq4-interest", "phq4-down"),
    "gad-2": ("phq4-nervous", "phq4-worry"),
}
POINTS = {"not-at-all": 0, "several-days": 1, "more-than-half": 2, "nearly-daily": 3}
"""What each answer counts; a test holds that the scores count the same."""

AMB_5 = Rule(
    id="AMB-5",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.MOOD,
    fires_when="low mood (PHQ-2) or worry (GAD-2) at the published cut-off",
    rationale="Long pain and limb loss weigh on people, and there is help for that.",
    source="Kroenke K, Spitzer RL, Williams JBW, Lowe B. Psychosomatics 2009; 50: 613-621",
    reads={EXTENDED: tuple(link_id for half in _HALVES.values() for link_id in half)},
)

RULES = (AMB_5,)


def mood(report: Report, numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-5: once a report, whichever halves reach the cut-off.

    Each half 0 to 6. Missing: an item without an answer counts 0, so that what was answered is never lost to
    what was not; the score itself is then missing.
    """
    sums = {half: _sum(report.answers, items) for half, items in _HALVES.items()}
    high = {half: points for half, points in sums.items() if points >= numbers.mood.at_least}
    return (found(AMB_5, f"AMB-5:{report.response_id}", {"day": report.day, **high}),) if high else ()


def _sum(answers: Answers, items: tuple[str, ...]) -> int:
    return sum(POINTS.get(code, 0) for link_id in items for code in codes(answers, link_id))
