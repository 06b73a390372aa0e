"""`alerts replay --missed`: windows of the plan without an answer are silence, up to the last date."""

from zoneinfo import ZoneInfo

from alerts.numbers_file import bundled
from app.replay_silence import default_protocol, silence
from tests.alerts.people import SURGERY, report


def test_two_windows_without_an_answer_are_found_at_the_end_of_the_second() -> None:
    first, last = report(14, "rlp-average=3"), report(400, "rlp-average=3", number=2)
    (found,) = silence(default_protocol(), (first, last), bundled(), ZoneInfo("Europe/London"), last.on)
    assert found.finding.rule == "DIG-7"
    points = found.finding.inputs["time-points"]
    assert points == ["WC21", "WC30"]
    assert (found.at.date() - SURGERY).days > 30
    assert not list(
        silence(default_protocol(), (first, last), bundled(), ZoneInfo("Europe/London"), first.on)
    )
