"""R of both pains along the follow-up of one operation, for the charts of staff. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from alerts.numbers import Numbers
from alerts.report import CORE, RISES, Pain, Report
from alerts.usual import average, usual
from charts.marks import Usual


def along(history: Sequence[Report], numbers: Numbers) -> tuple[Usual, ...]:
    """R as it stood before each ended report that the rules about change read, from the report before it on.

    What: 0 to 10, by `alerts.usual`; re-checks are held against the R of the report they check, so they
    have no line of their own. Missing: a report before which nobody gave that pain has no R of it; one with
    neither is left out.
    """
    told = sorted((one for one in history if one.ended and one.instrument in RISES), key=lambda one: one.at)
    lines: list[Usual] = []
    since = numbers.usual.from_day
    for report in told:
        if report.day >= numbers.usual.from_day:
            rlp, plp = (_of(report, pain, history, numbers) for pain in Pain)
            if rlp is not None or plp is not None:
                lines.append(Usual(min(since, report.day), report.day, rlp, plp))
        if report.instrument == CORE:
            since = max(since, report.day)
    return tuple(lines)


def _of(report: Report, pain: Pain, history: Sequence[Report], numbers: Numbers) -> Decimal | None:
    found = usual(report, average(pain), history, numbers)
    return None if found is None else found.value
