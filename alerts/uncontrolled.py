"""AMB-3b: severe pain in the first weeks that the medicine does not control."""

from alerts.numbers import Numbers
from alerts.report import CORE, WOUND_CHECK, Pain, Report, codes, number
from alerts.rule import Domain, Finding, Rule, found, plain
from domain import Severity

AMB_3B = Rule(
    id="AMB-3b",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.PAIN,
    fires_when="in the first weeks: severe pain, now or on 7-day average, that medicine does not control",
    rationale="Severe pain that medicine does not hold may be a complication, and can be treated at once.",
    source="NICE HTG750 3.3 names pain as a safety outcome; severe is 7 to 10; the threshold is ours [P]",
    reads={
        CORE: ("rlp-average", "plp-average", "medicine-control"),
        WOUND_CHECK: ("rlp-now", "plp-now", "medicine-control"),
    },
)

RULES = (AMB_3B,)

_NOT_CONTROLLED = frozenset({"no", "none-taken"})


def uncontrolled(report: Report, numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-3b: once a report, whichever of its pains are severe.

    Pains 0 to 10. Days both included. "Partly" controlled does not fire it. Missing: without an answer on the
    medicine, or without a pain, it cannot fire.
    """
    if not numbers.uncontrolled.first_day <= report.day <= numbers.uncontrolled.last_day:
        return ()
    control = codes(report.answers, "medicine-control") & _NOT_CONTROLLED
    severe = _severe(report, numbers.uncontrolled.at_least)
    if not control or not severe:
        return ()
    inputs = {"instrument": report.instrument, "day": report.day, **severe, "medicine-control": min(control)}
    return (found(AMB_3B, f"AMB-3b:{report.response_id}", inputs),)


def _severe(report: Report, at_least: int) -> dict[str, object]:
    """The pains at or above the threshold, by link id, in the order RLP, PLP."""
    links = [link_id for pain in Pain for link_id in (pain.now, pain.average)]
    given = ((link_id, number(report.answers, link_id)) for link_id in links)
    return {link_id: plain(value) for link_id, value in given if value is not None and value >= at_least}
