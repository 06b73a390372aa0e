"""Reports that are over, judged as they would have been judged then: order, re-checks, silence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.numbers_file import bundled
from alerts.replay import Fired, paired, replay
from alerts.report import CORE, RECHECK, Report
from tests.alerts.people import report

NUMBERS, LONDON = bundled(), ZoneInfo("Europe/London")
LATER = datetime(2030, 1, 1, tzinfo=UTC)
CALM = (
    report(14, "rlp-average=3"),
    report(42, "rlp-average=3", number=2),
    report(91, "rlp-average=3", number=3),
)
RISE = report(273, "rlp-average=6 rlp-worst=7", number=4)
HIGH = report(273, "rlp-average=7 plp-average=1", number=4)


def _after(hours: float, text: str, number: int = 5) -> Report:
    """A report of this text so many hours after the rise."""
    made = report(273, text, number=number)
    at = made.at + timedelta(hours=hours)
    return Report(number, CORE, 273 + int(hours // 24), at.date(), at, made.answers, True, True)


def _found(*more: Report, until: datetime = LATER) -> list[tuple[str, datetime]]:
    told = paired((*CALM, *more), NUMBERS, LONDON)
    return [(each.finding.rule, each.at) for each in replay(told, NUMBERS, LONDON, until) if _is_case(each)]


def _is_case(fired: Fired) -> bool:
    return fired.finding.severity.value in ("red", "amber")


def test_a_rise_is_found_when_its_recheck_confirms_it() -> None:
    check = _after(50, "rlp-average=5")
    assert _found(RISE, check) == [("AMB-2", check.at)]
    assert _found(check, RISE) == [("AMB-2", check.at)], "whatever the order they are given in"


def test_a_rise_that_the_recheck_does_not_confirm_is_no_case() -> None:
    assert _found(RISE, _after(50, "rlp-average=4")) == []


def test_bare_averages_are_the_recheck_from_48_hours_to_the_end_of_the_day_of_72() -> None:
    told = {
        hours: paired((*CALM, RISE, _after(hours, "rlp-average=5")), NUMBERS, LONDON)[-1].instrument
        for hours in (47.9, 48, 72, 82.9, 83)
    }
    assert told == {47.9: CORE, 48: RECHECK, 72: RECHECK, 82.9: RECHECK, 83: CORE}


def test_what_says_whether_it_can_wait_is_the_recheck_from_the_first_hour_on() -> None:
    told = paired((*CALM, RISE, _after(3, "rlp-average=5 can-wait=yes")), NUMBERS, LONDON)
    assert (told[-1].instrument, told[-1].recheck_of) == (RECHECK, 4)


def test_a_report_with_more_in_it_is_no_recheck() -> None:
    assert (
        paired((*CALM, RISE, _after(50, "rlp-average=5 plp-worst=3")), NUMBERS, LONDON)[-1].instrument == CORE
    )


def test_one_rise_has_one_recheck() -> None:
    told = paired((*CALM, RISE, _after(50, "rlp-average=5"), _after(60, "rlp-average=5", 6)), NUMBERS, LONDON)
    assert [each.recheck_of for each in told[-2:]] == [4, None]


def test_a_high_rise_whose_recheck_nobody_answered_is_found_at_the_end_of_its_window() -> None:
    over = datetime(2025, 10, 19, tzinfo=LONDON).astimezone(UTC)
    assert HIGH.at == datetime(2025, 10, 15, 12, tzinfo=UTC)
    few = [("AMB-2", over)]
    lower = report(273, "rlp-average=6", number=4)
    high = report(273, "rlp-average=7", number=4)
    four = (
        report(14, "rlp-average=4"),
        report(42, "rlp-average=4", number=2),
        report(91, "rlp-average=4", number=3),
    )
    assert [(each.finding.rule, each.at) for each in replay((*four, high), NUMBERS, LONDON, over)] == few
    assert replay((*four, high), NUMBERS, LONDON, over - timedelta(seconds=1)) == ()
    assert not [each for each in replay((*four, lower), NUMBERS, LONDON, LATER) if _is_case(each)]


def test_a_steep_rise_and_danger_are_found_at_once() -> None:
    assert _found(HIGH) == [("AMB-3a", HIGH.at)]
    bleeds = report(3, "safety=bleeding bleeding-heavy=yes", number=9)
    assert _found(bleeds) == [("RED-1", bleeds.at)]
    assert _found(HIGH, until=HIGH.at - timedelta(seconds=1)) == []
