"""AMB-2 and AMB-3a: pain that rose above what is usual for this patient.

Both read the 7-day average, never the worst of 24 h. A steep rise (AMB-3a) is told at once. A smaller one
asks for a re-check, and is told (AMB-2) when the re-check confirms it, or when nobody answers it and the
first value was high. Where a report fires AMB-3a for a pain, no re-check is asked for the same pain: it
is one case already. A re-check is judged against the same R as the report it checks, and never asks for
another re-check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.numbers import Numbers
from alerts.report import CORE, RECHECK, Pain, Report, number
from alerts.rule import Domain, Finding, RecheckWanted, Rule, found, plain
from alerts.usual import Usual, usual
from domain import Severity

_READS = {CORE: ("rlp-average", "plp-average"), RECHECK: ("rlp-average", "plp-average")}

AMB_2 = Rule(
    id="AMB-2",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.PAIN,
    fires_when="7-day average at least R+2, 1.3 R and 4, confirmed by the re-check at 48 to 72 h",
    rationale="An unconfirmed rise of 2 fires on up to a quarter of a stable patient's reports; "
    "a confirmed one rarely does, and still finds most real relapses.",
    source="Farrar 2001 (2 points or 30 % matter to patients); the confirmation is ours [P], from simulation",
    reads=_READS,
)

AMB_3A = Rule(
    id="AMB-3a",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.PAIN,
    fires_when="from day 28: one 7-day average at least R+4 and 7",
    rationale="A steep rise to severe pain is beyond the noise of reports; it should not wait.",
    source="IMMPACT (4 points are a substantial change); severe pain is 7 to 10; the combination is ours [P]",
    reads=_READS,
)

RULES = (AMB_2, AMB_3A)


@dataclass(frozen=True, slots=True)
class _Against:
    """One value of one pain held against the R of one report."""

    report: Report
    pain: Pain
    value: Decimal
    usual: Usual
    numbers: Numbers

    @property
    def rises(self) -> bool:
        """AMB-2's thresholds."""
        rise, usual_value = self.numbers.rise, self.usual.value
        least = rise.at_least_few if self.usual.few else rise.at_least
        return self.value >= max(usual_value + rise.points, usual_value * rise.ratio, Decimal(least))

    @property
    def steep(self) -> bool:
        """AMB-3a's thresholds."""
        steep = self.numbers.steep
        least = steep.at_least_few if self.usual.few else steep.at_least
        return self.value >= max(self.usual.value + steep.points, Decimal(least))

    @property
    def wants_recheck(self) -> bool:
        return self.rises and not self.steep

    @property
    def inputs(self) -> dict[str, object]:
        return {
            "pain": self.pain.value,
            "day": self.report.day,
            "value": plain(self.value),
            "usual": plain(self.usual.value),
            "usual-from": self.usual.basis.value,
        }


def risen(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding | RecheckWanted, ...]:
    """What a core report says of change: AMB-3a, or a re-check wanted, per pain in the order RLP, PLP.

    7-day averages 0 to 10, from day 28, compared exactly. Missing: a pain without a value, or without any
    earlier value to compare with, fires nothing. Source: see AMB_2 and AMB_3A.
    """
    held = [_against(report, pain, history, numbers) for pain in Pain] if report.instrument == CORE else []
    told: list[Finding | RecheckWanted] = []
    for against in held:
        if against and against.steep:
            told.append(_steep(against, report))
        elif against and against.rises:
            told.append(RecheckWanted(report.response_id, against.pain, against.usual.value, against.value))
    return tuple(told)


def rechecked(recheck: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """What an answered re-check says of the rise it checks, per pain in the order RLP, PLP.

    AMB-2 for the first report where its value meets the thresholds too, against the same R; AMB-3a where it
    is steep and the first was not. 7-day averages 0 to 10. Missing: a pain that wanted the re-check and was
    left out of it is judged as unanswered. A re-check whose first report is not in the history is a bug and
    raises LookupError. Source: see AMB_2 and AMB_3A.
    """
    first = next((report for report in history if report.response_id == recheck.recheck_of), None)
    if first is None:
        raise LookupError(f"Re-check {recheck.response_id} has no first report in the history.")
    found_now = [
        _confirmed(before, number(recheck.answers, before.pain.average), recheck)
        for before in (_against(first, pain, history, numbers) for pain in Pain)
        if before
    ]
    return tuple(finding for findings in found_now for finding in findings)


def unanswered(first: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-2 for a report whose re-check nobody answered: per pain that wanted one, if the value was high.

    7-day averages 0 to 10. Missing: a pain without a value wanted none. Source: see AMB_2.
    """
    held = [_against(first, pain, history, numbers) for pain in Pain]
    return tuple(finding for before in held if before for finding in _silent(before))


def _against(report: Report, pain: Pain, history: Sequence[Report], numbers: Numbers) -> _Against | None:
    value = number(report.answers, pain.average)
    known = usual(report, pain, history, numbers)
    if value is None or known is None or report.day < numbers.usual.from_day:
        return None
    return _Against(report, pain, value, known, numbers)


def _confirmed(before: _Against, value: Decimal | None, recheck: Report) -> tuple[Finding, ...]:
    if value is None:
        return _silent(before)
    now = _Against(recheck, before.pain, value, before.usual, before.numbers)
    steep = (_steep(now, recheck),) if now.steep and not before.steep else ()
    confirmed = (_rise(before, plain(value)),) if before.wants_recheck and now.rises else ()
    return steep + confirmed


def _silent(before: _Against) -> tuple[Finding, ...]:
    high = before.value >= before.numbers.rise.unanswered
    return (_rise(before, None),) if before.wants_recheck and high else ()


def _steep(against: _Against, report: Report) -> Finding:
    return found(AMB_3A, f"AMB-3a:{report.response_id}:{against.pain}", against.inputs)


def _rise(before: _Against, rechecked_value: int | str | None) -> Finding:
    key = f"AMB-2:{before.report.response_id}:{before.pain}"
    return found(AMB_2, key, {**before.inputs, "re-check": rechecked_value})
