"""Who is told of a case and when: the first notice, the climb, the repeats, and the quiet after."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.escalation import due_steps, next_step_at
from alerts.ladder import Ladder, clock_starts, deadline
from domain import Alert, AlertState, Lane, Severity, Site
from tests.alerts.hospital import DEPUTY, LEAD, NIGHT, NIGHT_SITE, OWNER, SITE, case, ladder, local, wall

NOBODY = replace(SITE, owner_id=None, deputy_id=None, lead_id=None)


def _told(alert: Alert, by: Ladder, ticks: Iterator[datetime]) -> list[tuple[str, str, int]]:
    """What a tick at each of these instants queues: wall time, step and person."""
    queued: dict[str, datetime] = {"prompt:3": alert.fired_at, "notice:70:first:1:0": alert.fired_at}
    told = []
    for as_of in ticks:
        for message in due_steps(alert, by, queued, as_of):
            assert message.key not in queued
            queued[message.key] = as_of
            told.append((wall(as_of), str(message.detail["step"]), message.staff_id or 0))
    return told


def _every(minutes: int, since: str, until: str) -> Iterator[datetime]:
    at = local(since)
    while at <= local(until):
        yield at
        at += timedelta(minutes=minutes)


def _looks(alert: Alert, by: Ladder, until: str) -> Iterator[tuple[datetime, list[str]]]:
    """Tick only when the last look said so, until an instant: what was queued at each look."""
    queued: dict[str, datetime] = {}
    at: datetime | None = alert.fired_at
    while at is not None and at <= local(until):
        messages = due_steps(alert, by, queued, at)
        queued.update({message.key: at for message in messages})
        yield at, [message.key for message in messages]
        at = next_step_at(alert, by, queued, at)


def test_a_red_case_in_staffed_hours_goes_to_the_owner_and_climbs() -> None:
    told = _told(
        case("RED-1", "2025-03-10 10:00"), ladder(), _every(5, "2025-03-10 10:00", "2025-03-10 12:00")
    )
    assert told[:5] == [
        ("2025-03-10 10:00", "first", OWNER),
        ("2025-03-10 10:15", "repeat", OWNER),
        ("2025-03-10 10:30", "repeat", OWNER),
        ("2025-03-10 10:45", "repeat", OWNER),
        ("2025-03-10 11:00", "deputy", DEPUTY),
    ]
    assert ("2025-03-10 11:00", "repeat", OWNER) in told
    assert ("2025-03-10 11:15", "repeat", DEPUTY) in told
    assert [one for one in told if one[1] == "lead"] == [("2025-03-10 12:00", "lead", LEAD)]


def test_a_notice_holds_ids_and_the_step_and_no_answer() -> None:
    (message,) = due_steps(case("RED-1", "2025-03-10 10:00"), ladder(), {}, local("2025-03-10 10:00"))
    assert message.key == f"notice:7:first:{OWNER}:0"
    assert (message.kind, message.lane) == ("notice", Lane.NOTICE)
    assert (message.alert_id, message.episode_id, message.staff_id) == (7, 5, OWNER)
    assert message.detail == {"step": "first", "n": 0}
    assert message.not_before_at == local("2025-03-10 10:00")


def test_a_red_case_at_night_without_a_contact_waits_for_the_opening() -> None:
    alert = case("RED-1", "2025-03-10 22:00")
    told = _told(alert, ladder(), _every(15, "2025-03-10 22:00", "2025-03-11 11:00"))
    assert told[0] == ("2025-03-11 09:00", "first", OWNER)
    assert [one[0] for one in told if one[1] in ("deputy", "lead")] == [
        "2025-03-11 10:00",
        "2025-03-11 11:00",
    ]
    assert wall(deadline(alert, ladder())) == "2025-03-11 10:00"
    assert next_step_at(alert, ladder(), {}, alert.fired_at) == local("2025-03-11 09:00")


def test_a_red_case_at_night_goes_to_the_contact_at_once_and_to_the_owner_at_the_opening() -> None:
    alert = case("RED-1", "2025-03-11 08:30")
    by = ladder(NIGHT_SITE)
    told = _told(alert, by, _every(15, "2025-03-11 08:30", "2025-03-11 09:15"))
    assert told == [
        ("2025-03-11 08:30", "first", NIGHT),
        ("2025-03-11 08:45", "repeat", NIGHT),
        ("2025-03-11 09:00", "repeat", NIGHT),
        ("2025-03-11 09:00", "repeat", OWNER),
        ("2025-03-11 09:15", "repeat", NIGHT),
        ("2025-03-11 09:15", "repeat", OWNER),
    ]
    assert wall(deadline(alert, by)) == "2025-03-11 09:30"


def test_a_red_case_found_late_goes_to_whoever_is_on_call_then() -> None:
    told = _told(case("RED-1", "2025-03-10 16:59"), ladder(NIGHT_SITE), iter([local("2025-03-10 17:01")]))
    assert told == [("2025-03-10 17:01", "first", NIGHT)]


def test_a_red_case_raised_before_closing_goes_on_after_it() -> None:
    told = _told(
        case("RED-1", "2025-03-10 16:50"), ladder(), _every(5, "2025-03-10 16:50", "2025-03-10 17:50")
    )
    assert told[-2:] == [("2025-03-10 17:50", "deputy", DEPUTY), ("2025-03-10 17:50", "repeat", OWNER)]


def test_after_a_long_outage_the_missed_steps_come_together_with_one_repeat() -> None:
    ticks = [local("2025-03-10 10:00"), local("2025-03-10 16:00"), local("2025-03-10 16:01")]
    assert _told(case("RED-1", "2025-03-10 10:00"), ladder(), iter(ticks)) == [
        ("2025-03-10 10:00", "first", OWNER),
        ("2025-03-10 16:00", "deputy", DEPUTY),
        ("2025-03-10 16:00", "lead", LEAD),
        ("2025-03-10 16:00", "repeat", OWNER),
    ]


def test_an_amber_case_goes_to_the_owner_at_once_and_climbs_with_the_limit() -> None:
    alert = case("AMB-2", "2025-03-10 10:00")
    told = _told(alert, ladder(), _every(60, "2025-03-10 10:00", "2025-03-13 10:00"))
    assert told == [
        ("2025-03-10 10:00", "first", OWNER),
        ("2025-03-11 10:00", "repeat", OWNER),
        ("2025-03-12 10:00", "deputy", DEPUTY),
        ("2025-03-12 10:00", "repeat", OWNER),
        ("2025-03-13 10:00", "lead", LEAD),
        ("2025-03-13 10:00", "repeat", OWNER),
        ("2025-03-13 10:00", "repeat", DEPUTY),
    ]
    assert wall(deadline(alert, ladder())) == "2025-03-12 10:00"


def test_an_amber_case_is_quiet_until_the_opening_even_with_a_night_contact() -> None:
    alert = case("AMB-1", "2025-03-14 20:00")
    told = _told(alert, ladder(NIGHT_SITE), _every(60, "2025-03-14 20:00", "2025-03-17 12:00"))
    assert told == [("2025-03-15 09:00", "first", OWNER), ("2025-03-17 09:00", "deputy", DEPUTY),
                    ("2025-03-17 09:00", "repeat", OWNER)]  # fmt: skip
    assert wall(deadline(alert, ladder(NIGHT_SITE))) == "2025-03-17 09:00"


def test_an_amber_step_that_falls_due_at_night_is_looked_at_in_the_morning() -> None:
    alert = case("AMB-1", "2025-03-10 16:55")
    monday, tuesday = local("2025-03-10 16:55"), local("2025-03-11 16:55")
    queued = {"notice:7:first:1:0": monday, "notice:7:deputy:2:0": tuesday, "notice:7:repeat:1:1": tuesday}
    assert next_step_at(alert, ladder(), queued, local("2025-03-12 18:00")) == local("2025-03-13 09:00")
    assert due_steps(alert, ladder(), queued, local("2025-03-12 18:00")) == ()


def test_a_new_owner_is_told_of_the_open_case() -> None:
    queued = {f"notice:7:first:{OWNER}:0": local("2025-03-10 10:00")}
    by = ladder(replace(SITE, owner_id=9))
    (message,) = due_steps(case("AMB-1", "2025-03-10 10:00"), by, queued, local("2025-03-10 11:00"))
    assert message.key == "notice:7:repeat:9:1"


@pytest.mark.parametrize(
    ("site", "steps"),
    [
        (replace(SITE, deputy_id=None), [("first", OWNER), ("deputy", LEAD), ("lead", LEAD)]),
        (replace(SITE, lead_id=None), [("first", OWNER), ("deputy", DEPUTY)]),
        (replace(SITE, owner_id=None), [("first", DEPUTY), ("deputy", DEPUTY), ("lead", LEAD)]),
        (replace(SITE, owner_id=None, deputy_id=None), [("first", LEAD), ("deputy", LEAD), ("lead", LEAD)]),
        (NOBODY, []),
    ],
)
def test_where_nobody_stands_on_a_rung_the_next_one_up_is_told(
    site: Site, steps: list[tuple[str, int]]
) -> None:
    alert = case("RED-1", "2025-03-10 10:00")
    told = _told(alert, ladder(site), _every(60, "2025-03-10 10:00", "2025-03-10 12:00"))
    assert [(step, staff_id) for _, step, staff_id in told if step != "repeat"] == steps


def test_repeats_to_somebody_on_two_rungs_are_numbered_on() -> None:
    by = ladder(replace(SITE, deputy_id=None))
    told = _told(case("RED-1", "2025-03-10 10:00"), by, _every(15, "2025-03-10 10:00", "2025-03-10 13:00"))
    assert [step for _, step, staff_id in told if staff_id == LEAD] == [
        "deputy",
        *["repeat"] * 3,
        "lead",
        *["repeat"] * 4,
    ]


def test_with_nobody_on_the_ladder_there_is_nothing_to_look_at() -> None:
    alert = case("RED-1", "2025-03-10 10:00")
    assert next_step_at(alert, ladder(NOBODY), {}, alert.fired_at) is None


@pytest.mark.parametrize("state", [AlertState.ACKNOWLEDGED, AlertState.RESOLVED, AlertState.SUPERSEDED])
def test_a_case_that_somebody_has_taken_is_quiet(state: AlertState) -> None:
    alert = case("RED-1", "2025-03-10 10:00", state=state)
    assert due_steps(alert, ladder(), {}, local("2025-03-10 15:00")) == ()
    assert next_step_at(alert, ladder(), {}, local("2025-03-10 15:00")) is None


@pytest.mark.parametrize("rule", ["RED-3", "AMB-1", "AMB-2"])
@pytest.mark.parametrize("fired", ["2025-03-10 10:00", "2025-03-29 23:30", "2025-04-17 16:59"])
def test_looking_only_when_told_to_misses_nothing_and_never_looks_in_vain(rule: str, fired: str) -> None:
    alert = case(rule, fired)
    length = timedelta(days=5) if alert.severity is Severity.AMBER else timedelta(hours=6)
    until = wall(alert.fired_at + length)
    by_looks = list(_looks(alert, ladder(), until))
    assert all(keys for _, keys in by_looks[1:])
    by_clock = _told(alert, ladder(), _every(5, fired, until))
    assert sum(len(keys) for _, keys in by_looks) == len(by_clock)


ticks = st.lists(st.integers(0, 14 * 24 * 60), min_size=1, max_size=40).map(sorted)
people = st.sampled_from([None, 1, 2, 3])


sites = st.builds(
    replace, st.just(SITE), owner_id=people, deputy_id=people, lead_id=people,
    out_of_hours_id=st.sampled_from([None, NIGHT]),
)  # fmt: skip


@settings(max_examples=60)
@given(st.sampled_from(["RED-1", "AMB-1", "AMB-2"]), ticks, sites)
def test_whatever_the_ticks_each_step_fires_once_in_order_and_not_before_its_time(
    rule: str, minutes: list[int], site: Site
) -> None:
    alert, by = case(rule, "2025-04-16 21:00"), ladder(site)
    told = _told(alert, by, (alert.fired_at + timedelta(minutes=minute) for minute in minutes))
    steps = [step for _, step, _ in told if step != "repeat"]
    assert steps == [step for step in ("first", "deputy", "lead") if step in steps]
    assert all(local(at) >= clock_starts(alert, by) for at, _, _ in told)
    climbs = [local(at) for at, step, _ in told if step in ("deputy", "lead")]
    assert all(at >= deadline(alert, by) for at in climbs)
    if alert.severity is Severity.AMBER:
        assert all("09:00" <= at[-5:] < "17:00" for at, _, _ in told)
