"""Writes FHIR R4: a Bundle a person, and every version of a questionnaire that any of them answered."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.fhir.as_json import as_json
from audit.fhir.bundles import person_bundles
from audit.fhir.naming import Node
from audit.material import Material
from questionnaires.compiled import compiled
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from questionnaires.publishing import published

KINDS = (
    "Patient",
    "QuestionnaireResponse",
    "Observation",
    "Procedure",
    "CarePlan",
    "AdverseEvent",
    "Flag",
    "Communication",
)
"""What a Bundle may hold."""

BUNDLES, QUESTIONNAIRES = "bundles", "questionnaires"
NAMES = {BUNDLES, f"{BUNDLES}/*.json", QUESTIONNAIRES, f"{QUESTIONNAIRES}/*.json"}
"""What such an export leaves in its folder."""


def write_fhir(folder: Path, material: Material) -> Mapping[str, int]:
    """`bundles/P0001.json` and `questionnaires/core-1.1.0.json`; tells how many resources of each type."""
    counts = dict.fromkeys(KINDS, 0)
    counts |= Counter(kind for kind in _write_bundles(folder / BUNDLES, material))
    return {**counts, "Questionnaire": _write_questionnaires(folder / QUESTIONNAIRES, material)}


def _write_bundles(folder: Path, material: Material) -> list[str]:
    """The types of all the resources written."""
    folder.mkdir()
    kinds: list[str] = []
    bundles = person_bundles(
        material.register, material.instrument_of, material.at, with_free_text=material.with_free_text
    )
    for bundle in bundles:
        _write(folder / f"{bundle.patient}.json", bundle.resource)
        kinds += [entry["resource"]["resourceType"] for entry in bundle.resource["entry"]]
    return kinds


def _write_questionnaires(folder: Path, material: Material) -> int:
    folder.mkdir()
    used = {material.instrument_of(response) for response in material.register.responses}
    for instrument in used:
        resource = published(_definition(material.library, instrument))
        _write(folder / f"{instrument.id}-{instrument.version}.json", resource)
    return len(used)


def _definition(library: Library, instrument: Instrument) -> Mapping[str, Any]:
    """As its file has it, with our own translations beside its texts."""
    definition, translations = library.definition(instrument), library.translations_of(instrument)
    return compiled(definition, translations) if translations else definition


def _write(path: Path, resource: Node) -> None:
    path.write_bytes(f"{as_json(resource)}\n".encode())
