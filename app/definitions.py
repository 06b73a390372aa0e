"""What is at hand of instruments: a list with languages, and one of them as a FHIR resource."""

import json

from questionnaires.compiled import compiled
from questionnaires.library import Library


def instrument_rows() -> list[dict[str, object]]:
    """The current version of each bundled instrument, with the languages it speaks."""
    library = Library.bundled()
    found = [library.current(name) for name in library.ids]
    return [
        {
            "instrument": each.id,
            "version": each.version,
            "title": each.title,
            "languages": ", ".join(library.languages(each)),
        }
        for each in found
    ]


def as_fhir(name: str) -> str:
    """The current version as FHIR R4 JSON, each text with its translations."""
    library = Library.bundled()
    current = library.current(name)
    body = compiled(library.definition(current), library.translations_of(current))
    return json.dumps(body, ensure_ascii=False, indent=2)
