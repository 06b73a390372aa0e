"""A definition as receivers of the answers read it: a FHIR R4 Questionnaire in plain JSON. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from questionnaires.instrument import Instrument


def canonical(instrument: Instrument) -> str:
    """How a response names the very version it answers: `url|version`."""
    return f"{instrument.url}|{instrument.version}"


def published(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The resource of a definition file, in its own keys and order.

    Our files are FHIR as they stand. Only the id is made longer by the version: a server keeps one resource
    an id, and answers to an earlier version need that version's questions.
    """
    resource: dict[str, Any] = _plain(definition)
    return {**resource, "id": f"{resource['id']}-{resource['version']}"}


def _plain(node: Any) -> Any:
    """The same as JSON has it; what YAML read as a date is text again."""
    match node:
        case Mapping():
            return {key: _plain(value) for key, value in node.items()}
        case list():
            return [_plain(value) for value in node]
        case date() | datetime():
            return node.isoformat()
        case _:
            return node
