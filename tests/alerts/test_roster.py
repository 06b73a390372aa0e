"""Who is on call: the rota before the posts, at any hour; and what a case does when it comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.escalation import due_steps, next_step_at
from alerts.hours import site_hours
from alerts.ladder import Ladder, Return, clock_starts, rungs
from alerts.numbers_file import bundled
from alerts.roster import Basis, Roster, duties
from alerts.seen import Seen, seen_when
from alerts.snoozing import snooze_ends
from domain import Alert, AlertState, Shift
from tests.alerts.hospital import (
    DEPUTY,
    HOURS,
    LEAD,
    NIGHT,
    NIGHT_SITE,
    OWNER,
    SITE,
    case,
    ladder,
    local,
    wall,
)

ROTA1, ROTA2 = 11, 12
NOBODY: frozenset[int] = frozenset()


def turn(staff_id: int, starts: str, ends: str) -> Shift:
    return Shift(1, SITE.id, staff_id, local(starts), local(ends))


MONDAY_NIGHT = (turn(ROTA1, "2025-03-10 20:00", "2025-03-11 08:00"),)


def on(rota: tuple[Shift, ...], *, lost: frozenset[int] = NOBODY) -> Ladder:
    return Ladder(SITE, HOURS, bundled(), lost, rota)


def told(alert: Alert, by: Ladder, as_of: str, returns: tuple[Return, ...] = ()) -> list[tuple[str, int]]:
    """What is queued at once by somebody who has told nobody yet: step and person."""
    messages = due_steps(alert, by, {}, local(as_of), returns)
    return [(str(message.detail["step"]), message.staff_id or 0) for message in messages]


@pytest.mark.parametrize(
    ("at", "person"),
    [("2025-03-10 10:00", OWNER), ("2025-03-10 20:00", ROTA1), ("2025-03-11 07:59", ROTA1)],
)
def test_the_rota_is_told_first_of_red_and_the_post_where_it_is_empty(at: str, person: int) -> None:
    assert told(case("RED-1", at), on(MONDAY_NIGHT), at) == [("first", person)]


def test_in_staffed_hours_the_rota_is_told_first_of_amber_too() -> None:
    rota = (turn(ROTA1, "2025-03-10 09:00", "2025-03-10 17:00"),)
    assert told(case("AMB-1", "2025-03-10 10:00"), on(rota), "2025-03-10 10:00") == [("first", ROTA1)]


@pytest.mark.parametrize(
    ("fired", "starts"),
    [
        ("2025-03-10 18:00", "2025-03-10 20:00"),
        ("2025-03-10 21:00", "2025-03-10 21:00"),
        ("2025-03-11 08:30", "2025-03-11 09:00"),
    ],
)
def test_with_nobody_on_call_the_clock_starts_at_the_next_turn_or_opening(fired: str, starts: str) -> None:
    alert, by = case("RED-1", fired), on(MONDAY_NIGHT)
    assert wall(clock_starts(alert, by)) == starts
    assert next_step_at(alert, by, {}, alert.fired_at) == local(starts)


def test_a_person_of_the_rota_who_is_out_of_reach_hands_their_place_to_the_post() -> None:
    at = "2025-03-10 21:00"
    assert told(case("RED-1", at), on(MONDAY_NIGHT, lost=frozenset({ROTA1})), at) == [("first", OWNER)]
    by = Ladder(NIGHT_SITE, HOURS, bundled(), frozenset({ROTA1}), MONDAY_NIGHT)
    assert told(case("RED-1", at), by, at) == [("first", NIGHT)]


def test_when_a_turn_is_over_the_next_person_is_told_and_the_last_left_in_peace() -> None:
    rota = (*MONDAY_NIGHT, turn(ROTA2, "2025-03-11 08:00", "2025-03-11 20:00"))
    alert = case("RED-1", "2025-03-11 07:50")
    queued = {f"notice:7:first:{ROTA1}:0": local("2025-03-11 07:50")}
    (message,) = due_steps(alert, on(rota), queued, local("2025-03-11 08:05"))
    assert message.key == f"notice:7:repeat:{ROTA2}:1"
    queued[message.key] = local("2025-03-11 08:05")
    assert next_step_at(alert, on(rota), queued, local("2025-03-11 08:05")) == local("2025-03-11 08:20")


def test_a_patient_is_told_of_the_turn_in_which_somebody_sees_the_answer() -> None:
    roster = Roster(SITE, HOURS, MONDAY_NIGHT)
    at = local("2025-03-10 18:00")
    assert seen_when(roster, NOBODY, at) == Seen(now=False, at=local("2025-03-10 20:00"))
    at = local("2025-03-10 20:00")
    assert seen_when(roster, NOBODY, at) == Seen(now=True, at=at)


def test_who_is_on_call_now_and_next_is_told_stretch_by_stretch() -> None:
    rota = (*MONDAY_NIGHT, turn(OWNER, "2025-03-11 12:00", "2025-03-11 13:00"))
    found = duties(Roster(SITE, HOURS, rota), local("2025-03-10 16:00"), 6)
    assert [
        (wall(duty.starts_at)[8:], wall(duty.ends_at)[8:], duty.staff_id, duty.basis) for duty in found
    ] == [
        ("10 16:00", "10 17:00", OWNER, Basis.OWNER),
        ("10 17:00", "10 20:00", None, Basis.NOBODY),
        ("10 20:00", "11 08:00", ROTA1, Basis.ROTA),
        ("11 08:00", "11 09:00", None, Basis.NOBODY),
        ("11 09:00", "11 12:00", OWNER, Basis.OWNER),
        ("11 12:00", "11 13:00", OWNER, Basis.ROTA),
    ]
    (night,) = duties(Roster(NIGHT_SITE, HOURS), local("2025-03-10 18:00"), 1)
    assert (night.staff_id, night.basis) == (NIGHT, Basis.OUT_OF_HOURS)


def back(at: str, to: int = ROTA2, *, at_once: bool = True) -> Return:
    return Return(local(at), to, at_once)


@pytest.mark.parametrize(
    ("returned", "climbs"),
    [
        (["2025-03-10 10:50"], ["10:50", "11:00", "12:00"]),
        (["2025-03-10 11:00"], ["11:00", "12:00", "13:00"]),
        (["2025-03-10 11:30", "2025-03-10 12:00"], ["12:00", "12:30", "13:30"]),
        (["2025-03-10 10:20", "2025-03-10 10:40"], ["10:40", "11:00", "12:00"]),
    ],
)
def test_after_a_hand_over_the_clock_goes_on_and_begins_anew_only_once_it_had_run_out(
    returned: list[str], climbs: list[str]
) -> None:
    alert = case("RED-1", "2025-03-10 10:00")
    reached = rungs(alert, ladder(), tuple(back(at) for at in returned))
    assert [wall(at)[11:] for _, at in reached] == climbs


def test_whoever_is_handed_a_case_is_told_at_once_and_again_and_the_ladder_climbs_anew() -> None:
    alert, returns = case("RED-1", "2025-03-10 10:00"), (back("2025-03-12 10:00"),)
    queued = {f"notice:7:first:{OWNER}:0": alert.fired_at, f"notice:7:deputy:{DEPUTY}:0": alert.fired_at}
    seen: list[str] = []
    for minutes in range(0, 121, 5):
        as_of = local("2025-03-12 10:00") + timedelta(minutes=minutes)
        for message in due_steps(alert, ladder(), queued, as_of, returns):
            queued[message.key] = as_of
            seen.append(f"{wall(as_of)[11:]} {message.detail['step']} {message.staff_id}")
            assert message.detail["round"] == 1
    assert seen[:2] == [f"10:00 first {ROTA2}", f"10:15 repeat {ROTA2}"]
    assert [one for one in seen if "repeat" not in one][1:] == [
        f"11:00 deputy {DEPUTY}",
        f"12:00 lead {LEAD}",
    ]
    assert not [one for one in seen if one.endswith(f" {OWNER}")]


def test_a_hand_over_of_amber_is_told_at_any_hour_and_all_else_waits_for_the_opening() -> None:
    alert, as_of = case("AMB-1", "2025-03-10 10:00"), "2025-03-12 20:00"
    assert told(alert, ladder(), as_of, (back(as_of),)) == [("first", ROTA2)]
    queued = {f"notice:7:first.1:{ROTA2}:0": local(as_of)}
    assert due_steps(alert, ladder(), queued, local("2025-03-12 23:00"), (back(as_of),)) == ()
    assert next_step_at(alert, ladder(), queued, local(as_of), (back(as_of),)) == local("2025-03-14 09:00")


def test_a_case_whose_snooze_ends_waits_for_the_opening_and_comes_back_to_whoever_snoozed_it() -> None:
    alert, returns = case("AMB-1", "2025-03-10 10:00"), (back("2025-03-12 20:00", at_once=False),)
    assert told(alert, ladder(), "2025-03-12 20:00", returns) == []
    assert next_step_at(alert, ladder(), {}, local("2025-03-12 20:00"), returns) == local("2025-03-13 09:00")
    assert told(alert, ladder(), "2025-03-13 09:00", returns) == [("first", ROTA2)]
    by = replace(ladder(), out_of_reach=frozenset({ROTA2}))
    assert told(alert, by, "2025-03-13 09:00", returns) == [("first", OWNER)]


def test_a_case_that_was_taken_again_is_quiet() -> None:
    alert = case("RED-1", "2025-03-10 10:00", state=AlertState.ACKNOWLEDGED)
    assert told(alert, ladder(), "2025-03-12 10:00", (back("2025-03-12 10:00"),)) == []


def test_a_snooze_ends_at_an_opening_within_seven_days() -> None:
    ends = snooze_ends(HOURS, bundled(), local("2025-04-15 11:00"))
    assert [wall(at) for at in ends] == [
        "2025-04-16 09:00",
        "2025-04-17 09:00",
        "2025-04-19 09:00",
        "2025-04-22 09:00",
    ]


def test_neighbouring_stretches_of_the_same_person_are_one() -> None:
    site = replace(SITE, staffed_hours="Mon-Fri 09:00-12:00; Mon-Fri 12:00-17:00")
    found = duties(Roster(site, site_hours(site, HOURS.holidays)), local("2025-03-10 10:00"), 1000)
    assert [(wall(duty.starts_at), wall(duty.ends_at)) for duty in found[:2]] == [
        ("2025-03-10 10:00", "2025-03-10 17:00"),
        ("2025-03-10 17:00", "2025-03-11 09:00"),
    ]
