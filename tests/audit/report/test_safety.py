"""Complications by day and reoperation over time, worked by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.report.flow import flow
from audit.report.safety import DEATH, reoperation, safety, span
from audit.statistics.survival import Span
from domain import PatientStatus
from storage.register_words import Product, SafetyKind
from storage.words import SafetyCategory, SafetyState
from tests.audit.report.people import AS_OF, ON, event, harmed, person

BLEEDING, OTHER = SafetyCategory.BLEEDING, SafetyCategory.OTHER


def test_rates_are_of_operations_with_a_confirmed_event_by_the_day() -> None:
    people = (
        harmed(person(1), event(0), event(12), reoperated=(ON + timedelta(days=80), "other")),
        harmed(person(2), event(30, BLEEDING), event(31)),
        harmed(person(3), event(5, state=SafetyState.SUSPECTED), event(6, state=SafetyState.REFUTED)),
        harmed(person(4), event(-3)),
        person(5, tmr_on=AS_OF - timedelta(days=40)),
    )
    found = safety(people, AS_OF)
    told = {name: [(each.count, each.n) for each in rates.values()] for name, rates in found.rates.items()}
    assert told["infection"] == [(1, 5), (2, 4), (2, 4)]
    assert told["bleeding"] == [(1, 5), (1, 4), (1, 4)]
    assert told["reoperation"] == [(0, 5), (1, 4), (1, 4)]
    assert told["any"] == [(2, 5), (2, 4), (2, 4)]
    assert told["pain"] == [(0, 5), (0, 4), (0, 4)]
    of_all = found.rates_of_all["infection"]["365"]
    assert (of_all.count, of_all.n) == (2, 5)
    assert {days: count.value for days, count in found.not_yet.items()} == {"30": 0, "90": 1, "365": 1}
    states = {name: part.value for name, part in found.events["infection"].parts.items()}
    assert states == {"suspected": 1, "confirmed": 4, "refuted": 1}


def test_grades_kinds_deaths_and_what_is_to_be_reported_are_counted() -> None:
    people = (
        harmed(
            person(1),
            event(3, grade="IIIa", product=Product.DEVICE),
            event(4, OTHER, kind=SafetyKind.CLOT, product=Product.MEDICINE, yellow_card_on=ON),
        ),
        harmed(person(2), event(9, OTHER, kind=SafetyKind.DEATH, grade="V"), event(8, OTHER)),
        person(3, status=PatientStatus.DECEASED),
    )
    found = safety(people, AS_OF)
    assert (found.grades.parts["IIIa"].value, found.grades.parts["V"].value) == (1, 1)
    assert (found.grades.parts["ungraded"].value, found.grades.total.value) == (2, 4)
    assert found.other_kinds.parts["clot"].value == 1
    assert found.other_kinds.parts["unstated"].value == 1
    assert (found.deaths.value, found.deaths.of) == (2, 3)
    assert found.reportable_not_reported.value == 1
    assert (found.product_not_said.value, found.product_not_said.of) == (2, 4)


def test_a_person_operated_on_twice_dies_once() -> None:
    first, second = (person(number, status=PatientStatus.DECEASED) for number in (1, 2))
    second = replace(second, row=replace(second.row, patient=first.row.patient))
    found = safety([first, second], AS_OF)
    assert (found.deaths.value, found.deaths.of) == (1, 1)
    assert flow([first, second]).standing.parts["deceased"].value == 1


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (person(1), Span((AS_OF - ON).days, None)),
        (person(1, status=PatientStatus.WITHDRAWN), Span(100, None)),
        (person(1, status=PatientStatus.DECEASED), Span(100, DEATH)),
        (harmed(person(1), reoperated=(ON + timedelta(days=50), "other")), Span(50, "other")),
        (
            harmed(
                person(1),
                event(50, OTHER, kind=SafetyKind.DEATH),
                reoperated=(ON + timedelta(days=50), "other"),
            ),
            Span(50, "other"),
        ),
        (
            harmed(person(1, status=PatientStatus.WITHDRAWN), reoperated=(ON + timedelta(days=150), "other")),
            Span(100, None),
        ),
        (person(1, tmr_on=AS_OF + timedelta(days=3)), Span(0, None)),
    ],
)
def test_a_person_is_watched_until_the_first_that_ends_it(one: object, expected: Span) -> None:
    assert span(one, AS_OF) == expected  # type: ignore[arg-type]


def test_reoperation_is_told_by_reason_with_death_competing() -> None:
    people = [
        harmed(person(1), reoperated=(ON + timedelta(days=100), "other-nerve-neuroma")),
        harmed(person(2), reoperated=(ON + timedelta(days=400), "same-nerve-recurrence")),
        person(3, status=PatientStatus.DECEASED),
        person(4),
    ]
    found = reoperation(people, AS_OF)
    assert found.watched.value == 4
    assert found.happened.parts["other-nerve-neuroma"].value == 1
    assert found.any_cause["12 months"].value == pytest.approx(1 / 4)
    assert found.any_cause["24 months"].value == pytest.approx(1 - 3 / 4 / 2)
    assert found.by_reason["other-nerve-neuroma"]["12 months"].value == pytest.approx(1 / 4)
    assert found.by_reason["same-nerve-recurrence"]["12 months"].value == 0
    assert found.by_reason["same-nerve-recurrence"]["24 months"].value == pytest.approx(1 / 4)
    assert [step.day for step in found.curve] == [100, 400]


def test_of_nobody_nothing_is_told() -> None:
    found = reoperation([], date(2025, 1, 1))
    assert found.any_cause["12 months"].value is None
