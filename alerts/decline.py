"""DIG-5 and DIG-6: life got worse, or more opioids are needed."""

from collections.abc import Sequence

from alerts.numbers import Numbers
from alerts.report import CORE, EXTENDED, Report, codes, number
from alerts.rule import Domain, Finding, Rule, found, plain
from alerts.usual import Basis, Measure, usual
from domain import Severity

DIG_5 = Rule(
    id="DIG-5",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.LIFE,
    fires_when="quality of life below what is usual for the patient",
    rationale="Pain is not all that can go wrong.",
    source="NICE HTG750 3.2 (quality of life is an efficacy outcome); the threshold is ours [P]",
    reads={CORE: ("quality-of-life",)},
)

DIG_6 = Rule(
    id="DIG-6",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.MEDICINES,
    fires_when="more opioids than three months before",
    rationale="A growing need may be pain that the numbers do not show, and is a harm of its own.",
    source="NICE HTG750 2.2 (medicines); the rule is ours [P]",
    reads={EXTENDED: ("medicine-change-opioid",)},
)

RULES = (DIG_5, DIG_6)

_LIFE = Measure(lambda answers: number(answers, "quality-of-life"), max, Basis.HIGHEST)


def life_worse(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-5: quality of life, 0 (worst) to 10 (best), so many points below R, from the day of change on.

    R as for pain; with fewer than three completed core reports it is the highest since surgery, or the
    baseline. Missing: without a value, or any earlier one, nothing is found.
    """
    value = number(report.answers, "quality-of-life")
    if report.instrument != CORE or report.day < numbers.usual.from_day or value is None:
        return ()
    known = usual(report, _LIFE, history, numbers)
    if known is None or known.value - value < numbers.life.points:
        return ()
    inputs = {
        "day": report.day,
        "value": plain(value),
        "usual": plain(known.value),
        "usual-from": known.basis.value,
    }
    return (found(DIG_5, f"DIG-5:{report.response_id}", inputs),)


def more_opioids(report: Report) -> tuple[Finding, ...]:
    """DIG-6: the patient says that they use more. Missing: no answer, or no opioids, is none."""
    if "more" not in codes(report.answers, "medicine-change-opioid"):
        return ()
    return (found(DIG_6, f"DIG-6:{report.response_id}", {"day": report.day}),)
