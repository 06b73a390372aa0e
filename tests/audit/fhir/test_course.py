"""Operations, plans, adverse events, open cases and messages in the Bundle: what they say, and what not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.fhir.bundles import person_bundles
from domain import (
    Alert,
    AlertState,
    AssessmentState,
    Channel,
    PatientStatus,
    Severity,
)
from storage.audit_words import AlertRow, MessageRow, OperationRow, Register, SafetyEventRow
from storage.register_words import ReoperationReason, SafetyKind
from storage.words import OutboxState, SafetyCategory, SafetyState
from tests.audit.fhir.stories import OPERATED, story
from tests.audit.fhir.validators import Node, faults, lost_references, resources
from tests.questionnaires.bundled import core
from tests.questionnaires.talking import NOON

AT = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
TOLD = story(core().through(prosthesis_have=True))
EVENT = SafetyEventRow(
    id=4,
    episode_id=1,
    response_id=None,
    category=SafetyCategory.REOPERATION,
    state=SafetyState.CONFIRMED,
    occurred_on=date(2025, 6, 1),
    reported_at=NOON,
    reported_by="staff:DR1",
    grade="IIIb",
    reoperation_reason=ReoperationReason.OTHER_NERVE,
)
ALERT = Alert(
    id=3,
    key="AMB-3a:9:rlp",
    episode_id=1,
    response_id=9,
    rule="AMB-3a",
    rule_version="1.0.0",
    severity=Severity.AMBER,
    state=AlertState.OPEN,
    fired_at=NOON,
    inputs={"value": 9},
    acknowledged_at=None,
    acknowledged_by_id=None,
    closed_at=None,
    numbers_version=None,
    numbers_checksum=None,
)
MESSAGE = MessageRow(8, "P0001", "prompt", Channel.TELEGRAM, False, OutboxState.SENT, NOON)


def bundle(operation: OperationRow = OPERATED, at: datetime = AT, **more: Any) -> Node:
    register: Register = replace(TOLD.register, operations=(operation,), **more)
    (made,) = person_bundles(register, lambda _: TOLD.instrument, at, with_free_text=False)
    assert faults(made.resource) == []
    assert lost_references(made.resource) == []
    return made.resource


def one(made: Node, kind: str) -> Node:
    (found,) = resources(made, kind)
    return found


def own(concept: Node) -> list[str]:
    """The codes of our own; there are no others but those of HL7."""
    assert all(
        each["system"].startswith(("urn:tmr-followup:", "http://terminology.hl7.org/"))
        for each in concept["coding"]
    )
    return [each["code"] for each in concept["coding"]]


def test_the_operation_is_a_procedure_with_side_limb_and_indication() -> None:
    found = one(bundle(), "Procedure")
    assert (found["status"], found["performedDateTime"]) == ("completed", "2025-01-15")
    assert own(found["category"]) == ["secondary"]
    assert own(found["code"]) == ["tmr"]
    assert found["bodySite"][0]["text"] == "left lower limb, transtibial"
    assert own(found["reasonCode"][0]) == ["trauma"]


def test_an_operation_to_come_is_in_preparation() -> None:
    assert one(bundle(at=datetime(2025, 1, 14, 12, tzinfo=UTC)), "Procedure")["status"] == "preparation"


def test_the_plan_has_each_assessment_with_its_window_and_what_was_answered() -> None:
    plan = one(bundle(), "CarePlan")
    (activity,) = plan["activity"]
    assert (plan["status"], plan["intent"]) == ("completed", "plan")
    assert activity["detail"]["status"] == "completed"
    assert activity["detail"]["scheduledPeriod"] == {"start": "2025-01-15", "end": "2025-01-15"}
    assert activity["outcomeReference"][0]["type"] == "QuestionnaireResponse"


@pytest.mark.parametrize(
    ("state", "reason", "status", "plan"),
    [
        (AssessmentState.PLANNED, None, "scheduled", "active"),
        (AssessmentState.OPEN, None, "in-progress", "active"),
        (AssessmentState.PARTIAL, "window-closed", "completed", "completed"),
        (AssessmentState.MISSED, "not-reached", "stopped", "completed"),
        (AssessmentState.CANCELLED, "withdrawn", "cancelled", "completed"),
    ],
)
def test_an_activity_tells_how_the_window_stands(
    state: AssessmentState, reason: str | None, status: str, plan: str
) -> None:
    asked = replace(TOLD.register.assessments[0], state=state, reason=reason)
    found = one(bundle(assessments=(asked,)), "CarePlan")
    detail = found["activity"][0]["detail"]
    assert (found["status"], detail["status"]) == (plan, status)
    assert detail.get("statusReason", {}).get("text") == reason


def test_who_withdrew_has_a_plan_that_is_revoked_and_who_is_not_followed_has_none() -> None:
    assert (
        one(bundle(replace(OPERATED, patient_status=PatientStatus.WITHDRAWN)), "CarePlan")["status"]
        == "revoked"
    )
    assert resources(bundle(replace(OPERATED, activated_at=None)), "CarePlan") == []


def test_a_confirmed_event_is_an_adverse_event_that_hangs_on_the_operation() -> None:
    made = bundle(safety_events=(EVENT,))
    found = one(made, "AdverseEvent")
    assert (found["actuality"], found["date"]) == ("actual", "2025-06-01")
    assert own(found["event"]) == ["reoperation", "other-nerve-neuroma"]
    assert (own(found["seriousness"]), found["seriousness"]["text"]) == (
        ["serious"],
        "serious (Clavien-Dindo IIIb)",
    )
    assert "outcome" not in found
    assert found["suspectEntity"][0]["instance"]["reference"].endswith(one(made, "Procedure")["id"])


@pytest.mark.parametrize("state", [SafetyState.SUSPECTED, SafetyState.REFUTED])
def test_an_event_that_nobody_confirmed_is_none(state: SafetyState) -> None:
    assert resources(bundle(safety_events=(replace(EVENT, state=state),)), "AdverseEvent") == []


def test_death_is_fatal_and_serious_and_a_low_grade_is_not_serious() -> None:
    death = replace(EVENT, category=SafetyCategory.OTHER, kind=SafetyKind.DEATH, grade=None)
    found = one(bundle(safety_events=(death,)), "AdverseEvent")
    assert (own(found["outcome"]), own(found["seriousness"])) == (["fatal"], ["serious"])
    low = one(bundle(safety_events=(replace(EVENT, grade="II"),)), "AdverseEvent")
    assert own(low["seriousness"]) == ["not-serious"]
    assert "seriousness" not in one(bundle(safety_events=(replace(EVENT, grade=None),)), "AdverseEvent")


def test_a_case_that_is_open_is_a_flag_and_a_closed_one_is_none() -> None:
    found = one(bundle(alerts=(AlertRow(ALERT, ()),)), "Flag")
    assert (found["status"], own(found["code"]), own(found["category"][0])) == (
        "active",
        ["AMB-3a"],
        ["amber"],
    )
    assert "9" not in str(found["code"])
    closed = replace(ALERT, state=AlertState.RESOLVED, closed_at=NOON)
    assert resources(bundle(alerts=(AlertRow(closed, ()),)), "Flag") == []


@pytest.mark.parametrize(
    ("message", "status", "to"),
    [
        (MESSAGE, "completed", "Patient"),
        (replace(MESSAGE, state=OutboxState.UNSURE), "unknown", "Patient"),
        (replace(MESSAGE, to_staff=True, kind="alert", channel=Channel.EMAIL), "completed", "Practitioner"),
    ],
)
def test_a_message_tells_kind_channel_and_moment_and_never_words(
    message: MessageRow, status: str, to: str
) -> None:
    found = one(bundle(messages=(message,)), "Communication")
    assert (found["status"], found["recipient"][0]["type"]) == (status, to)
    assert own(found["category"][0]) == [message.kind]
    assert own(found["medium"][0]) == [message.channel.value]
    assert "payload" not in found
