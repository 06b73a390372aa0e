"""AMB-1: a wound sign alone, in the weeks in which it may be an infection."""

from alerts import signs
from alerts.numbers import Numbers
from alerts.report import CORE, WOUND_CHECK, Report
from alerts.rule import Domain, Finding, Rule, found
from domain import Severity

AMB_1 = Rule(
    id="AMB-1",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.WOUND,
    fires_when="a wound sign in somebody who does not feel ill, in the first months",
    rationale="An early infection can be treated before the person is ill.",
    source="NICE HTG750 3.3 (infection is a safety outcome); the day limit is ours [P]",
    reads={CORE: ("safety",), WOUND_CHECK: ("wound-signs", "unwell-signs")},
)

RULES = (AMB_1,)


def wound_alone(report: Report, numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-1: a wound sign without fever, shivers, confusion or feeling very unwell (that is RED-2).

    Up to the last day of the numbers; reports before surgery count as well. Missing: no answer is no sign.
    """
    wound = signs.wound(report.answers)
    if not wound or signs.systemic(report.answers) or report.day > numbers.wound.last_day:
        return ()
    inputs = {"instrument": report.instrument, "day": report.day, "signs": list(wound)}
    return (found(AMB_1, f"AMB-1:{report.response_id}", inputs),)
