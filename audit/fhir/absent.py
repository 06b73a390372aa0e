"""Why there is no value, in HL7's words.

A skipped question (optional, passed over) has no word there that would be true: "asked-unknown" says that
the person does not know. So it is left out, as a question is that was not reached.
Source: HL7 FHIR R4, value set data-absent-reason.
"""

from collections.abc import Mapping

from audit.fhir.naming import Node
from questionnaires.extensions import HL7

DECLINED = "asked-declined"
MASKED = "masked"
SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
OF_SCORES: Mapping[str, str] = {
    "no-prosthesis": "not-applicable",
    "not-asked": "not-asked",
    "unanswered": "unknown",
}
"""Why a score is missing -> HL7's word. "Unanswered" may be declined or not reached: nobody can tell."""


def absent_extension(reason: str) -> Node:
    """Stands in a response where an answer or its value would."""
    return {"url": f"{HL7}data-absent-reason", "valueCode": reason}


def absent_concept(reason: str, words: str = "") -> Node:
    """Stands in an observation instead of a value; `words` are our own for it."""
    concept: Node = {"coding": [{"system": SYSTEM, "code": reason}]}
    return {**concept, "text": words} if words else concept
