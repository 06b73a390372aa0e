"""DIG-1: a rise that the re-check did not confirm, or whose re-check nobody answered."""

from collections.abc import Iterable, Sequence

from alerts.change import AMB_2, rechecked, risen, unanswered
from alerts.numbers import Numbers
from alerts.report import CORE, PAIN_REPORT, RECHECK, Report, number, truth
from alerts.rule import Domain, Finding, RecheckWanted, Rule, found, plain
from domain import Severity

DIG_1 = Rule(
    id="DIG-1",
    version="1.0.0",
    severity=Severity.DIGEST,
    domain=Domain.PAIN,
    fires_when="a rise in pain that the re-check did not confirm, or that nobody answered again",
    rationale="Most such rises are noise, but a clinician should see them in their turn.",
    source="The confirmation is ours [P], from simulation",
    reads={
        CORE: ("rlp-average", "plp-average"),
        **dict.fromkeys((PAIN_REPORT, RECHECK), ("rlp-average", "plp-average", "can-wait")),
    },
)

RULES = (DIG_1,)


def not_confirmed(recheck: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-1 for each pain that wanted this re-check and of which AMB-2 does not tell.

    7-day averages 0 to 10; pains in the order RLP, PLP. Missing: a pain left out of the re-check was not
    answered again. A re-check whose first report is not in the history raises LookupError, as AMB-2 does.
    """
    told = rechecked(recheck, history, numbers)
    first = next(report for report in history if report.response_id == recheck.recheck_of)
    return tuple(_finding(wanted, first, recheck) for wanted in _untold(risen(first, history, numbers), told))


def not_answered(first: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """DIG-1 for each pain of a report whose re-check nobody answered and of which AMB-2 does not tell."""
    told = unanswered(first, history, numbers)
    return tuple(_finding(wanted, first, None) for wanted in _untold(risen(first, history, numbers), told))


def _untold(found_first: Iterable[Finding | RecheckWanted], told: Iterable[Finding]) -> list[RecheckWanted]:
    pains = {finding.inputs["pain"] for finding in told if finding.rule == AMB_2.id}
    return [each for each in found_first if isinstance(each, RecheckWanted) and each.pain.value not in pains]


def _finding(wanted: RecheckWanted, first: Report, recheck: Report | None) -> Finding:
    again = None if recheck is None else number(recheck.answers, wanted.pain.average)
    inputs = {
        "pain": wanted.pain.value,
        "day": first.day,
        "value": plain(wanted.value),
        "usual": plain(wanted.usual),
        "re-check": None if again is None else plain(again),
    }
    wait = None if recheck is None else truth(recheck.answers, "can-wait")
    told = inputs if wait is None else {**inputs, "can-wait": wait}
    return found(DIG_1, f"DIG-1:{wanted.response_id}:{wanted.pain}", told)
