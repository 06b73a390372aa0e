"""DIG-4: pain that creeps up by steps too small for the rules about a single rise."""

from collections.abc import Sequence
from decimal import Decimal

from alerts.change import rising
from alerts.numbers import Numbers
from alerts.report import CORE, Pain, Report, number
from alerts.rule import Domain, Finding, Rule, found, plain
from alerts.usual import Usual, average, given_before, usual
from domain import Severity

DIG_4 = Rule(
    id="DIG-4",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.PAIN,
    fires_when="the moving average (EWMA) of the reports stands a point or more above the usual pain",
    rationale="Small rises that last add up where a single one says nothing.",
    source="EWMA chart (Roberts 1959), upper side; weight and limit are ours [P]",
    reads={CORE: ("rlp-average", "plp-average")},
)

RULES = (DIG_4,)


def drifted(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-4 for each pain of a core report whose moving average reaches R and the points.

    What: the average of how far each report stood above its own R, the newest with the weight, the older ones
    together with the rest; it never falls below 0, so that an earlier, worse time is not held against a
    patient who got better. Only reports whose R is the median of three count: before, R is no steady line.
    A pain of whose single rise AMB-2 or AMB-3a tells is none of these. 7-day averages 0 to 10, from the day
    on which change is judged; RLP, then PLP. Missing: a report without the value is passed over.
    """
    if report.instrument != CORE or not report.ended or report.day < numbers.usual.from_day:
        return ()
    told = rising(report, history, numbers)
    return tuple(
        found(DIG_4, f"DIG-4:{report.response_id}:{pain}", inputs)
        for pain in Pain
        if pain not in told and (inputs := _risen(report, pain, history, numbers)) is not None
    )


def _risen(
    report: Report, pain: Pain, history: Sequence[Report], numbers: Numbers
) -> dict[str, object] | None:
    value, known = number(report.answers, pain.average), _steady(report, pain, history, numbers)
    if value is None or known is None:
        return None
    above = _above(report, pain, history, numbers)
    if above < numbers.drift.points:
        return None
    mean = (known.value + above).quantize(Decimal("0.01"))
    return {
        "pain": pain.value,
        "day": report.day,
        "value": plain(value),
        "usual": plain(known.value),
        "moving-average": plain(mean),
    }


def _above(report: Report, pain: Pain, history: Sequence[Report], numbers: Numbers) -> Decimal:
    """How far the moving average of the reports up to this one stands above R; 0 at least."""
    above, weight = Decimal(0), numbers.drift.weight
    earlier = [other for other, _ in given_before(report, average(pain), history) if other.day >= 1]
    for each in (*earlier, report):
        known, value = _steady(each, pain, history, numbers), number(each.answers, pain.average)
        if known is not None and value is not None:
            above = max(Decimal(0), weight * (value - known.value) + (1 - weight) * above)
    return above


def _steady(report: Report, pain: Pain, history: Sequence[Report], numbers: Numbers) -> Usual | None:
    known = usual(report, average(pain), history, numbers)
    return None if known is None or known.few else known
