"""Looks up extensions, and texts in a language, in the JSON of strangers. Nothing raises."""

from collections.abc import Iterator

from questionnaires.extensions import HL7
from questionnaires.forms.nodes import Node, rows, words

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
_TRANSLATION = f"{HL7}translation"


def extensions(node: Node, *urls: str) -> Iterator[Node]:
    """The extensions of these urls, in their order."""
    return (row for row in rows(node, "extension") if words(row, "url") in urls)


def extension(node: Node, *urls: str) -> Node:
    """The first extension of one of these urls; empty if there is none."""
    return next(extensions(node, *urls), {})


def flagged(node: Node, *urls: str) -> bool:
    """Whether an extension says true."""
    return extension(node, *urls).get("valueBoolean") is True


def whole(node: Node, *urls: str) -> int | None:
    """A whole number an extension gives."""
    value = extension(node, *urls).get("valueInteger")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def said(node: Node, *urls: str, language: str = "") -> str:
    """The words an extension gives."""
    row = extension(node, *urls)
    return text(row, "valueString", language) or text(row, "valueMarkdown", language)


def text(node: Node, key: str, language: str) -> str:
    """The text at `key`, in this language if the form has it so."""
    aside = node.get(f"_{key}")
    for row in extensions(aside, _TRANSLATION) if isinstance(aside, dict) else ():
        if language and words(_part(row, "lang"), "valueCode") == language:
            return words(_part(row, "content"), "valueString") or words(node, key).strip()
    return words(node, key).strip()


def _part(row: Node, name: str) -> Node:
    return next((part for part in rows(row, "extension") if words(part, "url") == name), {})


def languages(node: Node) -> tuple[str, ...]:
    """Every language that a translation extension in this node names, in order."""
    found: dict[str, None] = {}
    seen: set[int] = set()  # a file may hold itself
    waiting: list[object] = [node]
    while waiting:
        inner = waiting.pop()
        if not isinstance(inner, (dict, list)) or id(inner) in seen:
            continue
        seen.add(id(inner))
        if isinstance(inner, dict):
            if inner.get("url") == _TRANSLATION and (code := words(_part(inner, "lang"), "valueCode")):
                found[code] = None
            waiting += reversed(inner.values())
        else:
            waiting += reversed(inner)
    return tuple(found)


def controls(node: Node) -> tuple[str, ...]:
    """The codes of the item's control, such as slider or help."""
    concept = extension(node, f"{HL7}questionnaire-itemControl").get("valueCodeableConcept")
    return (
        tuple(words(coding, "code") for coding in rows(concept, "coding"))
        if isinstance(concept, dict)
        else ()
    )
