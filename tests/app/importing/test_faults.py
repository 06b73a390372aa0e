"""Each mistake in a file or its map has its own sentence, and names nobody."""

import pytest

from app.importing.tally import Came, Thing
from app.importing.words import Raw
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
        ("answers: [{on: D, rlp: RLP}]", ("D", "RLP"), ("2020-01-01", 1), "No time point's window"),
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
        ("surgery: {operating_surgeon: N}", ("N",), ("Mr Canary",), "cannot be a code"),
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
