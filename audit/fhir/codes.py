"""What each Observation is called: a table for pain questions by link id, and one for scores by name.

Two public codes say "a pain score from 0 to 10"; they cannot tell residual limb pain from phantom pain. So
each pain question has a code of our own beside them. No other public code is used: none is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.fhir.naming import Node
from questionnaires.extensions import OWN

PAIN_SCORE: tuple[Node, ...] = (
    {"system": "http://loinc.org", "code": "72514-3"},
    {"system": "http://snomed.info/sct", "code": "225908003"},
)
"""LOINC: pain severity, 0 to 10 verbal numeric rating, reported. SNOMED CT: pain score."""

PAIN_SYSTEM = f"{OWN}item"
SCORE_SYSTEM = f"{OWN}score"


@dataclass(frozen=True, slots=True)
class Pain:
    """A pain question: which pain, where in the body, and which time it asks about."""

    name: str
    place: str
    span: str

    @property
    def display(self) -> str:
        return f"{self.name}, {self.span}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A score: its name for people, what it is, and its unit in UCUM (`unit` is the unit for people)."""

    display: str
    method: str
    unit: str = "score"
    ucum: str = "{score}"


_RLP, _PLP, _NEW = "Residual limb pain", "Phantom limb pain", "Pain in a new place"
_STUMP, _PHANTOM, _ELSEWHERE = "residual limb", "phantom limb", "new place, neither residual nor phantom limb"
_AVERAGE, _WORST, _NOW = "average of the last 7 days", "worst of the last 24 hours", "now"

PAINS: Mapping[str, Pain] = {
    "rlp-average": Pain(_RLP, _STUMP, _AVERAGE),
    "rlp-worst": Pain(_RLP, _STUMP, _WORST),
    "rlp-now": Pain(_RLP, _STUMP, _NOW),
    "plp-average": Pain(_PLP, _PHANTOM, _AVERAGE),
    "plp-worst": Pain(_PLP, _PHANTOM, _WORST),
    "plp-now": Pain(_PLP, _PHANTOM, _NOW),
    "new-place-pain": Pain(_NEW, _ELSEWHERE, _AVERAGE),
}
"""Link id -> what it asks; 0 to 10 each, 0 is no pain. The link id is our code as well."""

MEASURES: Mapping[str, Measure] = {
    "pain-interference": Measure(
        "Pain interference", "mean of two items, 0 to 10; an own score, not PEG", "score", "{score}"
    ),
    "wear-index": Measure(
        "Prosthesis wear index", "share of 7 days of 16 hours; an own index, not Q-TFA", "%", "%"
    ),
    "phq-4": Measure("PHQ-4", "sum of four items, 0 to 12; Kroenke 2009"),
    "gad-2": Measure("GAD-2", "sum of the two items on worry, 0 to 6; the anxiety half of PHQ-4"),
    "phq-2": Measure("PHQ-2", "sum of the two items on mood, 0 to 6; the depression half of PHQ-4"),
}
"""Name of a score -> what it is. A score that is not here goes out under its name, as a plain score."""


def measure_of(name: str) -> Measure:
    return MEASURES.get(name) or Measure(name, "see the product's definition of this score")
