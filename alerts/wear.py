"""AMB-8: the artificial limb is worn much less than usual, for pain or sore skin."""

from collections.abc import Sequence
from decimal import Decimal

from alerts.numbers import Numbers
from alerts.report import CORE, Report, codes, number, said_yes
from alerts.rule import Domain, Finding, Rule, found
from alerts.usual import Basis, Measure, usual
from domain import Answers, Severity

AMB_8 = Rule(
    id="AMB-8",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.WEAR,
    fires_when="the artificial limb is worn half as much as usual, or not at all, for pain or sore skin",
    rationale="Who stops wearing it for pain or skin has a trouble that can be treated.",
    source="NICE HTG750 2.4 (prosthesis); the thresholds are ours [P]",
    reads={CORE: ("prosthesis-have", "prosthesis-days", "prosthesis-hours", "prosthesis-reason")},
)

RULES = (AMB_8,)

_REASONS = frozenset({"pain", "skin"})
_MOST_HOURS = Decimal(16)
_WEEK = 7


def hours_a_day(answers: Answers) -> Decimal | None:
    """Hours of wear a day over the last week: days x min(hours, 16) / 7, from 0 to 16.

    Not worn on any day is 0. Missing: without a prosthesis, or without an answer on days or hours, None.
    Source: as the wear index, of which it is the sixteenth part of 100.
    """
    days, hours = number(answers, "prosthesis-days"), number(answers, "prosthesis-hours")
    if not said_yes(answers, "prosthesis-have") or days is None or (days and hours is None):
        return None
    return days * min(hours or Decimal(0), _MOST_HOURS) / _WEEK


# Before surgery, and for some weeks after it, nobody wears it as usual: R is never the baseline.
_WEAR = Measure(hours_a_day, max, Basis.HIGHEST, from_baseline=False)


def worn_less(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-8: from the day on which change is judged, against R of the hours a day.

    With fewer than three completed core reports R is the highest since surgery. Missing: no answer on wear or
    on its reason, or no earlier report, fires nothing.
    """
    now, reason = hours_a_day(report.answers), codes(report.answers, "prosthesis-reason") & _REASONS
    if report.instrument != CORE or report.day < numbers.usual.from_day or now is None or not reason:
        return ()
    before = usual(report, _WEAR, history, numbers)
    if before is None or before.value < numbers.wear.usual_hours:
        return ()
    if now * 100 > before.value * numbers.wear.left_percent:
        return ()
    inputs = {
        "day": report.day,
        "value": _rounded(now),
        "usual": _rounded(before.value),
        "usual-from": before.basis.value,
        "reason": min(reason),
    }
    return (found(AMB_8, f"AMB-8:{report.response_id}", inputs),)


def _rounded(hours: Decimal) -> str:
    """To a tenth of an hour, as text: for people; the comparison is exact."""
    return str(hours.quantize(Decimal("0.1")))
