"""What every rule declares about itself, and what a rule gives back when it fires."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from alerts.report import Pain
from domain import Severity


class Domain(StrEnum):
    """What a case is about. One open case per patient and domain; later findings of the kind join it."""

    BLEEDING = "bleeding"
    WOUND = "wound"
    CIRCULATION = "circulation"
    SAFETY = "safety"
    PAIN = "pain"
    NEW_PLACE = "new-place"
    MOOD = "mood"
    FALL = "fall"
    TREATMENT = "treatment"
    WEAR = "wear"
    LIFE = "life"
    MEDICINES = "medicines"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the site's clinical safety officer reads and signs it.

    `fires_when` is the rule in words; its thresholds are in the file of numbers. `reads` names the link
    ids it looks at, by instrument; a test holds that each is in a bundled instrument.
    """

    id: str
    version: str
    severity: Severity
    domain: Domain
    fires_when: str
    rationale: str
    source: str
    reads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a clinician must know of. The key is the same however often the same answers are judged.

    `inputs` is plain JSON: what fired the rule, for the story of the case.
    """

    key: str
    rule: str
    version: str
    severity: Severity
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """The patient changed an answer that had fired a RED rule; `still`: the rule holds even so."""

    key: str
    rule: str
    still: bool
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RecheckWanted:
    """A rise in one pain that is asked about again in 48 to 72 h before anybody is told (AMB-2)."""

    response_id: int
    pain: Pain
    usual: Decimal
    value: Decimal


def found(rule: Rule, key: str, inputs: Mapping[str, object]) -> Finding:
    """The finding of a rule, stamped with its id, version and severity."""
    return Finding(key, rule.id, rule.version, rule.severity, inputs)


def plain(value: Decimal) -> int | str:
    """A number as JSON keeps it exactly: a whole number, or its decimals as text."""
    return int(value) if value == value.to_integral_value() else str(value)
