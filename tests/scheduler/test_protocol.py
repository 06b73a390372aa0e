"""A protocol file is read as a whole, or refused with everything that is wrong with it."""

from datetime import time, timedelta

import pytest

from domain import Fault
from scheduler.durations import Duration
from scheduler.protocol import ProtocolFaults, default_text, read
from scheduler.timepoints import Ladder
from tests.scheduler.cast import CODES, DEFAULT, KNOWN

GOOD = """
name: a-site
version: "2.0"
quiet_hours: {from: 20:00, to: 09:00}
follow_up: {reminders: [P2D, P5D], call: P7D}
re_check: {after: PT48H, until: P3D, instruments: [re-check], follow_up: {reminders: []}}
time_points:
  - {code: BL, series: core, target: -P7D, opens: -P14D, closes: -P1D, instruments: [core]}
  - {code: M01, series: core, target: P1M, opens: P20D, closes: P2M, instruments: [core], primary: true}
"""


def _faults(text: str) -> list[str]:
    with pytest.raises(ProtocolFaults) as raised:
        read(text, KNOWN)
    assert str(raised.value).splitlines() == [str(fault) for fault in raised.value.faults]
    return [str(fault) for fault in raised.value.faults]


def _with(old: str, new: str) -> list[str]:
    assert old in GOOD
    return _faults(GOOD.replace(old, new))


def test_a_faulty_protocol_is_a_fault_told_in_sentences_like_any_other() -> None:
    with pytest.raises(Fault, match="time_points"):
        read(GOOD.replace("instruments: [core]}", "instruments: [nothing]}"), KNOWN)


def test_the_default_protocol_says_what_the_schedule_says() -> None:
    codes = [point.code for point in DEFAULT.time_points]
    assert codes == [*CODES, "M48"]
    assert [point.code for point in DEFAULT.time_points if point.primary] == ["M12"]
    assert [point.code for point in DEFAULT.time_points if point.optional] == ["M48"]
    assert [point.code for point in DEFAULT.time_points if point.before_surgery] == ["BL"]
    assert (DEFAULT.quiet.begins, DEFAULT.quiet.ends) == (time(21), time(8))
    assert (DEFAULT.recheck.after, DEFAULT.recheck.until) == (timedelta(hours=48), timedelta(hours=72))


def test_ladders_are_the_usual_one_unless_the_time_point_has_its_own() -> None:
    ladders = {point.code: point.ladder for point in DEFAULT.time_points}
    assert ladders["M12"] == Ladder((Duration(days=2), Duration(days=5)), Duration(days=7))
    assert ladders["W02"] == Ladder((Duration(days=2), Duration(days=4)), Duration(days=6))
    assert ladders["WC14"] == Ladder((Duration(hours=6),), Duration(days=1))


def test_a_file_of_a_site_is_read() -> None:
    protocol = read(GOOD, KNOWN)
    assert (protocol.name, protocol.version) == ("a-site", "2.0")
    assert protocol.point("M01") is protocol.time_points[1]
    assert protocol.point("M99") is None


def test_yaml_is_read_by_version_1_2() -> None:
    """In 1.1, 20:00 would be the number 1200, and `no` would be false."""
    protocol = read(GOOD.replace("a-site", "no"), KNOWN)
    assert protocol.name == "no"
    assert protocol.quiet.begins == time(20)


BAD = """
name: 7
colour: blue
quiet_hours: {from: 25:00, to: 8}
follow_up: {reminders: P2D}
re_check: {after: P1M, until: P3D, instruments: [], follow_up: {reminders: [PT6H, soon]}}
time_points:
  - {code: BL, series: core, target: tomorrow, opens: PT6H, closes: P0D, instruments: [core, x], primary: 1}
  - nothing
"""


def test_all_faults_are_listed_at_once_with_their_paths() -> None:
    assert _faults(BAD) == [
        "colour: This field is not known here; known are name, version, quiet_hours, never_on, anchors, "
        "caps, follow_up, re_check, time_points.",
        "follow_up.reminders: This must be a list.",
        "name: This must be a text of at most 64 characters; put a number in quotes.",
        "version: This must be a text of at most 32 characters; put a number in quotes.",
        "quiet_hours.from: This must be a time of the day like 08:00.",
        "quiet_hours.to: This must be a time of the day like 08:00.",
        "re_check.after: This must be a length of time like P2D or PT6H, without months.",
        "re_check.instruments: This must be a list of one or more different words.",
        "re_check.follow_up.reminders[1]: This must be a length of time like P2D or PT6H, without months.",
        "time_points[0].target: This must be a length of time like P14D or P3M, without hours.",
        "time_points[0].opens: This must be a length of time like P14D or P3M, without hours.",
        "time_points[0].instruments: There is no instrument x; there are core, extended, re-check, "
        "wound-check.",
        "time_points[0].primary: This must be true or false.",
        "time_points[1]: This must hold the fields code, series, anchor, target, opens, closes, instruments, "
        "follow_up, optional, primary.",
        *(
            f"time_points[1].{field}"
            for field in (
                "code: This must be a text of at most 12 characters; put a number in quotes.",
                "series: This must be a text of at most 32 characters; put a number in quotes.",
                "target: This must be a length of time like P14D or P3M, without hours.",
                "opens: This must be a length of time like P14D or P3M, without hours.",
                "closes: This must be a length of time like P14D or P3M, without hours.",
                "instruments: This must be a list.",
                "instruments: This must be a list of one or more different words.",
            )
        ),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("from: 20:00", "from: 21:30", "quiet_hours.from: Quiet hours must begin at 21:00 or earlier."),
        ("to: 09:00", "to: 07:00", "quiet_hours.to: Quiet hours must end at 08:00 or later."),
        ("to: 09:00", "to: 20:00", "quiet_hours.to: Quiet hours must leave some of the day to ask in."),
        (
            "[P2D, P5D]",
            "[P5D, P2D]",
            "follow_up.reminders[1]: This must come after the asking and after the steps before it.",
        ),
        (
            "[P2D, P5D]",
            "[P0D]",
            "follow_up.reminders[0]: This must come after the asking and after the steps before it.",
        ),
        (
            "[P2D, P5D]",
            "[P1DT6H]",
            "follow_up.reminders[0]: This must count in days or in hours, not in both.",
        ),
        (
            "call: P7D",
            "call: P5D",
            "follow_up.call: This must come after the asking and after the steps before it.",
        ),
        ("after: PT48H", "after: PT0H", "re_check.after: This must be later than the rise."),
        ("until: P3D", "until: PT71H", "re_check.until: This must be at least one day later than `after`."),
        (
            "code: M01",
            "code: m-01",
            "time_points[1].code: This must be 1 to 12 capital letters and digits, a letter first.",
        ),
        (
            "closes: P2M",
            "closes: P19D",
            "time_points[1].closes: The window closes before it opens (for an operation on 2024-01-01).",
        ),
        (
            "closes: P2M",
            "closes: P30D",
            "time_points[1].target: The target lies outside the window (for an operation on 2024-01-01).",
        ),
        (
            "closes: -P1D",
            "closes: P1D",
            "time_points[0].closes: What is asked before the operation must close by P0D.",
        ),
        (
            "opens: P20D",
            "opens: -P1D",
            "time_points[1].opens: What is asked after the operation must open at P0D or later.",
        ),
        (
            "code: M01",
            "code: BL",
            "time_points[1].code: The code BL is used twice; it is also at time_points[0].",
        ),
        (
            "closes: -P1D, instruments: [core]",
            "closes: -P1D, instruments: [core], primary: true",
            "time_points[1].primary: Only one time point can be primary; BL is already.",
        ),
        (
            "instruments: [core], primary",
            "instruments: [core, core], primary",
            "time_points[1].instruments: This must be a list of one or more different words.",
        ),
    ],
)
def test_each_rule_is_told_in_a_sentence(old: str, new: str, fault: str) -> None:
    assert fault in _with(old, new)


def test_windows_of_one_series_may_not_overlap_on_any_date_and_of_two_series_may() -> None:
    """Three months are 89 to 92 days: the overlap shows for some operations only."""
    third = "\n  - {code: D90, series: core, target: P95D, opens: P92D, closes: P99D, instruments: [core]}\n"
    text = GOOD.replace("closes: P2M", "closes: P3M") + third
    assert _faults(text) == [
        "time_points[2]: The windows of M01 and D90 in series core overlap (for an operation on 2024-03-01)."
    ]
    assert read(text.replace("D90, series: core", "D90, series: wound"), KNOWN)
    assert read(text.replace("opens: P92D", "opens: P93D"), KNOWN)


def test_a_reminder_past_the_end_of_the_window_is_no_fault() -> None:
    assert read(GOOD.replace("call: P7D", "call: P400D"), KNOWN)


def test_a_protocol_asks_something() -> None:
    text = GOOD[: GOOD.index("time_points:")] + "time_points: []"
    assert _faults(text) == ["time_points: There must be at least one time point."]


@pytest.mark.parametrize("text", ["", "just words", "[a, list]"])
def test_a_file_that_holds_no_fields_is_refused(text: str) -> None:
    assert _faults(text)[0].startswith("file: This must hold the fields name, version")


@pytest.mark.parametrize("text", ["name: [", "name: a\nname: b", "a: !!python/object:os.system x"])
def test_a_file_that_is_not_plain_yaml_is_refused_in_one_line(text: str) -> None:
    (fault,) = _faults(text)
    assert fault.startswith("file: This cannot be read as YAML: ")


@pytest.mark.parametrize("odd", ["2025-13-45", "9" * 5000], ids=("date", "number"))
def test_a_file_that_holds_what_cannot_be_read_is_refused(odd: str) -> None:
    (fault,) = _faults(f"name: {odd}")
    assert fault.startswith("file: It holds a number or a date that cannot be read")


def test_the_default_text_is_the_file_that_ships() -> None:
    assert default_text().startswith("# The default schedule")
