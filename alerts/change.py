"""AMB-2 and AMB-3a: pain that rose above what is usual for this patient.

Both read the 7-day average, never the worst of 24 h. A steep rise (AMB-3a) is told at once. A smaller one
asks for a re-check, and is told (AMB-2) when the re-check confirms it, or when nobody answers it and the
first value was high. Where a report fires AMB-3a for a pain, no re-check is asked for the same pain: it
is one case already. A re-check is judged against the same R as the report it checks, and never asks for
another re-check. What a patient reports unasked is judged like a core report, against the R of core reports.
Whether the patient says that it can wait is told to the case, and decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.numbers import Numbers
from alerts.report import CORE, PAIN_REPORT, RECHECK, RISES, Pain, Report, number, truth
from alerts.rule import Domain, Finding, RecheckWanted, Rule, found, plain
from alerts.usual import Usual, average, usual
from domain import Severity

_READS = {
    CORE: ("rlp-average", "plp-average"),
    **dict.fromkeys((PAIN_REPORT, RECHECK), ("rlp-average", "plp-average", "can-wait")),
}

AMB_2 = Rule(
    id="AMB-2",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.PAIN,
    fires_when="a 7-day average above the patient's usual pain, confirmed by the re-check 2 to 3 days later",
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
    fires_when="one 7-day average far above the patient's usual pain, and severe",
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
            **self.wait,
        }

    @property
    def wait(self) -> dict[str, object]:
        """Whether it can wait, if the patient said so."""
        said = truth(self.report.answers, "can-wait")
        return {} if said is None else {"can-wait": said}


def risen(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding | RecheckWanted, ...]:
    """What a core or unasked report says of change: AMB-3a, or a re-check wanted, per pain: RLP, then PLP.

    7-day averages 0 to 10, from day 28, compared exactly. Missing: a pain without a value, or without any
    earlier value to compare with, fires nothing. Source: see AMB_2 and AMB_3A.
    """
    held = _held(report, report, history, numbers) if report.instrument in RISES else {}
    told: list[Finding | RecheckWanted] = []
    for pain, against in held.items():
        if against.steep:
            told.append(_steep(against))
        elif against.rises:
            told.append(RecheckWanted(report.response_id, pain, against.usual.value, against.value))
    return tuple(told)


def rising(report: Report, history: Sequence[Report], numbers: Numbers) -> frozenset[Pain]:
    """The pains of which `risen` tells: whether steep or for a re-check."""
    found_now = risen(report, history, numbers)
    return frozenset(
        one.pain if isinstance(one, RecheckWanted) else Pain(str(one.inputs["pain"])) for one in found_now
    )


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
    before, now = (_held(report, first, history, numbers) for report in (first, recheck))
    pairs = ((before.get(pain), now.get(pain)) for pain in Pain)
    return tuple(finding for pair in pairs for finding in _confirmed(*pair))


def unanswered(first: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-2 for a report whose re-check nobody answered: per pain that wanted one, if the value was high.

    7-day averages 0 to 10. Missing: a pain without a value wanted none. Source: see AMB_2.
    """
    held = _held(first, first, history, numbers).values()
    return tuple(finding for before in held for finding in _silent(before))


def _held(
    report: Report, compared_from: Report, history: Sequence[Report], numbers: Numbers
) -> dict[Pain, _Against]:
    """The pains of a report that can be judged, held against R as it stood before the second one."""
    if compared_from.day < numbers.usual.from_day:
        return {}
    return {
        pain: _Against(report, pain, value, known, numbers)
        for pain in Pain
        if (value := number(report.answers, pain.average)) is not None
        and (known := usual(compared_from, average(pain), history, numbers)) is not None
    }


def _confirmed(before: _Against | None, now: _Against | None) -> tuple[Finding, ...]:
    """What the re-check of one pain adds to the first report of it."""
    if now is None:
        return _silent(before) if before else ()
    steep = (_steep(now),) if now.steep and not (before and before.steep) else ()
    confirmed = (_rise(before, now),) if before and before.wants_recheck and now.rises else ()
    return steep + confirmed


def _silent(before: _Against) -> tuple[Finding, ...]:
    high = before.value >= before.numbers.rise.unanswered
    return (_rise(before, None),) if before.wants_recheck and high else ()


def _steep(against: _Against) -> Finding:
    return found(AMB_3A, f"AMB-3a:{against.report.response_id}:{against.pain}", against.inputs)


def _rise(before: _Against, now: _Against | None) -> Finding:
    key = f"AMB-2:{before.report.response_id}:{before.pain}"
    again: dict[str, object] = {"re-check": plain(now.value), **now.wait} if now else {"re-check": None}
    return found(AMB_2, key, {**before.inputs, **again})
