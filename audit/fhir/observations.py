"""Pain answers and scores as FHIR R4 Observations of the category survey, derived from their response."""

from collections.abc import Iterator, Mapping

from audit.fhir.absent import DECLINED, OF_SCORES, absent_concept
from audit.fhir.codes import PAIN_SCORE, PAIN_SYSTEM, PAINS, SCORE_SYSTEM, Measure, Pain, measure_of
from audit.fhir.folded import Folded
from audit.fhir.naming import Node, reference
from audit.fhir.values import instant
from audit.records import latest_lines
from domain import EntryKind, ResponseState
from questionnaires.fold import open_questions
from questionnaires.instrument import Item
from storage.audit_words import ScoreRow

STATUS: Mapping[ResponseState, str] = {
    ResponseState.IN_PROGRESS: "preliminary",
    ResponseState.COMPLETED: "final",
    ResponseState.AMENDED: "amended",
    ResponseState.STOPPED: "final",
    ResponseState.ENTERED_IN_ERROR: "entered-in-error",
}
"""State of the response -> status of what is derived from it. A stopped one has valid answers, only fewer."""

UCUM = "http://unitsofmeasure.org"
SURVEY: Node = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"},
    ]
}


def observations(given: Folded, patient_id: str) -> Iterator[Node]:
    """The pain answers in asking order, then the scores by name and version."""
    lines = latest_lines(given.response)
    for item in open_questions(given.instrument, given.state):
        pain, told = PAINS.get(item.origin or item.link_id), _told(given, item)
        if pain is not None and told:
            at = instant(lines[item.link_id].entry.at, given.zone)
            yield {**_frame(given, patient_id, item.link_id, at), **_pain(given, item, pain), **told}
    for score in given.scores:
        name = f"{score.name}/{score.version}"
        measure = measure_of(score.name)
        yield {**_frame(given, patient_id, name, given.authored), **_score(score, measure)}


def _frame(given: Folded, patient_id: str, name: str, effective: str) -> Node:
    """What all of them have in common."""
    return {
        "resourceType": "Observation",
        "id": given.who.id_of("Observation", given.response.id, name),
        "status": STATUS[given.response.state],
        "category": [SURVEY],
        "subject": reference("Patient", patient_id),
        "effectiveDateTime": effective,
        "derivedFrom": [reference("QuestionnaireResponse", given.id)],
    }


def _told(given: Folded, item: Item) -> Node:
    """The number answered, or that it was declined; nothing when the question was not reached or skipped."""
    match given.state.values.get(item.link_id, ()):
        case (int() as number,):
            return {"valueInteger": number}
        case _ if given.state.settled.get(item.link_id) is EntryKind.DECLINED:
            return {"dataAbsentReason": absent_concept(DECLINED)}
        case _:
            return {}


def _pain(given: Folded, item: Item, pain: Pain) -> Node:
    operation = given.visit.operation.operation
    own = {"system": PAIN_SYSTEM, "code": item.origin or item.link_id, "display": pain.display}
    return {
        "code": {"coding": [*PAIN_SCORE, own], "text": pain.display},
        "bodySite": {"text": f"{pain.place} ({operation.side} {operation.limb} limb)"},
        "method": {"text": f"numeric rating from 0 (no pain) to 10, {pain.span}"},
    }


def _score(score: ScoreRow, measure: Measure) -> Node:
    own = {"system": SCORE_SYSTEM, "code": score.name, "display": measure.display}
    return {
        "code": {"coding": [own], "text": measure.display},
        "method": {"text": f"{score.name} {score.version}: {measure.method}"},
        **_value(score, measure),
    }


def _value(score: ScoreRow, measure: Measure) -> Node:
    if score.value is None:
        words = score.missing or ""
        return {"dataAbsentReason": absent_concept(OF_SCORES.get(words, "unknown"), words)}
    unit = {"unit": measure.unit, "system": UCUM, "code": measure.ucum}
    return {"valueQuantity": {"value": score.value.normalize(), **unit}}
