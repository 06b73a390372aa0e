"""AMB-4: pain in a new place that is there on two reports."""

from collections.abc import Sequence

from alerts.numbers import Numbers
from alerts.report import CORE, Report, earlier, number
from alerts.rule import Domain, Finding, Rule, found, plain
from domain import Severity

AMB_4 = Rule(
    id="AMB-4",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.NEW_PLACE,
    fires_when="pain in a new place, some weeks after surgery, on two reports",
    rationale="Where one nerve is treated a neuroma of another may show. It is for the MDT list.",
    source="NICE HTG750 3.6 (a neuroma in another nerve may be unmasked); days and threshold are ours [P]",
    reads={CORE: ("new-place-pain",)},
)

RULES = (AMB_4,)


def new_place(report: Report, history: Sequence[Report], numbers: Numbers) -> tuple[Finding, ...]:
    """AMB-4: this core report and an earlier one tell of it, both from the first day on and both that bad.

    Pain 0 to 10, days after surgery. The two need not follow each other. Missing: a report without the value
    (no such pain, or not answered) is passed over.
    """
    now = _bad(report, numbers)
    before = [value for other in earlier(report, history) if (value := _bad(other, numbers)) is not None]
    if now is None or not before:
        return ()
    inputs = {"day": report.day, "value": now, "before": before[-1]}
    return (found(AMB_4, f"AMB-4:{report.response_id}", inputs),)


def _bad(report: Report, numbers: Numbers) -> int | str | None:
    """The pain in the new place, where it counts."""
    if report.instrument != CORE or not report.ended or report.day < numbers.new_place.from_day:
        return None
    value = number(report.answers, "new-place-pain")
    return plain(value) if value is not None and value >= numbers.new_place.at_least else None
