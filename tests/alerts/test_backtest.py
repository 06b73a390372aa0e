"""Other numbers held against the past: what each would have found, a week, and whether it was worth it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from alerts.backtest import Comparison, Found, Past, compare, source
from alerts.numbers_file import bundled
from alerts.report import RECHECK, Report
from tests.alerts.people import report

OLD = bundled()
STRICT = replace(OLD, rise=replace(OLD.rise, points=4))
EAGER = replace(OLD, rise=replace(OLD.rise, points=1, ratio=Decimal("1.0"), unanswered=5))
LONDON = ZoneInfo("Europe/London")
SPAN = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC))
WEEKS = 52
CALM = (
    report(14, "rlp-average=4"),
    report(42, "rlp-average=4", number=2),
    report(91, "rlp-average=4", number=3),
)
RISE = report(182, "rlp-average=6", number=4)
CHECK = replace(report(184, "rlp-average=6", number=5), instrument=RECHECK, recheck_of=4)


def _compared(new: object, *reports: Report, span: tuple[datetime, datetime] = SPAN) -> Comparison:
    assert isinstance(new, type(OLD))
    return compare((Past((*CALM, *reports), LONDON, OLD),), new, span, {("AMB-2", "4"): True})


def test_a_finding_of_the_old_numbers_keeps_what_became_of_its_case() -> None:
    found = _compared(STRICT, RISE, CHECK)
    assert found.weeks == WEEKS
    assert found.old["AMB-2"] == Found(1, 1 / WEEKS, 1, 1.0)
    assert "AMB-2" not in found.new
    assert found.never_checked == 0


def test_a_finding_whose_case_is_not_closed_has_no_predictive_value() -> None:
    steep = report(182, "rlp-average=8", number=6)
    assert _compared(STRICT, steep).old["AMB-3a"] == Found(1, 1 / WEEKS, 0, None)


def test_a_rise_that_only_the_new_numbers_see_was_never_rechecked_and_counts_nowhere() -> None:
    small = report(182, "rlp-average=5", number=4)
    found = _compared(EAGER, small)
    assert (found.never_checked, found.old.get("AMB-2"), found.new.get("AMB-2")) == (1, None, None)
    assert _compared(EAGER, RISE, CHECK).never_checked == 0


def test_what_lies_outside_the_span_is_not_counted() -> None:
    begins = RISE.at + timedelta(days=1)
    inside = _compared(OLD, RISE, CHECK, span=(begins, SPAN[1]))
    outside = _compared(OLD, RISE, CHECK, span=(SPAN[0], begins))
    assert inside.old["AMB-2"].findings == 1, "the finding was made by the re-check"
    assert "AMB-2" not in outside.old


def test_a_finding_is_known_by_its_rule_and_response() -> None:
    assert source("RED-1:17:3") == source("RED-1:17:0") == ("RED-1", "17")
