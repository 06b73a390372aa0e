"""R along the follow-up is the R that each report was judged by."""

from decimal import Decimal

from alerts.numbers_file import bundled
from alerts.report import PAIN_REPORT, RECHECK
from charts.marks import Usual
from scheduler.usual_pain import along
from tests.alerts.people import report

BASELINE = report(-10, "rlp-average=7", number=1)
WEEKS = report(42, "rlp-average=4 plp-average=5", number=2)
MONTHS = report(91, "rlp-average=3 plp-average=6", number=3)


def test_r_holds_from_the_report_before_to_the_report_that_was_judged_by_it() -> None:
    between = report(60, "rlp-average=9", number=4, instrument=PAIN_REPORT)
    checked = report(63, "rlp-average=9", number=5, instrument=RECHECK, recheck_of=4)
    lines = along([MONTHS, between, checked, BASELINE, WEEKS], bundled())
    assert lines == (
        Usual(28, 42, Decimal(7), None),
        Usual(42, 60, Decimal(4), Decimal(5)),
        Usual(42, 91, Decimal(4), Decimal(5)),
    )


def test_before_change_is_judged_and_where_nobody_gave_a_pain_there_is_no_r() -> None:
    early = report(14, "rlp-average=4", number=2)
    begun = report(50, "rlp-average=4", number=3, ended=False)
    assert along([BASELINE, early, begun], bundled()) == ()
    assert along([WEEKS], bundled()) == ()
