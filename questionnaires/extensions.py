"""The FHIR extensions that are understood: HL7's where there is one, else ours (`urn:tmr-followup:...`)."""

from collections.abc import Mapping
from typing import Any

from questionnaires.cursor import Place
from questionnaires.instrument import Advance

HL7 = "http://hl7.org/fhir/StructureDefinition/"
OWN = "urn:tmr-followup:"
CONTROL = "http://hl7.org/fhir/questionnaire-item-control"

Known = Mapping[str, tuple[str, str]]
"""url -> (FHIR value key, our name)"""

OF_ITEM: Known = {
    f"{HL7}minValue": ("valueInteger", "minimum"),
    f"{HL7}maxValue": ("valueInteger", "maximum"),
    f"{HL7}questionnaire-hidden": ("valueBoolean", "hidden"),
    f"{HL7}questionnaire-itemControl": ("valueCodeableConcept", "control"),
    f"{OWN}low-anchor": ("valueString", "low_anchor"),
    f"{OWN}high-anchor": ("valueString", "high_anchor"),
    f"{OWN}help": ("valueString", "help"),
    f"{OWN}why": ("valueString", "why"),
    f"{OWN}last-button": ("valueInteger", "last_button"),
    f"{OWN}key-outcome": ("valueBoolean", "key_outcome"),
}
OF_OPTION: Known = {
    f"{HL7}questionnaire-optionExclusive": ("valueBoolean", "exclusive"),
    f"{HL7}ordinalValue": ("valueDecimal", "weight"),
}
OF_INSTRUMENT: Known = {
    f"{OWN}minutes": ("valueInteger", "minutes"),
    f"{OWN}advance": ("valueCode", "advance"),
}


def extensions(place: Place, known: Known) -> dict[str, Any]:
    """The extensions of one object by our names; one that is not known, or stands twice, is a fault."""
    values: dict[str, Any] = {}
    for row in place.rows("extension"):
        url = row.word("url", known)
        if url is None:
            continue
        key, name = known[url]
        row.only("url", key)
        if name in values:
            row.fault("This extension stands here twice.", "url")
        values[name] = _value(row, key)
    return values


def _value(row: Place, key: str) -> object:
    match key:
        case "valueInteger" | "valueDecimal":
            return row.whole(key)
        case "valueBoolean":
            if key not in row.node:
                row.fault("true or false is wanted here.", key)
            return row.flag(key)
        case "valueString":
            return row.text(key)
        case "valueCode":
            return row.word(key, tuple(Advance))
        case _:
            return _control(row, key)


def _control(row: Place, key: str) -> str | None:
    """The one control that is understood: a slider, drawn in a chat as a row of numbers."""
    concept = row.one(key)
    codings = concept.rows("coding") if concept else ()
    for coding in codings:
        coding.word("system", (CONTROL,))
        return coding.word("code", ("slider",))
    if concept:
        concept.fault("A coding is wanted here.", "coding")
    return None
