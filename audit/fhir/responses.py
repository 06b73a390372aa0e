"""One response as a FHIR R4 QuestionnaireResponse.

`source` is the patient when they tapped any of the answers themselves. `author` is the staff when any was
entered by them (who exactly is in the trail, not here). Both stand there when both had a part.
"""

from audit.fhir.folded import Folded
from audit.fhir.items import Filling, filled
from audit.fhir.naming import Node, extension, reference
from questionnaires.publishing import canonical

STAFF: Node = {"type": "Practitioner", "display": "staff of the hospital"}


def response_resource(given: Folded, patient_id: str, *, with_free_text: bool) -> Node:
    """The resource. An array that would be empty is left out: FHIR knows none."""
    response = given.response
    patient = reference("Patient", patient_id)
    items = filled(Filling(given.state, given.zone, with_free_text), given.instrument.items)
    return {
        "resourceType": "QuestionnaireResponse",
        "id": given.id,
        "language": response.language,
        "extension": _place(given),
        "identifier": given.who.identifier("response", response.id),
        "questionnaire": canonical(given.instrument),
        "status": response.state.value,
        "subject": patient,
        "authored": given.authored,
        **_hands(given, patient),
        **({"item": items} if items else {}),
    }


def _place(given: Folded) -> list[Node]:
    """Which operation and time point it answers, as the tables of the audit name them."""
    assessment = given.visit.assessment
    return [
        extension("episode", "valueString", given.visit.operation.episode),
        extension("time-point", "valueString", assessment.time_point),
        extension("in-force", "valueBoolean", assessment.in_force),
    ]


def _hands(given: Folded, patient: Node) -> Node:
    tapped = {line.by.startswith("patient:") for line in given.response.log}
    author: Node = {"author": STAFF} if False in tapped else {}
    return {**author, **({"source": patient} if True in tapped else {})}
