"""What a protocol file may say beyond its time points: anchors, days without asking, caps, channels."""

from datetime import date, time

import pytest

from scheduler.durations import Duration
from scheduler.protocol import ProtocolFaults, read
from scheduler.timepoints import NO_CAPS, Anchor, Caps, Ladder
from tests.scheduler.cast import KNOWN
from tests.scheduler.own_protocol import own, point


def faults(text: str) -> list[str]:
    with pytest.raises(ProtocolFaults) as raised:
        read(text, KNOWN)
    return [str(fault) for fault in raised.value.faults]


def test_a_time_point_counts_from_the_operation_unless_its_series_or_itself_says_otherwise() -> None:
    text = own(
        point("A", "wound", "P3D", "P2D", "P4D"),
        point("B", "stump", "P1M", "P20D", "P2M"),
        point("C", "weekly", "P7D", "P6D", "P8D", anchor="enrolment"),
        anchors="{stump: amputation, wound: tmr}",
    )
    anchors = {each.code: each.anchor for each in read(text, KNOWN).time_points}
    assert anchors == {"A": Anchor.TMR, "B": Anchor.AMPUTATION, "C": Anchor.ENROLMENT}


def test_one_series_counts_from_one_date() -> None:
    text = own(
        point("A", "core", "P3D", "P2D", "P4D"),
        point("B", "core", "P1M", "P20D", "P2M", anchor="amputation"),
    )
    assert faults(text) == [
        "time_points[1].anchor: B counts from the amputation and A from the tmr: "
        "time points of one series count from one date."
    ]


def test_an_anchor_is_a_known_word_for_a_known_series() -> None:
    good = point("A", "core", "P3D", "P2D", "P4D")
    assert faults(own(good, anchors="{core: birthday}")) == [
        "anchors.core: This must be one of tmr, amputation, enrolment."
    ]
    assert faults(own(good, anchors="{kore: amputation}")) == [
        "anchors.kore: No time point is in this series."
    ]
    assert faults(own(good, anchors="amputation")) == ["anchors: This must hold names, each with a word."]


def test_what_counts_from_the_amputation_or_enrolment_begins_there_at_the_earliest() -> None:
    text = own(point("A", "core", "-P3D", "-P4D", "-P2D", anchor="enrolment"))
    assert faults(text) == ["time_points[0].opens: What counts from the enrolment must open at P0D or later."]
    late = own(point("A", "core", "P3D", "P4D", "P5D", anchor="amputation"))
    assert faults(late) == [
        "time_points[0].target: The target lies outside the window (for an amputation on 2024-01-01)."
    ]


def test_some_days_of_the_week_may_be_left_out() -> None:
    one = point("A", "core", "P3D", "P2D", "P9D")
    assert read(own(one), KNOWN).quiet.never_on == frozenset()
    quiet = read(own(one, never_on="[Sunday, Monday]"), KNOWN).quiet
    assert (quiet.never_on, quiet.begins, quiet.ends) == (frozenset({0, 6}), time(21), time(8))
    assert faults(own(one, never_on="[sunday]")) == [
        "never_on: sunday is no day; the days are Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, "
        "Sunday."
    ]
    week = "[Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]"
    assert faults(own(one, never_on=week)) == ["never_on: This must leave a day of the week to ask on."]


def test_caps_are_whole_numbers_and_may_be_left_out() -> None:
    one = point("A", "core", "P3D", "P2D", "P9D")
    assert read(own(one), KNOWN).caps == NO_CAPS
    assert read(own(one, caps="{a_week: 4}"), KNOWN).caps == Caps(a_day=None, a_week=4)
    assert read(own(one, caps="{a_day: 1, a_week: 4}"), KNOWN).caps == Caps(a_day=1, a_week=4)
    assert faults(own(one, caps="{a_day: 0, a_week: true}")) == [
        "caps.a_day: This must be a whole number from 1 to 50.",
        "caps.a_week: This must be a whole number from 1 to 50.",
    ]


def test_steps_may_name_their_channel() -> None:
    steps = "[{after: P2D, by: telegram}, {after: P5D, by: telegram}, {after: P7D, by: phone-list}]"
    (one,) = read(own(point("A", "core", "P3D", "P2D", "P19D", follow_up=steps)), KNOWN).time_points
    assert one.ladder == Ladder((Duration(days=2), Duration(days=5)), Duration(days=7))
    (other,) = read(own(point("A", "core", "P3D", "P2D", "P19D", follow_up="[]")), KNOWN).time_points
    assert other.ladder == Ladder((), None)


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        (
            "[{after: P2D, by: e-mail}]",
            "[0].by: No patient can be reached by e-mail yet: say telegram or phone-list.",
        ),
        ("[{after: P2D, by: pigeon}]", "[0].by: This must be one of telegram, e-mail, phone-list."),
        (
            "[{after: P2D, by: phone-list}, {after: P3D, by: telegram}]",
            "[0].by: The phone list is the last step, and comes once.",
        ),
        (
            "[{after: P2D, by: telegram}, {after: P1D, by: telegram}]",
            "[1].after: This must come after the asking and after the steps before it.",
        ),
        (
            "[{after: P2M, by: telegram}]",
            "[0].after: This must be a length of time like P2D or PT6H, without months.",
        ),
    ],
)
def test_a_step_is_a_time_and_a_channel(steps: str, fault: str) -> None:
    text = own(point("A", "core", "P3D", "P2D", "P19D", follow_up=steps))
    assert faults(text) == [f"time_points[0].follow_up{fault}"]


def test_a_window_counts_from_its_anchor() -> None:
    text = own(point("A", "core", "P1M", "P20D", "P2M", anchor="amputation"))
    window = read(text, KNOWN).time_points[0].window(date(2024, 1, 31))
    assert (window.opens_on, window.target_on, window.closes_on) == (
        date(2024, 2, 20),
        date(2024, 2, 29),
        date(2024, 3, 31),
    )
