"""What readers outside may see: no small number, and none that could be had by subtraction."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from audit.cohort.measures import Measure
from audit.report.as_json import plain
from audit.report.build import Report, build
from audit.report.external import for_outside, to_hide
from audit.report.wanted import Wanted, period
from domain import Limb
from storage.audit_words import Register
from storage.register_words import TheatreCount
from storage.words import Cause
from tests.audit.report.people import AS_OF, AT, event, harmed, person
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
        ({"a": 20, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 20, "b": 0}, set()),
        ({"a": 5, "b": 0}, {"a"}),
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


def test_a_small_stratum_is_hidden_whole_with_the_next() -> None:
    strata = for_outside(twenty_six()).cohorts["secondary"].strata
    for part in strata["limb"].values():
        assert part.operated.value is None
        assert part.changes[RLP].mean.value is None
        assert part.changes[RLP].sd is None
    assert strata["cause"]["trauma"].operated.value == 10
    assert strata["cause"]["trauma"].changes[RLP].mean.value is not None


def test_no_mean_stands_on_seven_or_fewer() -> None:
    few = [person(number, {"BL": {RLP: 6}, "M12": {RLP: number % 4}}) for number in range(7)]
    shown = for_outside(build(register(), few, Wanted(period("2024"), AS_OF))).cohorts["secondary"]
    level = shown.outcomes[RLP].levels["M12"]
    assert (level.mean.value, level.median.value, level.sd, level.mean.n) == (None, None, None, None)
    assert shown.outcomes[RLP].missing["M12"].tipping_point is None


def test_days_of_single_events_do_not_leave() -> None:
    shown = for_outside(twenty_six())
    for cohort in shown.cohorts.values():
        assert cohort.reoperation.curve == ()
        assert not any(cohort.reoperation.curves.values())
    assert shown.ascertainment[0].share is None


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
