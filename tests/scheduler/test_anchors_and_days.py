"""Plan, reconcile and steps with anchors, days without asking, and caps."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain import AssessmentState
from scheduler.instants import Quiet, after_quiet, is_quiet, slot
from scheduler.plan import Planned, Preferences, plan
from scheduler.plan_rows import plan_rows
from scheduler.present import Present
from scheduler.protocol import read
from scheduler.reconcile import Move, reconcile
from scheduler.timepoints import Protocol
from tests.scheduler.cast import KNOWN, assessment, at
from tests.scheduler.life import Life
from tests.scheduler.own_protocol import own, point

LONDON = "Europe/London"
WEDNESDAY = date(2025, 1, 15)
NO_SUNDAY = Quiet(time(21), time(8), frozenset({6}))
SUNDAY = date(2025, 1, 19)


def _plan(protocol: Protocol, tmr_on: date = WEDNESDAY, **dates: date) -> dict[str, Planned]:
    preferences = replace(Preferences(LONDON, time(9, 30), date(2024, 12, 4)), **dates)  # type: ignore[arg-type]
    return {one.time_point: one for one in plan(protocol, tmr_on, preferences)}


def _asked(protocol: Protocol, tmr_on: date = WEDNESDAY, **dates: date) -> dict[str, str]:
    placed = _plan(protocol, tmr_on, **dates)
    local = {code: one.send_at.astimezone(ZoneInfo(LONDON)) for code, one in placed.items()}
    return {code: f"{each:%a %Y-%m-%d %H:%M}" for code, each in local.items()}


ANCHORED = read(
    own(
        point("T", "core", "P7D", "P5D", "P9D"),
        point("A", "stump", "P1Y", "P11M", "P13M", anchor="amputation"),
        point("E", "weekly", "P7D", "P6D", "P8D", anchor="enrolment"),
    ),
    KNOWN,
)


def test_each_time_point_counts_from_its_own_date() -> None:
    asked = _asked(ANCHORED, amputation_on=date(2024, 6, 1), followed_from=date(2024, 12, 10))
    assert asked == {"E": "Tue 2024-12-17 09:30", "T": "Wed 2025-01-22 09:30", "A": "Sun 2025-06-01 09:30"}


def test_what_counts_from_an_unknown_amputation_is_left_out_and_enrolment_is_always_known() -> None:
    assert _asked(ANCHORED) == {"E": "Wed 2024-12-11 09:30", "T": "Wed 2025-01-22 09:30"}


def test_correcting_the_operation_moves_only_what_counts_from_it() -> None:
    dates = {"amputation_on": date(2024, 6, 1)}
    before, after = _plan(ANCHORED, **dates), _plan(ANCHORED, date(2025, 1, 20), **dates)
    rows = [assessment(number, one) for number, one in enumerate(before.values(), 1)]
    changes = reconcile(list(after.values()), rows, _present(date(2025, 1, 20)))
    moved = {change.planned.time_point: change.planned for change in changes if isinstance(change, Move)}
    assert moved == after, "each notes the date for which it is planned"
    assert {code for code in moved if moved[code] != before[code]} == {"T"}


def test_what_counts_from_another_date_is_asked_once_whatever_the_operation_date() -> None:
    """A silent patient is not asked anew about the amputation because the operation was put off."""
    (planned,) = (
        one for one in _plan(ANCHORED, amputation_on=date(2024, 6, 1)).values() if one.time_point == "A"
    )
    for state, reason in [(AssessmentState.MISSED, "not-reached"), (AssessmentState.OPEN, None)]:
        asked = assessment(1, planned, state, reason)
        assert reconcile([planned], [asked], _present(date(2025, 9, 1), as_of_on=date(2025, 5, 20))) == ()


def _present(tmr_on: date, as_of_on: date = date(2024, 12, 4)) -> Present:
    return Present(1, tmr_on, LONDON, enrolled_on=date(2024, 12, 4), as_of_on=as_of_on, followed=True)


def test_a_window_that_ends_before_the_operation_is_still_to_come_on_its_last_day() -> None:
    """Only what belongs before the operation ends on the day before it."""
    planned = _plan(ANCHORED, followed_from=date(2025, 1, 7))["E"]
    assert planned.closes_on == WEDNESDAY
    dropped = assessment(1, planned, AssessmentState.CANCELLED, "withdrawn-from-protocol")
    assert reconcile([planned], [dropped], _present(WEDNESDAY, as_of_on=WEDNESDAY)) != ()
    assert reconcile([planned], [dropped], _present(WEDNESDAY, as_of_on=WEDNESDAY + timedelta(days=1))) == ()


def test_what_counts_from_another_date_may_be_open_on_either_side_of_the_operation() -> None:
    life = Life(date(2025, 3, 1), LONDON, time(9, 30), date(2024, 12, 4))
    life.protocol = ANCHORED
    life.live(at("2024-12-04 10:00"), at("2024-12-30 00:00"), [], every=None)
    assert [said for _, said in life.log] == ["prompt E", "missed E not-reached"]


def test_how_a_time_point_stands_on_a_date_is_told_when_asked() -> None:
    preferences = Preferences(LONDON, time(9, 30), date(2025, 1, 20))
    protocol = read(
        own(*(point(f"P{n}", f"s{n}", f"P{n}D", f"P{n - 1}D", f"P{n + 1}D") for n in (2, 7, 9))), KNOWN
    )
    assert all("status" not in row for row in plan_rows(protocol, WEDNESDAY, preferences))
    stand = {
        day: [row["status"] for row in plan_rows(protocol, WEDNESDAY, preferences, date(2025, 1, day))]
        for day in (20, 22, 24)
    }
    assert stand == {
        20: ["not-due", "to-come", "to-come"],
        22: ["not-due", "due", "to-come"],
        24: ["not-due", "past", "due"],
    }


# Days of the week on which nobody is asked.


def test_a_day_without_asking_is_quiet_from_midnight_to_the_next_morning() -> None:
    assert not is_quiet(at("2025-01-18 20:59"), LONDON, NO_SUNDAY)
    assert is_quiet(at("2025-01-19 12:00"), LONDON, NO_SUNDAY)
    assert after_quiet(at("2025-01-18 21:00"), LONDON, NO_SUNDAY) == at("2025-01-20 08:00")
    assert after_quiet(at("2025-01-19 12:00"), LONDON, NO_SUNDAY) == at("2025-01-20 08:00")
    assert slot(SUNDAY, time(9, 30), LONDON, NO_SUNDAY) == at("2025-01-20 09:30")


def test_asking_moves_to_the_next_allowed_day_within_the_window_else_to_the_last_before_it() -> None:
    protocol = read(
        own(
            point("A", "core", "P4D", "P3D", "P5D"),
            point("B", "wound", "P4D", "P2D", "P4D"),
            point("C", "last", "P4D", "P4D", "P4D"),
            never_on="[Sunday]",
        ),
        KNOWN,
    )
    assert _asked(protocol) == {
        "B": "Sat 2025-01-18 09:30",
        "A": "Mon 2025-01-20 09:30",
        "C": "Mon 2025-01-20 09:30",  # a window of one day, and that a Sunday: never asked
    }


def test_nobody_is_reminded_on_such_a_day_and_the_call_comes_before_the_end() -> None:
    protocol = read(
        own(
            point("A", "core", "P2D", "P1D", "P4D", follow_up="{reminders: [P1D, P2D], call: P3D}"),
            never_on="[Saturday, Sunday]",
        ),
        KNOWN,
    )
    life = Life(date(2025, 1, 14), LONDON, time(9, 30), date(2024, 12, 4))  # window Wednesday to Saturday
    life.protocol = protocol
    life.live(at("2025-01-10 00:00"), at("2025-01-30 00:00"), [], every=None)
    assert [(f"{when:%a %H:%M}", said) for when, said in life.log] == [
        ("Thu 09:30", "prompt A"),
        ("Fri 09:30", "reminder A"),
        ("Fri 09:30", "call A"),
        ("Sun 00:00", "missed A not-reached"),
    ]


def test_whoever_links_before_such_a_day_is_asked_on_the_last_day_left() -> None:
    protocol = read(own(point("A", "core", "P2D", "P1D", "P4D"), never_on="[Saturday, Sunday]"), KNOWN)
    life = Life(date(2025, 1, 14), LONDON, time(18, 0), date(2024, 12, 4), linked=False)
    life.protocol = protocol
    linking = (at("2025-01-17 12:00"), lambda one: one.link(date(2025, 1, 17)))
    life.live(at("2025-01-10 00:00"), at("2025-01-30 00:00"), [linking], every=None)
    assert [said for _, said in life.log if said != "call A"] == [
        "open A",
        "prompt A",
        "missed A not-reached",
    ]
    assert [when for when, said in life.log if said == "prompt A"] == [at("2025-01-17 18:00")]


# Caps.

HOURLY = "{reminders: [PT1H, PT2H, P1D]}"


def _capped(caps: str, until: str = "2025-01-26 00:00", elsewhere: tuple[datetime, ...] = ()) -> list[str]:
    protocol = read(
        own(
            point("A", "core", "P2D", "P1D", "P9D", follow_up=HOURLY),
            point("B", "wound", "P3D", "P1D", "P9D", follow_up=HOURLY),
            caps=caps,
        ),
        KNOWN,
    )
    life = Life(WEDNESDAY, LONDON, time(9, 30), date(2024, 12, 4))
    life.protocol = protocol
    life.facts = replace(life.facts, asked_elsewhere=elsewhere)
    life.live(at("2025-01-15 00:00"), at(until), [], every=None)
    return [f"{when:%d %H:%M} {said}" for when, said in life.log if not said.startswith("missed")]


def test_without_caps_all_steps_are_taken() -> None:
    assert _capped("{a_day: 50}") == [
        "17 09:30 prompt A",
        "17 10:30 reminder A",
        "17 11:30 reminder A",
        "18 09:30 prompt B",
        "18 10:30 reminder B A",
        "18 11:30 reminder B A",
        "19 09:30 reminder B A",
    ]


def test_what_a_full_day_has_no_room_for_waits_for_the_next_morning() -> None:
    assert _capped("{a_day: 1}") == ["17 09:30 prompt A", "18 09:30 prompt B", "19 09:30 reminder B A"]


def test_a_week_is_any_seven_dates_in_a_row() -> None:
    assert _capped("{a_week: 2}", "2025-01-25 00:00") == [
        "17 09:30 prompt A",
        "17 10:30 reminder A",
        "24 09:30 prompt B",
        "24 10:30 reminder B A",
    ]


def test_messages_about_another_operation_of_the_patient_count_too() -> None:
    elsewhere = (at("2025-01-17 08:00"), at("2025-01-18 08:00"))
    assert _capped("{a_day: 1}", elsewhere=elsewhere) == ["19 09:30 prompt A B", "20 09:30 reminder A B"]


def test_caps_do_not_hold_up_what_sends_no_message() -> None:
    life = Life(WEDNESDAY, LONDON, time(9, 30), date(2024, 12, 4), linked=False)
    life.protocol = read(own(point("A", "core", "P2D", "P1D", "P9D"), caps="{a_day: 1}"), KNOWN)
    life.facts = replace(life.facts, asked_elsewhere=(at("2025-01-17 08:00"),))
    life.live(at("2025-01-15 00:00"), at("2025-01-18 00:00"), [], every=None)
    assert life.log[0] == (at("2025-01-17 09:30"), "open A")
