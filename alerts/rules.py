"""The book of rules, and what one ended report says to the AMBER ones."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from alerts import change, red, uncontrolled, wound
from alerts.numbers import Numbers
from alerts.report import RECHECK, Report
from alerts.rule import Finding, RecheckWanted, Rule

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in red.RULES + wound.RULES + change.RULES + uncontrolled.RULES}
)
"""Every rule by its id: RED first, then AMBER by family."""


def amber(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding | RecheckWanted, ...]:
    """Everything the AMBER rules find in one completed or partial report, in the order of the rules.

    `history` holds the episode's reports in any order; those after this one are not looked at, so that a late
    judgement says the same as an early one. Nothing is found in a report that has not ended.
    """
    if not report.ended:
        return ()
    if report.instrument == RECHECK:
        return change.rechecked(report, history, numbers)
    return (
        *wound.wound_alone(report, numbers),
        *change.risen(report, history, numbers),
        *uncontrolled.uncontrolled(report, numbers),
    )
