"""Answers of every kind in the tables and in REDCap; what belongs to no time point stays out of both."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from audit.columns import cells
from audit.records import given_answers
from audit.redcap.project import Instance, Project
from audit.table_answers import ANSWERS
from audit.tables import Sheet
from audit.wide.filling import Wide
from audit.wide.table import wide_table
from domain import AlertState, Answer, AssessmentKind, AssessmentState, Coding, Entry, EntryKind, Quantity
from questionnaires.instrument import ItemKind, Option
from questionnaires.library import Library
from storage.audit_words import AlertRow, Register, SafetyEventRow, ScoreRow
from storage.words import SafetyState
from tests.audit.fhir.making import ask, made, said
from tests.audit.fhir.stories import Story
from tests.audit.fhir.test_course import ALERT, EVENT
from tests.questionnaires.talking import NOON

RED, BLUE = Coding("urn:c", "red"), Coding("urn:c", "blue")
OPTIONS = (Option(RED, "Red"), Option(BLUE, "Blue"))
ASKED = made(
    ask("weight", ItemKind.QUANTITY),
    ask("woken", ItemKind.TIME),
    ask("began", ItemKind.DATE),
    ask("dose", ItemKind.DECIMAL),
    ask("colour", ItemKind.OPEN_CHOICE, options=OPTIONS),
    ask("colours", ItemKind.CHOICE, options=OPTIONS, repeats=True),
    ask("words", ItemKind.STRING),
)
GIVEN: tuple[tuple[str, Answer], ...] = (
    ("weight", Quantity(Decimal("70.5"), "kg")),
    ("woken", time(6, 30)),
    ("began", date(2025, 1, 2)),
    ("dose", Decimal("2.50")),
    ("colour", "Canary green"),
    ("words", "Canary words"),
)
LOG = (*said(*GIVEN), Entry(len(GIVEN), EntryKind.ANSWERED, "colours", (RED, BLUE), NOON))
STORY = Story(ASKED, log=LOG, scores=(ScoreRow(9, "own", "1", Decimal(3), None),))


def register(**more: Any) -> Register:
    return replace(STORY.register, **more)


def wide(found: Register) -> Wide:
    (only,) = wide_table(found, lambda _: ASKED, (ASKED,)).records
    return only


def rows(found: Register) -> list[Instance]:
    return list(Project(found, lambda _: ASKED, (ASKED,)).rows())


def test_every_kind_of_answer_has_its_column_and_words_have_none() -> None:
    told = wide(register()).said
    assert told["weight_m06"] == Decimal("70.5")
    assert told["woken_m06"] == "06:30:00"
    assert told["began_m06"] == date(2025, 1, 2)
    assert (told["dose_m06"], told["colours_m06"]) == (Decimal("2.50"), "red blue")
    assert told["colour_m06"] is None
    assert "Canary" not in str(told)


def test_the_long_table_tells_numbers_units_and_times_and_no_words() -> None:
    answers = Sheet(ANSWERS, lambda: given_answers(register(), lambda _: ASKED))
    names = [column.name for column in answers.columns]
    found = {row[names.index("link_id")]: row for row in answers.rows(cells)}
    numbers, texts = names.index("value_number"), names.index("value_text")
    assert (found["weight"][numbers], found["weight"][texts]) == (Decimal("70.5"), "kg")
    assert found["woken"][texts] == "06:30:00"
    assert "Canary" not in str(found)


def test_redcap_takes_every_kind_of_answer_and_no_words() -> None:
    (row,) = [each.cells for each in rows(register()) if each.form == "sample"]
    assert (row["sample_weight"], row["sample_woken"]) == ("70.5", "06:30:00")
    assert (row["sample_began"], row["sample_dose"]) == ("2025-01-02", "2.5")
    assert (row["sample_colours___red"], row["sample_colours___blue"]) == ("1", "1")
    assert "sample_colour" not in row
    assert "Canary" not in str(row)


@pytest.mark.parametrize("change", [{"kind": AssessmentKind.UNSCHEDULED}, {"in_force": False}])
def test_what_belongs_to_no_time_point_is_not_in_the_wide_table(change: dict[str, Any]) -> None:
    asked = replace(STORY.register.assessments[0], **change)
    told = wide(register(assessments=(asked,))).said
    assert not [name for name in told if name.endswith("_m06")]


def test_a_score_nobody_has_a_column_for_is_in_the_long_table_alone() -> None:
    assert "own_m06" not in wide(register()).said


def test_a_score_of_a_time_point_asked_anew_is_left_out() -> None:
    core = Library.bundled().current("core")
    story = Story(core, {"ctx-mode": "audit", "ctx-phase": "later", "ctx-limb": "lower"})
    told = replace(story.register, scores=(ScoreRow(9, "wear-index", "1.0.0", Decimal(50), None),))
    (counted,) = wide_table(told, lambda _: core, (core,)).records
    assert counted.said["wear_index_m06"] == Decimal(50)
    old = replace(told, assessments=(replace(told.assessments[0], in_force=False),))
    (left_out,) = wide_table(old, lambda _: core, (core,)).records
    assert "wear_index_m06" not in left_out.said


def test_a_window_that_is_not_due_is_not_counted() -> None:
    asked = replace(STORY.register.assessments[0], state=AssessmentState.PLANNED)
    told = wide(register(assessments=(asked,), responses=(), scores=())).said
    assert (told["windows_due"], told["came_m06"]) == (0, "not-due")


def test_the_day_staff_say_is_the_day_of_the_answers() -> None:
    given = replace(STORY.register.responses[0], given_on=date(2025, 7, 3))
    assert wide(register(responses=(given,))).said["given_on_m06"] == date(2025, 7, 3)


def test_refuted_events_and_superseded_alerts_are_not_counted() -> None:
    refuted: SafetyEventRow = replace(EVENT, state=SafetyState.REFUTED)
    gone = replace(ALERT, state=AlertState.SUPERSEDED, closed_at=NOON)
    told = wide(register(safety_events=(refuted,), alerts=(AlertRow(gone, ()),))).said
    assert "reoperation_refuted" not in told
    assert told["alerts_amber"] == 0
