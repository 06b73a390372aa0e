"""Theatre counts, reviews and baselines from memory in the export: what of them a choice keeps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.choosing import Choice, choice, narrowed
from audit.columns import as_cell
from audit.records import Visit, visits
from audit.table_assessments import FROM_MEMORY
from audit.table_oversight import at_site
from storage import audit_rows
from storage.database import Database
from storage.register_words import Review, TheatreCount
from tests.audit.report.people import AT
from tests.audit.report.test_flow import register

COUNTS = (TheatreCount(1, 2024, 1, 4, AT, "cli"), TheatreCount(2, 2024, 2, 1, AT, "cli"))
REVIEWS = tuple(
    Review(number, site, period, "f" * 64, 1, date(2025, 1, 9), "none", AT, "cli")
    for number, site, period in ((1, 1, "2024"), (2, 1, "2024-Q1"), (3, 2, "2024-Q2"))
)


@pytest.mark.parametrize(
    ("chosen", "quarters", "numbers"),
    [
        (choice(), [1, 2], [1, 2, 3]),
        (choice("NORTH"), [1], [1, 2]),
        (choice(period="2024-Q1"), [1], [2]),
        (choice(period="2024-01-15..2024-06-30"), [2], [3]),
        (choice("SOUTH", "2024"), [2], [3]),
    ],
)
def test_what_lies_whole_in_the_choice_is_exported(
    chosen: Choice, quarters: list[int], numbers: list[int]
) -> None:
    found = narrowed(replace(register(*COUNTS), reviews=REVIEWS), chosen)
    assert [each.row.quarter for each in at_site(found, found.theatre)] == quarters
    assert [each.row.id for each in at_site(found, found.reviews)] == numbers
    assert {each.site.code for each in at_site(found, found.theatre)} <= {"NORTH", "SOUTH"}


def test_a_baseline_given_after_the_operation_says_so(hostile_register: Database) -> None:
    with hostile_register.read() as tx:
        visit = next(each for each in visits(audit_rows.register(tx)) if each.responses)
    assert from_memory(visit) is None
    baseline = replace(visit, assessment=replace(visit.assessment, time_point="BL"))
    assert from_memory(baseline) == "true"
    tmr_on = visit.operation.operation.tmr_on
    before = tuple(replace(each, given_on=tmr_on - timedelta(days=1)) for each in visit.responses)
    assert from_memory(replace(baseline, responses=before)) == "false"
    assert from_memory(replace(baseline, responses=())) is None


def from_memory(visit: Visit) -> object:
    return as_cell(FROM_MEMORY.value(visit))
