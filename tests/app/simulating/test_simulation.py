"""What a simulation does with a cohort: repeatable, within the law, and as the steps have it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from alerts.bank_holidays import around as bank_holidays
from alerts.numbers_file import bundled
from app.demo.cohort import cohort
from app.demo.lives import Member
from app.simulating.life import Life, Surroundings
from app.simulating.simulation import simulate
from app.simulating.words import Contact, Lived, Simulated
from domain import AssessmentState, Severity
from scheduler.instants import local_date
from tests.scheduler.cast import DEFAULT
from tests.scheduler.life import Life as LifeOfSteps

STARTS_ON = date(2025, 1, 6)
END = datetime(2029, 1, 1, tzinfo=UTC)
ASKING = (Contact.PROMPT, Contact.REMINDER)


@cache
def simulated(seed: int = 1, patients: int = 40, months: int = 24) -> Simulated:
    return simulate(DEFAULT, patients=patients, months=months, seed=seed, starts_on=STARTS_ON)


def test_a_seed_gives_the_same_lives_and_another_seed_others() -> None:
    again = simulate(DEFAULT, patients=10, months=9, seed=4, starts_on=STARTS_ON)
    assert simulated(4, 10, 9) == again
    assert simulated(5, 10, 9).lived != again.lived


def test_nobody_is_asked_twice_for_a_time_point_in_quiet_hours_or_outside_its_window() -> None:
    _hold(simulated().lived)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 120))
def test_nobody_is_asked_wrongly_in_three_hundred_lives_of_two_years(seed: int) -> None:
    _hold(simulate(DEFAULT, patients=300, months=24, seed=seed, starts_on=STARTS_ON).lived)


def _hold(lived: Lived) -> None:
    """The laws of asking."""
    windows = {(each.patient, each.time_point): each for each in lived.visits if "RC-" not in each.time_point}
    prompted = Counter(
        (each.patient, code)
        for each in lived.contacts
        if each.kind is Contact.PROMPT
        for code in each.about.split()
    )
    assert set(prompted.values()) == {1}
    for each in lived.contacts:
        shown = each.at.astimezone(ZoneInfo(each.zone))
        if each.kind in ASKING:
            assert time(8) <= shown.time() < time(21)
        for code in each.about.split():
            if (each.patient, code) in windows:
                window = windows[each.patient, code]
                assert window.opens_on <= shown.date() <= window.closes_on, each


def test_every_message_has_a_reason_and_they_are_in_order() -> None:
    contacts = simulated().lived.contacts
    assert all(each.reason for each in contacts)
    assert list(contacts) == sorted(contacts, key=lambda each: each.at)
    assert {each.kind for each in contacts} == set(Contact)
    for each in contacts:
        assert (each.severity is not None) == (each.kind is Contact.NOTICE)


def test_every_window_that_is_over_has_ended_and_every_case_is_told() -> None:
    done = simulated()
    standing = {AssessmentState.PLANNED, AssessmentState.OPEN}
    assert not [
        each for each in done.lived.visits if each.closes_on < date(2026, 12, 31) and each.state in standing
    ]
    told = Counter(each.patient for each in done.lived.contacts if each.severity is Severity.RED)
    red = [each for each in done.lived.cases if each.severity is Severity.RED]
    assert red
    assert all(told[each.patient] for each in red)


def test_operations_without_their_arrangements_are_counted_and_never_followed() -> None:
    done = simulated()
    unarranged = [each for each in cohort(1, 40, STARTS_ON, 24) if not each.surgery.arranged]
    assert done.not_activated == len(unarranged) > 0
    followed = {each.patient for each in done.lived.visits}
    assert not followed & {f"S{each.number:04d}" for each in unarranged}
    assert len(followed) == done.operations - done.not_activated


@pytest.mark.parametrize("number", range(8))
def test_a_silent_person_gets_what_the_steps_say_however_little_is_looked_at(number: int) -> None:
    """The same person lived by the tests of the steps, which look at every assessment each time."""
    member = _silent(cohort(7, 8, STARTS_ON, 24)[number])
    begins_at = datetime.combine(member.enrolled_on, time(10), tzinfo=UTC)
    lived = _lived(member, begins_at)
    steps = LifeOfSteps(member.surgery.tmr_on, member.zone, member.send_time, member.enrolled_on)
    steps.live(begins_at, END, [], every=None)
    said = [(at, text) for at, text in steps.log if text.startswith(("prompt", "reminder", "call"))]
    assert [(each.at, f"{each.kind.value} {each.about}") for each in lived.contacts] == said


def _silent(member: Member) -> Member:
    return replace(member, silent=True, joins=True, leaving=None, pauses_day=None, moves_to=None)


def _lived(member: Member, begins_at: datetime) -> Lived:
    around = Surroundings(DEFAULT, bundled(), bank_holidays, 1, END)
    return Life(around, member, member.surgery, "S0001", begins_at).live()


def test_who_moves_is_asked_at_their_own_time_in_the_new_zone() -> None:
    moved = next(each for each in cohort(1, 40, STARTS_ON, 24) if each.moves_to is not None)
    code = f"S{moved.number:04d}"
    theirs = [each for each in simulated().lived.contacts if each.patient == code]
    zones = {each.zone for each in theirs if each.kind in ASKING}
    assert zones == {"Europe/London", "America/New_York"}
    prompts = [each for each in theirs if each.kind is Contact.PROMPT and "RC-" not in each.about]
    assert {each.at.astimezone(ZoneInfo(each.zone)).time() for each in prompts} == {moved.send_time}


def test_who_leaves_hears_no_more() -> None:
    leaving = [
        each
        for each in cohort(1, 40, STARTS_ON, 24)
        if each.leaving and each.surgery.arranged and each.second is None
    ]
    assert leaving
    for member in leaving:
        theirs = [each for each in simulated().lived.contacts if each.patient == f"S{member.number:04d}"]
        asked = [local_date(each.at, each.zone) for each in theirs if each.kind in ASKING]
        assert all((day - member.surgery.tmr_on).days <= member.leaving_day for day in asked)
