"""The register read into operations: what was in force counts, what was not answered is never a nought."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.cohort.measures import Measure
from audit.cohort.operated import Operated
from audit.cohort.reading import UNSTATED, operated
from audit.material import instrument_of
from audit.missingness import Missingness
from domain import AssessmentKind, AssessmentState, PatientStatus, ResponseState
from questionnaires.library import Library
from storage import audit_rows
from storage.audit_words import OperationRow, Register, SafetyEventRow
from storage.database import Database
from storage.register_words import ReoperationReason, SafetyKind
from storage.words import SafetyCategory, SafetyState
from tests.audit.report.people import ON, event, harmed, person
from tests.audit.report.test_flow import register

LIBRARY = Library.bundled()
AGAIN = SafetyCategory.REOPERATION


@pytest.fixture
def lived(hostile_register: Database) -> Register:
    with hostile_register.read() as tx:
        return audit_rows.register(tx)


def read(found: Register) -> dict[str, Operated]:
    return {each.row.episode: each for each in operated(found, instrument_of(LIBRARY))}


def test_what_was_sent_counts_and_what_is_still_open_does_not(lived: Register) -> None:
    ann, ben, *_ = read(lived).values()
    found = ann.outcomes["M06"]
    assert found.values[Measure.RLP] == 7
    assert found.values[Measure.PLP] == 3
    assert Measure.INTERFERENCE not in found.values  # a stored score does not stand in for its answers
    assert Measure.QOL not in found.values
    assert Measure.WEAR not in found.values
    assert found.frequency == 1
    assert (found.given_on.month, found.given_on.day) == (6, 2)
    assert ben.outcomes == {}
    assert set(ben.windows) == {"M06"}


def test_who_felt_no_phantom_pain_has_the_lowest_rank_though_it_was_not_asked(lived: Register) -> None:
    silent = [
        replace(
            each,
            log=tuple(
                replace(line, entry=replace(line.entry, values=(0,)))
                if line.entry.link_id.startswith("plp-") and line.entry.link_id != "plp-frequency"
                else line
                for line in each.log
                if line.entry.link_id != "plp-frequency"
            ),
        )
        for each in lived.responses
    ]
    ann, *_ = read(replace(lived, responses=tuple(silent))).values()
    assert ann.outcomes["M06"].frequency == 0


def test_a_recheck_a_report_unasked_and_an_earlier_asking_are_no_time_point(lived: Register) -> None:
    for kind in (AssessmentKind.RECHECK, AssessmentKind.UNSCHEDULED):
        other = tuple(replace(each, kind=kind) for each in lived.assessments)
        assert all(each.outcomes == {} for each in read(replace(lived, assessments=other)).values())
    stale = tuple(replace(each, in_force=False) for each in lived.assessments)
    assert all(each.windows == {} for each in read(replace(lived, assessments=stale)).values())


def test_what_was_struck_out_or_is_of_another_instrument_does_not_count(lived: Register) -> None:
    struck = tuple(replace(each, state=ResponseState.ENTERED_IN_ERROR) for each in lived.responses)
    assert all(each.outcomes == {} for each in read(replace(lived, responses=struck)).values())


def test_a_window_that_is_still_planned_counts_as_not_sent_once_it_is_over(lived: Register) -> None:
    unsent = tuple(replace(each, state=AssessmentState.PLANNED) for each in lived.assessments)
    found = read(replace(lived, assessments=unsent, responses=())).values()
    assert {window.came for each in found for window in each.windows.values()} == {Missingness.NOT_SENT}


def follows(row: OperationRow, number: int, days: int) -> OperationRow:
    operation = replace(row.operation, tmr_on=ON + timedelta(days=days))
    return replace(
        row, episode_id=number, episode=f"E{number}", operation=operation, reoperation_of=row.episode
    )


@pytest.mark.parametrize(
    ("events", "later", "expected"),
    [
        ((), (), None),
        ((event(50, AGAIN, SafetyState.SUSPECTED),), (), None),
        ((event(50, AGAIN),), (), (50, UNSTATED)),
        (
            (event(50, AGAIN, reoperation_reason=ReoperationReason.OTHER_NERVE),),
            (90, 70),
            (50, "other-nerve-neuroma"),
        ),
        ((event(99, AGAIN, reoperation_reason=ReoperationReason.OTHER),), (90, 70), (70, UNSTATED)),
        ((), (90, 70), (70, UNSTATED)),
    ],
)
def test_a_reoperation_is_the_first_that_an_event_or_another_operation_tells(
    events: tuple[SafetyEventRow, ...], later: tuple[int, ...], expected: tuple[int, str] | None
) -> None:
    first = person(1).row
    rows = (first, *(follows(first, 10 + place, days) for place, days in enumerate(later)))
    found = read(replace(register(), operations=rows, safety_events=events))[first.episode].reoperated
    assert found == (None if expected is None else (ON + timedelta(days=expected[0]), expected[1]))


def test_a_death_has_the_date_of_its_event_or_else_of_its_note() -> None:
    died = person(1, status=PatientStatus.DECEASED)
    assert died.died_on == ON + timedelta(days=100)
    told = harmed(died, event(60, SafetyCategory.OTHER, kind=SafetyKind.DEATH))
    assert told.died_on == ON + timedelta(days=60)
    assert person(1).died_on is None
    assert person(1, status=PatientStatus.TRANSFERRED).left_on == ON + timedelta(days=100)
