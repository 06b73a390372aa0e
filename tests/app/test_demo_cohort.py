"""A made-up cohort echoes the published numbers, and is the same for the same seed."""

from collections import Counter
from datetime import date
from statistics import fmean, stdev

from app.demo.cohort import cohort
from app.demo.lives import Course, Harm, Member
from domain import Limb
from storage.words import Cause, Indication

MONDAY = date(2024, 1, 8)
MANY = cohort(7, 2000, MONDAY, 24)


def share(members: tuple[Member, ...], harm: Harm) -> float:
    return sum(any(each.harm is harm for each in member.happenings) for member in members) / len(members)


def test_the_same_seed_makes_the_same_people() -> None:
    assert cohort(3, 40, MONDAY, 24) == cohort(3, 40, MONDAY, 24)


def test_another_seed_makes_other_people() -> None:
    assert cohort(3, 40, MONDAY, 24) != cohort(4, 40, MONDAY, 24)


def test_the_courses_keep_their_shares() -> None:
    counted = Counter(each.course for each in MANY)
    assert counted == {Course.BETTER: 900, Course.SAME: 900, Course.WORSE: 200}


def test_ages_lie_within_bounds_around_47() -> None:
    ages = [each.age for each in MANY]
    assert min(ages) >= 18
    assert max(ages) <= 85
    assert abs(fmean(ages) - 47) < 1.5


def test_baseline_pain_is_as_published_but_for_the_ends_of_the_scale() -> None:
    assert abs(fmean(each.pain.residual for each in MANY) - 6.2) < 0.2
    assert abs(fmean(each.pain.phantom for each in MANY) - 6.0) < 0.3
    assert 1.8 < stdev(each.pain.residual for each in MANY) < 2.4


def test_causes_and_limbs_keep_their_proportions() -> None:
    causes = Counter(each.surgery.cause for each in MANY)
    assert causes.most_common(1)[0][0] is Cause.TRAUMA
    assert abs(causes[Cause.TRAUMA] / len(MANY) - 125 / 300) < 0.04
    assert sum(each.surgery.limb is Limb.UPPER for each in MANY) == 400


def test_harms_come_as_often_as_assumed() -> None:
    assert share(MANY, Harm.INFECTION) == 0.08
    assert share(MANY, Harm.BLEEDING) == 0.03
    assert share(MANY, Harm.REOPERATION) == 0.12


def test_the_cohort_has_everybody_who_makes_follow_up_hard() -> None:
    forty = cohort(1, 40, MONDAY, 24)
    assert sum(each.second is not None for each in forty) == 1
    assert sum(each.moves_to is not None for each in forty) == 1
    assert any(not each.joins for each in forty)
    assert any(not each.surgery.arranged for each in forty)
    assert any(each.surgery.indication is Indication.PRIMARY for each in forty)
    assert {each.leaving for each in forty} >= {None}
    assert any(each.silent for each in forty)


def test_operations_follow_enrolment_and_never_precede_the_amputation() -> None:
    assert all(each.enrolled_on < each.surgery.tmr_on for each in MANY)
    assert all(each.surgery.amputation_on <= each.surgery.tmr_on for each in MANY)


def test_one_person_is_a_cohort_too() -> None:
    assert len(cohort(1, 1, MONDAY, 1)) == 1
