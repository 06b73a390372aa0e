"""What an export may be narrowed to: a hospital, a period of operations; what is no such thing is told."""

from datetime import date

import pytest

from audit.choosing import EVERYTHING, Choice, ChoiceFault, choice, narrowed
from storage import audit_rows
from storage.database import Database


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2025-Q2", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025-01-15..2025-01-15", date(2025, 1, 15), date(2025, 1, 15)),
    ],
)
def test_a_period_is_a_year_a_quarter_or_two_days(text: str, first: date, last: date) -> None:
    assert choice(period=text) == Choice(None, first, last)
    assert choice(period=text).words == f"TMR from {first} to {last}"
    assert choice(period=text).detail == {"from": str(first), "to": str(last)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "0000",
        "9999",
        "9999-Q4",
        "0001-01-01..2025-01-01",
        "2025-Q5",
        "2025-01-15",
        "2025-02-01..2025-01-01",
        "a..b",
    ],
)
def test_what_is_no_period_is_told(text: str) -> None:
    with pytest.raises(ChoiceFault, match="is no period"):
        choice(period=text)


def test_without_a_choice_everything_stands(hostile_register: Database) -> None:
    with hostile_register.read() as tx:
        register = audit_rows.register(tx)
    assert narrowed(register, choice()) is register
    assert (EVERYTHING.words, EVERYTHING.detail) == ("every operation of the register", {})


def test_what_belongs_to_other_operations_is_left_out(hostile_register: Database) -> None:
    with hostile_register.read() as tx:
        register = audit_rows.register(tx)
    january = narrowed(register, choice(period="2025-Q1"))
    assert {each.episode for each in january.operations} == {"E0001", "E0002", "E0003", "E0004"}
    assert len(january.responses) == len(register.responses)
    none = narrowed(register, choice("=SITE", "2019"))
    left = (none.operations, none.assessments, none.responses, none.scores, none.alerts)
    assert {*left, none.safety_events, none.digest_findings} == {()}
    assert none.sites == register.sites


def test_a_choice_is_told_in_words() -> None:
    assert choice("NORTH").words == "operated at NORTH"
    assert choice("NORTH").detail == {"site": "NORTH"}


def test_a_hospital_that_is_not_there_is_told(hostile_register: Database) -> None:
    with hostile_register.read() as tx:
        register = audit_rows.register(tx)
    with pytest.raises(ChoiceFault, match="There is no site WEST"):
        narrowed(register, choice("WEST"))
