"""The table beside the pain chart says the same as the chart, by day."""

from datetime import date
from decimal import Decimal

from charts.marks import Beside, Kind, Mark, Usual
from charts.pain import Reading
from console.pages.drawn import Course

OPERATED = date(2025, 1, 15)


def test_reports_and_marks_stand_by_day_with_the_usual_pain_each_report_was_judged_by() -> None:
    readings = (Reading(-5, Decimal(8), None), Reading(42, Decimal(5), Decimal("2.5")))
    marks = (Mark(42, Kind.AMBER, "A2", "case 1, AMB-2"), Mark(3, Kind.RED, "R1", "case 2, RED-1"))
    beside = Beside((Usual(28, 42, Decimal(3), None),), marks)
    assert Course(readings, beside, OPERATED).rows() == (
        ("day -5, 10 Jan 2025", "8", "not answered", "nothing"),
        ("day 3, 18 Jan 2025", "no average", "no average", "Case 2, RED-1"),
        ("day 42, 26 Feb 2025", "5 (R 3)", "2.5", "Case 1, AMB-2"),
    )


def test_what_is_marked_is_drawn_even_where_nothing_was_reported() -> None:
    assert Course((), Beside(), OPERATED).chart("Pain", "p") is None
    drawn = Course((), Beside(marks=(Mark(3, Kind.REOPERATION, "Op", "again"),)), OPERATED).chart("Pain", "p")
    assert drawn is not None
    assert "Nothing reported yet" in drawn
