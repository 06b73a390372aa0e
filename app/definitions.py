"""A bundled instrument as a FHIR resource."""

import json

from questionnaires.compiled import compiled
from questionnaires.library import Library


def as_fhir(name: str) -> str:
    """The current version as FHIR R4 JSON, each text with its translations."""
    library = Library.bundled()
    current = library.current(name)
    body = compiled(library.definition(current), library.translations_of(current))
    return json.dumps(body, ensure_ascii=False, indent=2)
