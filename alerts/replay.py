"""Judges reports that are over and done with, one patient at a time, as they would have been judged then.

For answers in a file and for a made-up cohort; the tick judges what is stored. Every finding is given, also
those that would have joined a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.change import unanswered
from alerts.numbers import Numbers
from alerts.red import red
from alerts.report import RECHECK, RISES, Pain, Report, earlier, given_order
from alerts.rule import Finding, RecheckWanted
from alerts.rules import amber, digest
from alerts.unconfirmed import not_answered

_CHECKED = frozenset({*(pain.average for pain in Pain), "can-wait"})


@dataclass(frozen=True, slots=True)
class Fired:
    """A finding and the instant at which it was made: of the report, or of the end of a silent re-check."""

    finding: Finding
    at: datetime


def replay(reports: Sequence[Report], numbers: Numbers, zone: ZoneInfo, as_of: datetime) -> tuple[Fired, ...]:
    """Everything the rules find in one patient's reports until `as_of`, by instant.

    `reports`: of one episode, in any order, each re-check with the report it checks. A rise whose re-check is
    not among them is judged as unanswered once the re-check's window is over, at the end of the local date of
    its last hour. A report that nobody here knew of by `as_of` is not looked at; one that was entered late is
    judged then. Whole windows of silence are in no report.
    """
    given = sorted((each for each in reports if each.heard_at <= as_of), key=given_order)
    checked = {each.recheck_of for each in given}
    fired: list[Fired] = []
    for report in given:
        history = (*earlier(report, given), report)
        found = (
            *red(report, {}, 0),
            *amber(report, history, numbers),
            *digest(report, history, numbers),
        )
        fired += [Fired(each, report.heard_at) for each in found if isinstance(each, Finding)]
        silent_at = _silent_at(report, numbers, zone)
        rose = any(isinstance(each, RecheckWanted) for each in found)
        if rose and report.response_id not in checked and silent_at <= as_of:
            silence = (*unanswered(report, history, numbers), *not_answered(report, history, numbers))
            fired += [Fired(each, silent_at) for each in silence]
    return tuple(sorted(fired, key=lambda each: each.at))


def paired(reports: Sequence[Report], numbers: Numbers, zone: ZoneInfo) -> tuple[Report, ...]:
    """The reports by time, with those that are re-checks told as such, for answers that do not say it.

    A report of nothing but the two averages (and whether it can wait) is the re-check of the last report that
    wants one, if it was given from 48 h after that one until the end of the local date of 72 h. Where it says
    whether it can wait it is a re-check from the first hour on. Any other report stays what it is.
    """
    told: list[Report] = []
    for report in sorted(reports, key=given_order):
        first = _checked_by(report, told, numbers, zone) if _CHECKED.issuperset(report.answers) else None
        if first is not None:
            report = replace(report, instrument=RECHECK, recheck_of=first.response_id)  # noqa: PLW2901
        told.append(report)
    return tuple(told)


def _checked_by(report: Report, before: Sequence[Report], numbers: Numbers, zone: ZoneInfo) -> Report | None:
    """The report whose rise this one may check; None if no rise waits for it."""
    hours = 0 if "can-wait" in report.answers else numbers.rise.recheck_after_hours
    checked = {each.recheck_of for each in before}
    rises = (
        each for each in reversed(before) if each.instrument in RISES and each.response_id not in checked
    )
    return next(
        (
            rise
            for rise in rises
            if rise.at + timedelta(hours=hours) <= report.at < _silent_at(rise, numbers, zone)
            and any(isinstance(each, RecheckWanted) for each in amber(rise, before, numbers))
        ),
        None,
    )


def _silent_at(report: Report, numbers: Numbers, zone: ZoneInfo) -> datetime:
    """When the window of this report's re-check is over."""
    last = report.heard_at + timedelta(hours=numbers.rise.recheck_within_hours)
    over_on = last.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(over_on, time(), zone).astimezone(report.at.tzinfo)
