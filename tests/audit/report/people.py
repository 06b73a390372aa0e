"""Operations of a small made-up register, as the report reads them: plain values, no database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from audit.cohort.measures import Measure
from audit.cohort.operated import Operated, Outcomes, Window
from audit.missingness import Missingness
from domain import PatientStatus
from storage.audit_words import SafetyEventRow
from storage.words import Governance, SafetyCategory, SafetyState
from tests import cast
from tests.audit.fhir.stories import OPERATED

ON = date(2024, 3, 1)
AS_OF = date(2026, 11, 26)
AT = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
ALL_CAME = Missingness.COMPLETED


def person(
    number: int,
    values: Mapping[str, Mapping[Measure, float]] | None = None,
    *,
    tmr_on: date = ON,
    status: PatientStatus = PatientStatus.FOLLOWED,
    came: Mapping[str, Missingness] | None = None,
    governance: Governance = cast.GOVERNANCE,
    surgeon: str | None = None,
    **operation: Any,
) -> Operated:
    """One operation with these values by time point; each of those windows came back complete."""
    outcomes = {
        point: Outcomes({m: Decimal(str(v)) for m, v in given.items()}, None, tmr_on)
        for point, given in (values or {}).items()
    }
    states = dict.fromkeys(outcomes, ALL_CAME) | dict(came or {})
    windows = {point: Window(tmr_on + timedelta(days=20), state) for point, state in states.items()}
    row = replace(
        OPERATED,
        episode_id=number,
        episode=f"E{number:04d}",
        patient=f"P{number:04d}",
        patient_status=status,
        status_on=tmr_on + timedelta(days=100),
        operation=replace(cast.OPERATION, tmr_on=tmr_on, **operation),
        governance=governance,
        surgery=replace(OPERATED.surgery, operating_surgeon=surgeon),
    )
    return Operated(row, outcomes, windows, (), None)


def event(
    days: int,
    category: SafetyCategory = SafetyCategory.INFECTION,
    state: SafetyState = SafetyState.CONFIRMED,
    **words: Any,
) -> SafetyEventRow:
    """A safety event so many days after `ON`."""
    return SafetyEventRow(
        id=days,
        episode_id=1,
        response_id=None,
        category=category,
        state=state,
        occurred_on=ON + timedelta(days=days),
        reported_at=AT,
        reported_by="cli",
        grade=words.pop("grade", None),
        **words,
    )


def harmed(each: Operated, *events: SafetyEventRow, reoperated: tuple[date, str] | None = None) -> Operated:
    return replace(each, events=events, reoperated=reoperated)
