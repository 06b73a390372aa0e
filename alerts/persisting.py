"""DIG-2 and DIG-3: pain that does not change, of which the rules about change never tell."""

from collections.abc import Sequence
from decimal import Decimal

from alerts.change import rising
from alerts.numbers import Numbers
from alerts.report import CORE, Pain, Report, number
from alerts.rule import Domain, Finding, Rule, found, plain
from alerts.usual import average, given_before
from domain import Severity

_READS = {CORE: ("rlp-average", "plp-average")}

DIG_2 = Rule(
    id="DIG-2",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.PAIN,
    fires_when="severe pain on two reports in a row, without a change",
    rationale="Rules about change are blind to pain that is always severe.",
    source="Severe pain is 7 to 10; 2 points are a change (Farrar 2001); the rule is ours [P]",
    reads=_READS,
)

DIG_3 = Rule(
    id="DIG-3",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.PAIN,
    fires_when="at 6 or 12 months: pain little better than before surgery, and still moderate or worse",
    rationale="Surgery that has not helped by then is for the team to look at.",
    source="Farrar 2001 (30 % matter to patients); moderate pain is 4 to 6; the rule is ours [P]",
    reads=_READS,
)

RULES = (DIG_2, DIG_3)


def severe_twice(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-2 for each pain that is severe in this core report and was in the last one after surgery.

    7-day averages 0 to 10, from the day on which change is judged; RLP, then PLP. A pain that differs by so
    much that it is a change, or that rises above R (AMB-2, AMB-3a), is none of these. Missing: a report
    without the value is passed over.
    """
    if report.day < numbers.usual.from_day:
        return ()
    told = rising(report, history, numbers)
    return tuple(
        found(DIG_2, f"DIG-2:{report.response_id}:{pain}", _inputs(report, pain, value, before=before))
        for pain, value in _averages(report)
        if pain not in told
        and (before := _last_after(report, pain, history)) is not None
        and min(value, before) >= numbers.severe.at_least
        and abs(value - before) < numbers.severe.changed_by
    )


def little_gain(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-3 for each pain of a core report of these days that is little better than the baseline.

    7-day averages 0 to 10, compared exactly; days after surgery, both included; RLP, then PLP. The baseline
    is the last core report before surgery that gives the pain. Missing: without it, nothing is found.
    """
    if not numbers.gain.first_day <= report.day <= numbers.gain.last_day:
        return ()
    left = 100 - numbers.gain.percent
    return tuple(
        found(DIG_3, f"DIG-3:{report.response_id}:{pain}", _inputs(report, pain, value, baseline=baseline))
        for pain, value in _averages(report)
        if value >= numbers.gain.at_least
        and (baseline := _baseline(report, pain, history)) is not None
        and value * 100 > baseline * left
    )


def _averages(report: Report) -> list[tuple[Pain, Decimal]]:
    """The 7-day averages of an ended core report: RLP, then PLP."""
    if report.instrument != CORE or not report.ended:
        return []
    given = ((pain, number(report.answers, pain.average)) for pain in Pain)
    return [(pain, value) for pain, value in given if value is not None]


def _last_after(report: Report, pain: Pain, history: Sequence[Report]) -> Decimal | None:
    after = [value for other, value in given_before(report, average(pain), history) if other.day >= 1]
    return after[-1] if after else None


def _baseline(report: Report, pain: Pain, history: Sequence[Report]) -> Decimal | None:
    before = [value for other, value in given_before(report, average(pain), history) if other.day < 1]
    return before[-1] if before else None


def _inputs(report: Report, pain: Pain, value: Decimal, **beside: Decimal) -> dict[str, object]:
    compared = {name: plain(other) for name, other in beside.items()}
    return {"pain": pain.value, "day": report.day, "value": plain(value), **compared}
