"""Before a protocol is published every fault is listed, also those that nothing in use is refused for."""

import pytest

from scheduler.locking import fingerprint, locked
from scheduler.protocol import default_text, read
from scheduler.publishing import check
from tests.floors import ROOT
from tests.scheduler.cast import KNOWN
from tests.scheduler.own_protocol import own, point


def faults(text: str) -> list[str]:
    return [str(fault) for fault in check(text, KNOWN)]


def test_the_protocol_that_ships_has_no_fault_and_is_the_one_in_the_lock() -> None:
    """To change it, raise its version and add a line to scheduler/PROTOCOLS.LOCK."""
    text = default_text()
    protocol = read(text, KNOWN)
    assert locked()[f"{protocol.name}@{protocol.version}"] == fingerprint(text)
    assert faults(text) == []


def test_nobody_else_publishes_another_text_under_a_version_that_came_with_the_product() -> None:
    assert faults(default_text().replace("closes: P20D", "closes: P19D")) == [
        "version: tmr-followup 1.0.0 came with the product with another text, and a version never changes: "
        "raise the version."
    ]
    assert faults(default_text().replace("closes: P20D", "closes: P19D").replace("1.0.0", "1.0.1")) == []


def test_what_cannot_be_read_is_told_as_reading_tells_it() -> None:
    assert faults("a: [")[0].startswith("file: This cannot be read as YAML")
    assert faults(own("  - nothing"))[0].startswith("time_points[0]: This must hold the fields")


@pytest.mark.parametrize(
    ("reminders", "fault"),
    [
        ("[P1D, P2D]", None),
        ("[P1D, P3D]", "Reminder 2 comes P3D after the asking, when the window is over"),
        ("[PT12H, PT60H]", None),
        ("[PT12H, PT61H]", "Reminder 2 comes PT61H after the asking, when the window is over"),
    ],
)
def test_a_reminder_past_the_window_is_a_fault(reminders: str, fault: str | None) -> None:
    """Asked at eight on the third day; the window ends with the fifth, and the night begins at nine."""
    ladder = f"{{reminders: {reminders}}}"
    text = own(point("A", "core", "P3D", "P2D", "P5D", follow_up=ladder))
    told = f"time_points[0]: {fault} (for an operation on 2024-01-01)."
    assert faults(text) == ([told] if fault else [])


def test_nobody_is_reminded_from_the_day_of_the_operation_of_what_belongs_before() -> None:
    text = own(point("A", "core", "-P2D", "-P9D", "P0D", follow_up="{reminders: [P1D, P2D]}"))
    assert faults(text) == [
        "time_points[0]: Reminder 2 comes P2D after the asking, when the window is over "
        "(for an operation on 2024-01-01)."
    ]


def test_the_bot_reminds_three_times_at_most() -> None:
    four = "{reminders: [P1D, P2D, P3D, P4D]}"
    wide = ("P3D", "P2D", "P30D")
    text = own(point("A", "core", *wide), point("B", "wound", *wide, follow_up=four), follow_up=four)
    assert faults(text) == [
        "follow_up: The bot reminds 3 times at most.",
        "time_points[1].follow_up: The bot reminds 3 times at most.",
    ]
    assert read(text, KNOWN), "what a site has published goes on"


def test_days_without_asking_leave_a_day_in_every_window() -> None:
    two = point("A", "core", "P3D", "P3D", "P4D")
    assert faults(own(two, never_on="[Sunday]")) == []
    assert faults(own(two, never_on="[Sunday, Wednesday]")) == []
    assert faults(own(two, never_on="[Sunday, Monday]", re_check=RECHECK_LONG)) == [
        "time_points[0]: `never_on` can leave no day to ask A on: its window has 2 days "
        "(for an operation on 2024-01-01)."
    ]
    one = point("A", "core", "P3D", "P3D", "P3D")
    assert "its window has 1 day " in faults(own(one, never_on="[Sunday]"))[0]


RECHECK = "{{after: PT48H, until: {until}, instruments: [re-check], follow_up: {{reminders: [{reminder}]}}}}"
RECHECK_LONG = RECHECK.format(until="PT96H", reminder="PT6H")


def test_days_without_asking_leave_a_day_for_the_re_check() -> None:
    one = point("A", "core", "P3D", "P2D", "P9D")
    text = own(one, never_on="[Saturday, Sunday]", re_check=RECHECK.format(until="PT72H", reminder="PT6H"))
    assert faults(text) == ["re_check.until: `never_on` can leave no day for the re-check: make this later."]
    assert faults(own(one, never_on="[Saturday, Sunday]", re_check=RECHECK_LONG)) == []


def test_a_re_check_is_reminded_of_before_it_is_over() -> None:
    one = point("A", "core", "P3D", "P2D", "P9D")
    text = own(one, re_check=RECHECK.format(until="PT72H", reminder="PT24H"))
    assert faults(text) == ["re_check.follow_up: Reminder 1 comes PT24H after the asking, too late."]


def test_caps_under_which_something_is_never_asked_starve() -> None:
    """Two of three windows of a day are left without a message; asked together they need one."""
    three = [point(code, code, "P3D", "P3D", "P4D", follow_up="{reminders: [PT6H]}") for code in "AB"]
    later = point("C", "C", "P5D", "P5D", "P5D")
    assert faults(own(*three, later, caps="{a_day: 2, a_week: 3}")) == []
    assert faults(own(*three, later, caps="{a_week: 2}")) == [
        "caps: They can leave no message for C: whoever never answers is never asked it "
        "(for an operation on Monday)."
    ]
    assert faults(own(*three, caps="{a_week: 1}")) == []


def test_the_example_of_the_manual_has_no_fault() -> None:
    page = (ROOT / "docs/protocols.md").read_text("utf-8")
    example = page[page.index("```yaml\n") + 8 :]
    text = example[: example.index("```")]
    assert faults(text) == []
    assert [each.anchor for each in read(text, KNOWN).time_points] == ["tmr", "tmr", "amputation"]
