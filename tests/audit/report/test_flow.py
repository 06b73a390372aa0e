"""Who was operated on and followed, what came back of each window, and the theatre's count."""

from dataclasses import replace
from datetime import date

from audit.cohort.measures import Measure
from audit.cohort.operated import Operated
from audit.missingness import Missingness
from audit.report.ascertainment import ascertainment, overall
from audit.report.flow import completeness, everyone, flow
from audit.report.wanted import Period, Wanted, fault_of, period
from domain import Mode, Nation, PatientStatus, Site
from storage.audit_words import Register
from storage.register_words import TheatreCount
from storage.words import Governance, Indication, Technique
from tests.audit.report.people import AS_OF, AT, ON, event, harmed, person

RLP = Measure.RLP
NOTHING = Governance()
PRIMARY = Indication.PRIMARY


def site(code: str, number: int) -> Site:
    people = (None, None, None, None, None)
    return Site(
        number,
        code,
        code,
        Nation.ENGLAND,
        "Europe/London",
        "1",
        "Mon-Fri 09:00-17:00",
        Mode.AUDIT,
        *people,
        False,
    )


def register(*theatre: TheatreCount) -> Register:
    return Register((site("NORTH", 1), site("SOUTH", 2)), (), (), (), (), (), (), (), (), theatre=theatre)


def linked(each: Operated) -> Operated:
    return replace(each, row=replace(each.row, linked_on=ON))


def test_everyone_is_counted_and_rpni_alone_set_apart() -> None:
    people = (
        person(1),
        person(2, technique=Technique.TMR_RPNI),
        person(3, technique=Technique.RPNI_ONLY),
        person(4, governance=NOTHING, indication=PRIMARY),
    )
    found = everyone(people)
    assert {name: part.value for name, part in found.technique.parts.items()} == {
        "tmr": 2,
        "tmr+rpni": 1,
        "rpni-only": 1,
    }
    assert {name: part.value for name, part in found.tmr.parts.items()} == {
        "secondary": 2,
        "primary-in-study": 0,
        "primary-outside-study": 1,
    }


def test_secondary_counts_for_efficacy_whatever_is_missing_and_primary_only_in_a_study() -> None:
    assert person(1, governance=NOTHING).counts_for_efficacy
    assert not person(1, governance=NOTHING, indication=PRIMARY).counts_for_efficacy
    study = Governance(
        rec_reference="23/LO/1", iras_id="123", study_title="A study", ethics_on=ON, study_consent_on=ON
    )
    assert person(1, governance=study, indication=PRIMARY).counts_for_efficacy
    assert not person(1, technique=Technique.RPNI_ONLY).counts_for_efficacy


def test_the_flow_says_who_follows_and_who_has_both_ends() -> None:
    both = {"BL": {RLP: 8.0}, "M12": {RLP: 4.0}}
    late = person(3, {"BL": {RLP: 5}})
    late = replace(late, outcomes={"BL": replace(late.outcomes["BL"], given_on=date(2024, 3, 2))})
    people = (
        linked(person(1, both)),
        person(2, both, status=PatientStatus.WITHDRAWN),
        late,
        person(4, governance=NOTHING),
        harmed(person(5), event(3)),
    )
    found = flow(people)
    assert {name: part.value for name, part in found.followed_by.parts.items()} == {
        "bot": 1,
        "staff": 3,
        "nobody": 1,
    }
    assert found.standing.parts["withdrawn"].value == 1
    assert (found.operated.value, found.arrangements_missing.value) == (5, 1)
    counts = (found.with_baseline, found.with_retrospective_baseline, found.with_primary_end, found.with_both)
    assert [count.value for count in counts] == [3, 1, 2, 2]


def test_completeness_tells_the_missing_by_cause_and_leaves_out_what_was_never_due() -> None:
    people = (
        person(1, {"M12": {RLP: 4}}),
        person(2, came={"M12": Missingness.DELIVERED}),
        person(3, came={"M12": Missingness.NOT_DUE}),
        person(4),
        person(5, came={"M12": Missingness.ANSWERED_BY_PHONE}),
    )
    found = completeness(people, ("M12", "M48"), AS_OF)
    year = found["M12"]
    assert (year.answered.count, year.answered.n) == (2, 4)
    assert year.states.total.value == 5
    assert year.states.parts["not-recorded"].value == 1
    assert found["M48"].states.total.value == 0
    early = completeness(people, ("M12",), date(2024, 3, 10))["M12"]
    assert (early.answered.n, early.still_open.value, early.answered_early.value) == (0, 4, 2)


def test_the_register_is_held_against_the_theatres_count() -> None:
    counts = (TheatreCount(1, 2024, 1, 4, AT, "cli"), TheatreCount(2, 2024, 2, 1, AT, "cli"))
    people = [
        person(1),
        person(2),
        person(3, technique=Technique.RPNI_ONLY),
        person(4, tmr_on=date(2024, 8, 1)),
    ]
    people = [replace(each, row=replace(each.row, site="NORTH")) for each in people]
    wanted = Wanted(period("2024"), AS_OF)
    rows = ascertainment(register(*counts), people, wanted)
    told = [(row.site, row.quarter, row.registered.value, row.theatre.value, row.share) for row in rows]
    assert told == [
        ("NORTH", "2024-Q1", 2, 4, 0.5),
        ("NORTH", "2024-Q3", 1, None, None),
        ("SOUTH", "2024-Q2", 0, 1, 0.0),
    ]
    assert {name: count.value for name, count in overall(rows).items()} == {
        "registered": 2,
        "theatre": 5,
        "missing": 3,
        "beyond": 0,
    }
    south = ascertainment(register(*counts), people, Wanted(period("2024"), AS_OF, site="SOUTH"))
    assert [row.site for row in south] == ["SOUTH"]
    assert ascertainment(register(*counts), people, Wanted(period("2024"), date(2023, 1, 1))) == ()


def test_too_many_in_one_quarter_do_not_hide_too_few_in_another() -> None:
    people = [
        replace(each, row=replace(each.row, site="NORTH"))
        for each in (person(1), person(2), person(3, tmr_on=date(2024, 4, 1)))
    ]
    counts = (TheatreCount(1, 2024, 1, 1, AT, "cli"), TheatreCount(1, 2024, 2, 2, AT, "cli"))
    found = overall(ascertainment(register(*counts), people, Wanted(period("2024"), AS_OF)))
    assert (found["registered"].value, found["theatre"].value) == (3, 3)
    assert (found["missing"].value, found["beyond"].value) == (1, 1)


def test_operations_are_chosen_by_date_hospital_and_surgeon() -> None:
    one, two = person(1, surgeon="S1"), person(2, tmr_on=date(2025, 1, 1), surgeon="S2")
    assert Wanted(period("2024"), AS_OF).chosen([one, two]) == (one,)
    assert Wanted(period("2024-01-01..2025-01-01"), AS_OF, surgeon="S2").chosen([one, two]) == (two,)
    assert Wanted(period("2024"), AS_OF, site="ELSEWHERE").chosen([one, two]) == ()
    assert Period("x", date(2024, 2, 1), date(2024, 9, 30)).quarters == ((2024, 2), (2024, 3))


def test_a_report_for_outside_is_of_whole_years_and_never_of_one_surgeon() -> None:
    year, quarter = Wanted(period("2024"), AS_OF), Wanted(period("2024-Q1"), AS_OF)
    assert fault_of(replace(quarter, surgeon="S1"), external=False) is None
    assert fault_of(year, external=True) is None
    assert "one surgeon" in str(fault_of(replace(year, surgeon="S1"), external=True))
    assert "whole years" in str(fault_of(quarter, external=True))
