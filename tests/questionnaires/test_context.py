"""The hidden items that a response begins with; only the tick begins one."""

import ast
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import Limb, Mode
from questionnaires.context import context, phase
from tests.floors import product

DAY_0 = date(2025, 1, 15)


@pytest.mark.parametrize(
    ("day", "expected"), [(-1, "before"), (0, "before"), (1, "early"), (27, "early"), (28, "later")]
)
def test_the_phase_counts_from_the_day_of_surgery(day: int, expected: str) -> None:
    at = datetime(2025, 1, 15, 9, 30, tzinfo=UTC) + timedelta(days=day)
    assert phase(at, "Europe/London", DAY_0) == expected


def test_the_phase_goes_by_the_date_on_the_patients_wall() -> None:
    late = datetime(2025, 1, 15, 23, 30, tzinfo=UTC)
    assert (phase(late, "Europe/London", DAY_0), phase(late, "Asia/Tokyo", DAY_0)) == ("before", "early")


def test_the_context_names_mode_phase_and_limb() -> None:
    assert context(Mode.MONITORING, Limb.UPPER, "early") == {
        "ctx-mode": "monitoring",
        "ctx-phase": "early",
        "ctx-limb": "upper",
    }


def test_responses_are_begun_where_what_is_planned_opens_and_where_patients_begin_unasked() -> None:
    begun = [
        source.path
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "responses.start"
    ]
    assert begun == ["bot/pain.py", "scheduler/applying.py"]
