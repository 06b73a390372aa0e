"""The operation as a Procedure, its follow-up as a CarePlan, and what went wrong as AdverseEvents.

No public code is used for the operation, the limb or the event: none of those known to us is certain. Our own
codes, with their words, stand there instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.fhir.naming import Node, Who, reference
from audit.records import Visit
from domain import LEFT, AssessmentState
from questionnaires.extensions import OWN
from storage.audit_words import OperationRow, SafetyEventRow
from storage.register_words import SafetyKind
from storage.words import SafetyState, Technique

TECHNIQUES = {
    Technique.TMR: "Targeted muscle reinnervation",
    Technique.TMR_RPNI: "Targeted muscle reinnervation with regenerative peripheral nerve interfaces",
    Technique.RPNI_ONLY: "Regenerative peripheral nerve interfaces, without targeted muscle reinnervation",
}
ACTIVITY = {
    AssessmentState.PLANNED: "scheduled",
    AssessmentState.OPEN: "in-progress",
    AssessmentState.COMPLETED: "completed",
    AssessmentState.PARTIAL: "completed",
    AssessmentState.MISSED: "stopped",
    AssessmentState.CANCELLED: "cancelled",
}
"""State of an assessment -> status of the activity. A partial one counts, and is over."""

_OVER = frozenset(AssessmentState) - {AssessmentState.PLANNED, AssessmentState.OPEN}
_FATAL: Node = {"system": "http://terminology.hl7.org/CodeSystem/adverse-event-outcome", "code": "fatal"}
_SERIOUS_GRADES = ("III", "IV", "V")


@dataclass(frozen=True, slots=True)
class Operated:
    """One operation with its visits, in order, and its safety events, by number."""

    row: OperationRow
    visits: Sequence[Visit]
    events: Sequence[SafetyEventRow]


def own(system: str, code: str, words: str) -> Node:
    """A concept of our own."""
    return {"coding": [{"system": f"{OWN}{system}", "code": code}], "text": words}


def procedure_id(who: Who, row: OperationRow) -> str:
    return who.id_of("Procedure", row.episode)


def procedure(who: Who, patient: Node, row: OperationRow, on: date) -> Node:
    """The operation. One that is still to come on the day of the export is in preparation."""
    told = row.operation
    return {
        "resourceType": "Procedure",
        "id": procedure_id(who, row),
        "identifier": [who.identifier("episode", row.episode)],
        "status": "completed" if told.tmr_on <= on else "preparation",
        "category": own("indication", told.indication.value, f"{told.indication.value} TMR"),
        "code": own("technique", told.technique.value, TECHNIQUES[told.technique]),
        "subject": patient,
        "performedDateTime": told.tmr_on.isoformat(),
        "reasonCode": [own("cause", told.cause.value, f"amputation: {told.cause.value}")],
        "bodySite": [own("limb", f"{told.side}-{told.limb}", f"{told.side} {told.limb} limb, {told.level}")],
    }


def care_plan(who: Who, patient: Node, operated: Operated) -> Iterator[Node]:
    """The plan of assessments; none where follow-up was not activated."""
    row, visits = operated.row, [visit for visit in operated.visits if visit.assessment.in_force]
    if row.activated_at is None or not visits:
        return
    yield {
        "resourceType": "CarePlan",
        "id": who.id_of("CarePlan", row.episode),
        "identifier": [who.identifier("plan", row.episode)],
        "status": _plan_status(row, visits),
        "intent": "plan",
        "title": f"Follow-up after {row.episode}: {row.protocol} {row.protocol_version}",
        "subject": patient,
        "period": {
            "start": min(visit.assessment.opens_on for visit in visits).isoformat(),
            "end": max(visit.assessment.closes_on for visit in visits).isoformat(),
        },
        "supportingInfo": [reference("Procedure", procedure_id(who, row))],
        "activity": [_activity(who, visit) for visit in visits],
    }


def _plan_status(row: OperationRow, visits: Sequence[Visit]) -> str:
    if row.patient_status in LEFT:
        return "revoked"
    return "completed" if all(visit.assessment.state in _OVER for visit in visits) else "active"


def _activity(who: Who, visit: Visit) -> Node:
    asked = visit.assessment
    given = [
        reference("QuestionnaireResponse", who.id_of("QuestionnaireResponse", response.id))
        for response in visit.responses
    ]
    detail: Node = {
        "code": own("time-point", asked.time_point, f"{asked.time_point}: {', '.join(asked.instruments)}"),
        "status": ACTIVITY[asked.state],
        **({"statusReason": own("end-reason", asked.reason, asked.reason)} if asked.reason else {}),
        "scheduledPeriod": {"start": asked.opens_on.isoformat(), "end": asked.closes_on.isoformat()},
    }
    return {**({"outcomeReference": given} if given else {}), "detail": detail}


def adverse_events(who: Who, patient: Node, operated: Operated) -> Iterator[Node]:
    """The events that a clinician confirmed; what is only suspected is not told as if it had happened."""
    for event in operated.events:
        if event.state is SafetyState.CONFIRMED:
            yield {
                "resourceType": "AdverseEvent",
                "id": who.id_of("AdverseEvent", event.id),
                "identifier": who.identifier("safety-event", event.id),
                "actuality": "actual",
                "event": _what(event),
                "subject": patient,
                "date": event.occurred_on.isoformat(),
                **_how_bad(event),
                "suspectEntity": [{"instance": reference("Procedure", procedure_id(who, operated.row))}],
            }


def _what(event: SafetyEventRow) -> Node:
    codings: list[Any] = [{"system": f"{OWN}safety-category", "code": event.category.value}]
    told = [event.category.value]
    for system, word in (("safety-kind", event.kind), ("reoperation-reason", event.reoperation_reason)):
        if word is not None:
            codings.append({"system": f"{OWN}{system}", "code": word.value})
            told.append(word.value)
    return {"coding": codings, "text": ": ".join(told)}


def _how_bad(event: SafetyEventRow) -> Node:
    """Serious from Clavien-Dindo grade III on, or when the person died; not told where neither is known."""
    died = event.kind is SafetyKind.DEATH
    told: Node = {"outcome": {"coding": [_FATAL], "text": "died"}} if died else {}
    if died or event.grade:
        serious = died or str(event.grade).startswith(_SERIOUS_GRADES)
        grade = f" (Clavien-Dindo {event.grade})" if event.grade else ""
        words = f"{'serious' if serious else 'not serious'}{grade}"
        told["seriousness"] = own("seriousness", "serious" if serious else "not-serious", words)
    return told
