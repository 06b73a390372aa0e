"""Each mistake in a file or its map has its own sentence, and names nobody."""

from datetime import date
from decimal import Decimal

import pytest

from app.importing.questions import Value, read_answer
from app.importing.tally import Came, Thing
from app.importing.words import USUAL, Raw, Wrong
from questionnaires.instrument import Item, ItemKind, Limits
from tests.app.importing.desk import ANN, HEADERS, OPERATION, ann, decided, sentences, table

VISIT = "answers: [{at: M12, rlp: RLP, plp: PLP}]"


@pytest.mark.parametrize(
    ("extra", "headers", "cells", "words"),
    [
        (VISIT, ("RLP", "PLP"), (11, 3), "from 0 to 10"),
        (VISIT, ("RLP",), (1,), "no such column"),
        ("answers: [{at: M13, rlp: RLP}]", ("RLP",), (1,), "no such time point"),
        ("answers: [{rlp: RLP}]", ("RLP",), (1,), "need a time point"),
        ("answers: [{on: D, rlp: RLP}]", ("D", "RLP"), ("2031-01-01", 1), "future"),
        ("answers: [{on: D, rlp: RLP}]", ("D", "RLP"), ("2024-02-09", 1), "No time point's window"),
        ("answers: [{at: M12, happiness: RLP}]", ("RLP",), (1,), "no question 'happiness'"),
        (
            "answers: [{on: D, medicine_control: M}]",
            ("D", "M"),
            ("2024-01-29", "yes"),
            "Several questionnaires",
        ),
        ("answers: [{at: M12, medicines: M}]", ("M",), ("none; opioid",), "both"),
        ("answers: [{at: M12, change: M}]", ("M",), ("fine",), "one of much-better"),
        ("answers: [{operation: Op, at: M12, rlp: R}]", ("Op", "R"), ("X9", 1), "not among those"),
        ("events: [{category: infection, occurred_on: D}]", ("D",), ("2020-01-01",), "before the operation"),
        ("events: [{category: infection, occurred_on: D}]", ("D",), ("2031-01-01",), "future"),
        ("events: [{occurred_on: D}]", ("D",), ("2024-02-01",), "needs its category"),
        ("surgery: {transfers: N}", ("N",), ("tibial",), "donor nerve"),
        ("surgery: {reoperation_of: N}", ("N",), ("E77",), "neither in the register"),
        ("surgery: {operating_surgeon: N}", ("N",), ("Mr Canary",), "named by a code"),
        ("theatre: {quarter: Q, operations: N}", ("Q", "N"), ("2025-Q5", 4), "2025-Q1"),
        ("theatre: {operations: N}", ("N",), (4,), "theatre count needs"),
    ],
)
def test_each_fault_has_its_sentence(
    extra: str, headers: tuple[str, ...], cells: tuple[Raw, ...], words: str
) -> None:
    _, tally = ann(extra, headers, *cells)
    assert words in "\n".join(sentences(tally))
    assert "Canary" not in "\n".join(sentences(tally))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({1: None}, "without `tmr_on`"),
        ({1: "2020-01-01"}, "before the amputation date"),
        ({3: None, 5: "somewhere"}, "without `limb`"),
        ({4: "both"}, "one of left, right"),
        ({0: None}, "which patient"),
        ({0: "T/1"}, "cannot be a code"),
    ],
)
def test_an_operation_that_cannot_be_is_not_registered(change: dict[int, Raw], words: str) -> None:
    row = tuple(change.get(at, cell) for at, cell in enumerate(ANN))
    _, tally = decided(f"patient: ID\n{OPERATION}", table(HEADERS, row))
    assert words in "\n".join(sentences(tally))


def test_rows_of_one_operation_that_differ_are_told() -> None:
    other = (*ANN[:-1], "cancer")
    _, tally = decided(f"patient: ID\n{OPERATION}", table(HEADERS, ANN, other))
    assert sentences(tally) == ["row 3, column G (Cause): Row 2 of the file says otherwise."]
    _, tally = decided(f"patient: ID\n{OPERATION}", table(HEADERS, ANN, ANN))
    assert tally.counts[Thing.OPERATIONS, Came.NEW] == 1
    assert not tally.told.troubles


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (ItemKind.DECIMAL, "6.5", (Decimal("6.5"),)),
        (ItemKind.DATE, "2025-01-31", (date(2025, 1, 31),)),
        (ItemKind.TEXT, " as ever ", ("as ever",)),
    ],
)
def test_instruments_of_a_site_may_ask_for_other_kinds(kind: ItemKind, cell: Raw, value: Value) -> None:
    assert read_answer(Item("own", 0, kind), cell, USUAL) == value


def test_what_breaks_the_limits_of_a_question_or_cannot_be_imported_is_wrong() -> None:
    short = Item("own", 0, ItemKind.TEXT, limits=Limits(longest=3))
    for item in (short, Item("own", 0, ItemKind.TIME)):
        assert isinstance(read_answer(item, "12:00", USUAL), Wrong)


def test_events_of_nobody_and_answers_of_no_time_point_are_told() -> None:
    text = "patient: ID\nevents: [{category: pain, occurred_on: D}]"
    _, tally = decided(text, table(("ID", "D"), ("T9", "2024-02-01")))
    assert "neither in the register" in sentences(tally)[0]
    text = f"outside_windows: leave-out\npatient: ID\n{OPERATION}answers: [{{on: D, rlp: R, plp: }}]"
    outcome, tally = decided(text, table((*HEADERS, "D", "R"), (*ANN, "2024-02-09", 3)))
    assert not tally.told.troubles
    assert not [visit for visit in outcome.parts[0].operations[0].visits if visit.responses]
    assert "are left out" in str(tally.told.notes[0])


def test_answers_of_a_patient_with_two_operations_go_by_date_or_need_a_code() -> None:
    text = f"""
sections:
  - sheet: Ops
    patient: ID
    {OPERATION.strip().replace(chr(10), chr(10) + "    ")}
  - sheet: Long
    patient: ID
    answers: [{{on: Day, time_point: {{column: Visit, optional: true}}, rlp: R}}]
"""
    later = ("T1", "2025-03-01", *ANN[2:4], "R", *ANN[5:])
    ops = table((*HEADERS, None), ANN, later, name="Ops")
    outcome, tally = decided(text, ops, table(("ID", "Day", "R"), ("T1", "2025-04-15", 3), name="Long"))
    assert not tally.told.troubles
    found = [[each.time_point for each in op.visits if each.responses] for op in outcome.parts[0].operations]
    assert found == [[], ["W06"]]
    long = table(("ID", "Day", "Visit", "R"), ("T1", None, "M12", 3), name="Long")
    assert "several operations" in sentences(decided(text, ops, long)[1])[0]


def test_a_theatre_count_and_answers_after_a_withdrawal_are_taken() -> None:
    text = "theatre: {quarter: Q, operations: N}"
    outcome, _ = ann(text, ("Q", "N"), "Q2 2025", 4)
    assert [(each.year, each.quarter, each.operations) for each in outcome.counts] == [(2025, 2, 4)]
    text = f"patient: {{code: ID, withdrew_on: Left}}\n{OPERATION}answers: [{{at: M12, rlp: R}}]"
    _, tally = decided(text, table((*HEADERS, "Left", "R"), (*ANN, "2024-06-01", 3)))
    assert not tally.told.troubles
    assert "after the date on which the patient was withdrawn" in str(tally.told.notes[0])


def test_a_named_time_point_holds_whatever_the_date_and_says_so() -> None:
    outcome, tally = ann("answers: [{at: M12, on: D, rlp: R}]", ("D", "R"), "2026-02-01", 3)
    (visit,) = [each for each in outcome.parts[0].operations[0].visits if each.responses]
    assert (visit.time_point, visit.responses[0].given_on) == ("M12", date(2026, 2, 1))
    assert "outside the window of M12" in str(tally.told.notes[0])


def test_answers_of_a_patient_without_an_operation_are_a_fault() -> None:
    text = f"patient: ID\n{OPERATION}answers: [{{at: M12, rlp: R}}]"
    text = text.replace("indication: secondary", "indication: Kind")
    _, tally = decided(text, table((*HEADERS, "Kind", "R"), ("T1", *[None] * 7, 3)))
    assert "No operation of this patient" in sentences(tally)[0]
    assert "No operation is recorded in this row." in str(tally.told.notes[0])


def test_an_answer_whose_row_names_no_question_is_told() -> None:
    _, tally = ann("answers: [{at: M12, item: Q, value: V}]", ("Q", "V"), None, 3)
    assert "names no question" in sentences(tally)[0]
