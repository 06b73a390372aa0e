"""What readers outside may see: no small number, and none that could be had by subtraction."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from audit.cohort.measures import Measure
from audit.report.as_json import plain
from audit.report.build import Report, build
from audit.report.external import for_outside, to_hide
from audit.report.wanted import Wanted, period
from audit.statistics.missing import Certainty, Tipping
from domain import Limb
from storage.audit_words import Register
from storage.register_words import TheatreCount
from storage.words import Cause
from tests.audit.report.people import AS_OF, AT, ON, event, harmed, person
from tests.audit.report.test_flow import register

RLP, PLP = Measure.RLP, Measure.PLP


def twenty_six() -> Report:
    """Twenty-three lower limbs and three upper ones; two infections."""
    people = [
        person(
            number,
            {"BL": {RLP: 6 + number % 3, PLP: 7}, "M12": {RLP: 3 + number % 4, PLP: 4}},
            limb=Limb.UPPER if number < 3 else Limb.LOWER,
            cause=Cause.TRAUMA if number < 12 else Cause.CANCER,
        )
        for number in range(26)
    ]
    people[5] = harmed(people[5], event(4))
    people[6] = harmed(people[6], event(4))
    theatre: Register = register(TheatreCount(1, 2024, 1, 30, AT, "cli"))
    return build(theatre, people, Wanted(period("2024"), AS_OF))


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 20, "b": 9, "c": 30}, set()),
        ({"a": 20, "b": 3, "c": 30}, {"a", "b"}),
        ({"a": 20, "b": 3, "c": 2}, {"a", "b", "c"}),
        ({"a": 20, "b": 0}, set()),
        ({"a": 5, "b": 0}, {"a", "b"}),
        ({"a": 20, "b": 1, "c": 1}, {"a", "b", "c"}),
        ({"a": 20, "b": 7, "c": 1}, {"b", "c"}),
        ({"a": 0, "b": 0}, set()),
    ],
)
def test_a_small_part_is_hidden_and_the_next_with_it(sizes: dict[str, int], hidden: set[str]) -> None:
    assert to_hide(sizes) == hidden


def test_no_small_number_is_left_anywhere() -> None:
    told = plain(for_outside(twenty_six()))
    numbers = list(counts(told))
    assert len(numbers) > 100
    assert all(number is None or number % 5 == 0 for number in numbers)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_share_whose_other_half_is_small_is_hidden() -> None:
    report = twenty_six()
    rate = report.cohorts["secondary"].safety.rates["infection"]["30"]
    assert (rate.count, rate.n) == (2, 26)
    shown = for_outside(report).cohorts["secondary"]
    assert shown.safety.rates["infection"]["30"].value is None
    assert shown.safety.rates["bleeding"]["30"].value == 0
    assert shown.safety.rates["bleeding"]["30"].n == 25


def test_what_single_answers_could_be_found_from_is_left_out() -> None:
    report = twenty_six()
    shown = for_outside(report).cohorts["secondary"]
    assert report.cohorts["secondary"].strata["limb"]["upper"].operated.value == 3
    assert shown.strata == {}
    level, change = shown.outcomes[RLP].levels["M12"], shown.outcomes[RLP].changes["M12"]
    assert (level.sd, level.median.value, change.sd, change.median.low) == (None, None, None, None)
    assert (change.mean.value, change.mean.n) == (-2.5, 25)
    delta = shown.outcomes[RLP].missing["M12"]
    assert (delta.as_known.value, delta.as_known.n) == (None, None)
    assert delta.tipping_point == Tipping(Certainty.HIDDEN)
    assert shown.outcomes[RLP].mixed_model == {}


def test_shares_are_coarse_and_have_no_interval() -> None:
    people = [person(number, {"BL": {RLP: 8}, "M12": {RLP: 4 if number < 13 else 8}}) for number in range(33)]
    shown = for_outside(build(register(), people, Wanted(period("2024"), AS_OF)))
    share = shown.cohorts["secondary"].outcomes[RLP].responders["M12"].two_points_of_all
    assert (share.value, share.low, share.high, share.n, share.count) == (0.4, None, None, 35, 15)


def test_of_fewer_than_twenty_operations_nothing_is_told() -> None:
    few = [person(number, {"BL": {RLP: 6}, "M12": {RLP: number % 4}}) for number in range(19)]
    shown = for_outside(build(register(), few, Wanted(period("2024"), AS_OF)))
    numbers = [*counts(plain(shown.cohorts["secondary"])), *counts(plain(shown.rpni_only))]
    assert len(numbers) > 100
    assert set(numbers) == {None}


def test_days_of_single_events_and_rare_reoperations_do_not_leave() -> None:
    people = [person(number) for number in range(40)]
    people[0] = harmed(people[0], reoperated=(ON + timedelta(days=9), "other"))
    rare = build(register(), people, Wanted(period("2024"), AS_OF))
    shown = for_outside(rare).cohorts["secondary"].reoperation
    assert (shown.curve, set(shown.curves.values())) == ((), {()})
    assert shown.any_cause["12 months"].value is None
    assert shown.by_reason["other"]["12 months"].value is None
    for number in range(10):
        people[number] = harmed(people[number], reoperated=(ON + timedelta(days=9), "other"))
    often = for_outside(build(register(), people, Wanted(period("2024"), AS_OF))).cohorts["secondary"]
    assert often.reoperation.any_cause["12 months"].value == 0.25
    assert for_outside(twenty_six()).ascertainment[0].share is None


def counts(value: Any) -> Iterator[int | None]:
    """Every count in the JSON, by the names that counts have."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in ("n", "count", "of") or (name == "value" and value.get("method") == "count"):
                yield each
            yield from counts(each)
    elif isinstance(value, list):
        for each in value:
            yield from counts(each)
