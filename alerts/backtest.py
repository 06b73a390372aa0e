"""What other numbers would have found in the past, beside those in use."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.change import AMB_2
from alerts.numbers import Numbers
from alerts.replay import Fired, replay
from alerts.report import Report, earlier
from alerts.rule import RecheckWanted
from alerts.rules import amber

Source = tuple[str, str]
"""The rule and the response of a finding: the same whatever else its key holds."""


@dataclass(frozen=True, slots=True)
class Past:
    """The reports of one episode, the zone of whoever gave them, and the numbers in use at its site."""

    reports: tuple[Report, ...]
    zone: ZoneInfo
    old: Numbers


@dataclass(frozen=True, slots=True)
class Found:
    """One rule under one set of numbers: findings, findings a week, and of how many of those that became a
    case which is closed (`closed`) something was done (`ppv`, 0 to 1; None where none is closed)."""

    findings: int
    a_week: float
    closed: int
    ppv: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """By rule, under the old and the new numbers. `never_checked`: rises that the new numbers would have had
    re-checked and the old had not: nobody knows what they would have become, and they are in no figure."""

    weeks: float
    old: Mapping[str, Found]
    new: Mapping[str, Found]
    never_checked: int


def compare(
    past: Sequence[Past],
    new: Numbers,
    span: tuple[datetime, datetime],
    acted: Mapping[Source, bool],
) -> Comparison:
    """Findings made from the first instant of `span` on and before the second, each counted once.

    Findings and not cases are counted: some would have joined a case. `acted` tells of findings whose case is
    closed whether something was done; a finding that the old numbers did not make has no case.
    """
    weeks = (span[1] - span[0]) / timedelta(weeks=1)
    missing = [_never_checked(each, new, span) for each in past]
    found_old = [fired for each in past for fired in _made(each, each.old, span, frozenset())]
    found_new = [
        fired
        for each, unknown in zip(past, missing, strict=True)
        for fired in _made(each, new, span, unknown)
    ]
    return Comparison(
        weeks, _by_rule(found_old, weeks, acted), _by_rule(found_new, weeks, acted), sum(map(len, missing))
    )


def source(key: str) -> Source:
    """Rule and response of a finding's key."""
    rule, response, *_ = key.split(":")
    return rule, response


def _made(
    past: Past, numbers: Numbers, span: tuple[datetime, datetime], unknown: frozenset[Source]
) -> list[Fired]:
    """The findings within the span, but for the silence of re-checks that were never asked."""
    return [
        fired
        for fired in replay(past.reports, numbers, past.zone, span[1])
        if span[0] <= fired.at < span[1] and source(fired.finding.key) not in unknown
    ]


def _never_checked(past: Past, new: Numbers, span: tuple[datetime, datetime]) -> frozenset[Source]:
    """Reports of the span with a rise under the new numbers alone, and no re-check."""
    checked = {each.recheck_of for each in past.reports}
    return frozenset(
        (AMB_2.id, str(each.response_id))
        for each in past.reports
        if span[0] <= each.heard_at < span[1]
        and each.response_id not in checked
        and _rises(each, past.reports, new)
        and not _rises(each, past.reports, past.old)
    )


def _rises(report: Report, history: Sequence[Report], numbers: Numbers) -> bool:
    if report.recheck_of is not None:
        return False
    found = amber(report, (*earlier(report, history), report), numbers)
    return any(isinstance(each, RecheckWanted) for each in found)


def _by_rule(found: Sequence[Fired], weeks: float, acted: Mapping[Source, bool]) -> dict[str, Found]:
    counts = Counter(fired.finding.rule for fired in found)
    return {rule: _found(found, rule, count, weeks, acted) for rule, count in sorted(counts.items())}


def _found(
    found: Sequence[Fired], rule: str, count: int, weeks: float, acted: Mapping[Source, bool]
) -> Found:
    sources = (source(fired.finding.key) for fired in found if fired.finding.rule == rule)
    closed = [acted[each] for each in sources if each in acted]
    return Found(count, count / weeks, len(closed), sum(closed) / len(closed) if closed else None)
