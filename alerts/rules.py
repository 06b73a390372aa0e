"""The book of rules, and what one ended report says to those that read whole reports."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from alerts import (
    change,
    decline,
    drift,
    events,
    mood,
    persisting,
    place,
    red,
    silence,
    unconfirmed,
    uncontrolled,
    wear,
    wound,
)
from alerts.numbers import Numbers
from alerts.report import RECHECK, Report
from alerts.rule import Finding, RecheckWanted, Rule

_AMBER = (
    wound.RULES + change.RULES + uncontrolled.RULES + place.RULES + mood.RULES + events.RULES + wear.RULES
)
_DIGEST = unconfirmed.RULES + persisting.RULES + drift.RULES + decline.RULES + silence.RULES

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in red.RULES + _AMBER + _DIGEST})
"""Every rule by its id: RED first, then AMBER, then those of the digest, by their numbers."""


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
        *place.new_place(report, history, numbers),
        *mood.mood(report, numbers),
        *events.events(report),
        *wear.worn_less(report, history, numbers),
    )


def digest(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """Everything found in one completed or partial report that pages nobody, in the order of the rules.

    As `amber` otherwise. Silence is found in windows, not in reports: `unconfirmed.not_answered` and
    `silence.silences`.
    """
    if not report.ended:
        return ()
    if report.instrument == RECHECK:
        return unconfirmed.not_confirmed(report, history, numbers)
    return (
        *persisting.severe_twice(report, history, numbers),
        *persisting.little_gain(report, history, numbers),
        *drift.drifted(report, history, numbers),
        *decline.life_worse(report, history, numbers),
        *decline.more_opioids(report),
    )
