"""What is wrong with a definition file, for tests."""

import pytest

from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from tests.questionnaires.talking import questionnaire

OPTION = "{valueCoding: {system: s, code: x, display: X}}"
A = "  - {linkId: a, type: integer, text: A?}\n"


def b_when(condition: str, kind: str = "text") -> str:
    """An item `b` with this one condition."""
    return f"  - {{linkId: b, type: {kind}, text: B?, enableWhen: [{{{condition}}}]}}"


def faults(items: str, **top: object) -> list[tuple[str, str]]:
    """All that is wrong with these items. HL7: and OPTION stand for what is long and the same everywhere."""
    short = {"HL7:": "http://hl7.org/fhir/StructureDefinition/", "OPTION": OPTION}
    for name, words in short.items():
        items = items.replace(name, words)
    resource = {**questionnaire(items), **top}
    with pytest.raises(InstrumentFaults) as caught:
        read({key: value for key, value in resource.items() if value is not None}, "checksum")
    return list(caught.value.faults)
