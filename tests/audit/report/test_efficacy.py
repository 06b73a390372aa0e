"""Pain over time, worked by hand: paired change, responders of all and of completers, who is worse."""

from dataclasses import replace
from datetime import date

import pytest

from audit.cohort.measures import Measure
from audit.cohort.operated import Operated
from audit.missingness import Missingness
from audit.report import efficacy
from audit.report.schedule import is_over, time_points
from tests.audit.report.people import AS_OF, person

POINTS = ("BL", "M06", "M12")
RLP = Measure.RLP
MISSED = {"M12": Missingness.DELIVERED}
FIVE = (
    person(1, {"BL": {RLP: 8}, "M12": {RLP: 4}}),  # half: every kind of responder
    person(2, {"BL": {RLP: 10}, "M12": {RLP: 7}}),  # exactly 30 %
    person(3, {"BL": {RLP: 4}, "M12": {RLP: 6}}),  # worse by 2
    person(4, {"BL": {RLP: 7}}, came=MISSED),  # did not answer
    person(5, {"BL": {RLP: 2}, "M12": {RLP: 0}}),  # too little before to be a responder
)


def test_change_is_that_of_those_with_both_ends() -> None:
    found = efficacy.outcome(FIVE, RLP, POINTS, AS_OF, modelled=False)
    change = found.changes["M12"]
    assert change.mean.n == 4
    assert change.mean.value == pytest.approx(-7 / 4)
    assert (change.median.low, change.median.value, change.median.high) == (-3.25, -2.5, -1)
    assert change.bootstrap is not None
    assert found.levels["BL"].mean.n == 5
    assert found.levels["M06"].mean.n == 0
    assert found.changes["M06"].bootstrap is None
    assert found.mixed_model == {}


def test_who_did_not_answer_did_not_respond_of_all() -> None:
    found = efficacy.outcome(FIVE, RLP, POINTS, AS_OF, modelled=True).responders["M12"]
    kinds = (
        (found.thirty_percent_of_all, 2, 4),
        (found.thirty_percent_of_completers, 2, 3),
        (found.fifty_percent_of_all, 1, 4),
        (found.fifty_percent_of_completers, 1, 3),
        (found.two_points_of_all, 2, 4),
        (found.two_points_of_completers, 2, 3),
    )
    for share, count, n in kinds:
        assert (share.count, share.n) == (count, n)


def test_who_is_worse_is_told_of_those_with_both_ends() -> None:
    found = efficacy.outcome(FIVE, RLP, POINTS, AS_OF, modelled=False)
    assert (found.worse_by_two["M12"].count, found.worse_by_two["M12"].n) == (1, 4)
    shares = found.shares["M12"]
    assert [each.count for each in (shares.seven_or_more, shares.three_or_less, shares.none)] == [1, 1, 1]


def test_the_missing_are_those_with_a_baseline_whose_window_is_over() -> None:
    found = efficacy.outcome(FIVE, RLP, POINTS, AS_OF, modelled=False).missing["M12"]
    assert found.as_known.n == 5
    assert found.as_known.value == pytest.approx(-7 / 4)
    assert found.plus_one.value == pytest.approx(-7 / 4 + 1 / 5)
    assert found.plus_two.value == pytest.approx(-7 / 4 + 2 / 5)
    early = efficacy.outcome(FIVE, RLP, POINTS, date(2024, 3, 2), modelled=False)
    assert early.missing["M12"].as_known.n == 4
    assert early.responders["M12"].thirty_percent_of_due.n == 0
    assert early.responders["M12"].thirty_percent_of_all.n == 4


def test_baselines_from_memory_count_and_the_change_stands_beside_without_them() -> None:
    late = replace(
        FIVE[0], outcomes={**FIVE[0].outcomes, "BL": replace(FIVE[0].outcomes["BL"], given_on=AS_OF)}
    )
    found = efficacy.outcome((late, *FIVE[1:]), RLP, POINTS, AS_OF, modelled=False)
    assert found.changes["M12"].mean.n == 4
    assert list(found.prospective) == ["M12"]
    assert found.prospective["M12"].mean.n == 3
    assert found.prospective["M12"].mean.value == pytest.approx(-1)
    assert efficacy.outcome(FIVE, RLP, POINTS, AS_OF, modelled=False).prospective == {}


def test_quality_of_life_has_no_responders() -> None:
    found = efficacy.outcome(FIVE, Measure.QOL, POINTS, AS_OF, modelled=False)
    assert (found.low_is_good, found.responders, found.shares, found.missing) == (False, {}, {}, {})


def test_how_often_is_held_against_the_own_baseline() -> None:
    def often(number: int, before: int | None, after: int | None) -> Operated:
        one = person(number, {"BL": {RLP: 5}, "M12": {RLP: 5}})
        ranks = {"BL": before, "M12": after}
        told = {point: replace(found, frequency=ranks[point]) for point, found in one.outcomes.items()}
        return replace(one, outcomes=told)

    people = [often(1, 5, 2), often(2, 3, 3), often(3, 0, 1), often(4, None, 1), often(5, 2, 0)]
    found = efficacy.shift(people, POINTS)
    against = {name: part.value for name, part in found.against_baseline["M12"].parts.items()}
    assert against == {"less-often": 2, "as-often": 1, "more-often": 1}
    assert found.ranks["BL"].parts["constant"].value == 1
    assert found.ranks["BL"].total.value == 4


def test_a_window_that_nobody_planned_is_over_by_the_usual_schedule() -> None:
    bare = person(9)
    assert not is_over(bare, "M12", date(2025, 8, 30))
    assert is_over(bare, "M12", date(2025, 8, 31))
    assert not is_over(bare, "M48", AS_OF)
    assert time_points([bare]) == ("BL", "W02", "W06", "M03", "M06", "M12", "M24")


def test_a_time_point_of_ones_own_stands_where_its_window_ends() -> None:
    own = person(9, {"D10": {RLP: 1}, "M48": {RLP: 1}})
    assert time_points([own]) == ("BL", "D10", "W02", "W06", "M03", "M06", "M12", "M24", "M48")
