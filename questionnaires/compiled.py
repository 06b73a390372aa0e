"""A definition with its translations as one plain FHIR resource, by HL7's translation extension. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from questionnaires.extensions import HL7, OWN
from questionnaires.translations import Translation

_TRANSLATION = f"{HL7}translation"
_HIDDEN = f"{HL7}questionnaire-hidden"
_SPOKEN = frozenset(f"{OWN}{name}" for name in ("help", "why", "low-anchor", "high-anchor"))
"""The extensions whose words a person reads."""

Node = Mapping[str, Any]


def compiled(resource: Node, translations: Sequence[Translation]) -> dict[str, Any]:
    """The questionnaire as FHIR R4 JSON: beside each text its translations, in the order given."""
    whole = {key: value for key, value in resource.items() if key != "item"}
    items = [_item(item, translations) for item in resource.get("item", ())]
    return {**_beside(whole, "title", "", translations), "item": items}


def _item(node: Node, translations: Sequence[Translation]) -> dict[str, Any]:
    if any(row["url"] == _HIDDEN for row in node.get("extension", ())):
        return dict(node)
    link_id = node["linkId"]
    item = _beside(node, "text", link_id, translations)
    if "extension" in node:
        item["extension"] = [_extension(row, link_id, translations) for row in node["extension"]]
    if "answerOption" in node:
        item["answerOption"] = [
            {**row, "valueCoding": _beside(row["valueCoding"], "display", link_id, translations)}
            for row in node["answerOption"]
        ]
    if "item" in node:
        item["item"] = [_item(child, translations) for child in node["item"]]
    return item


def _extension(row: Node, link_id: str, translations: Sequence[Translation]) -> dict[str, Any]:
    return _beside(row, "valueString", link_id, translations) if row["url"] in _SPOKEN else dict(row)


def _beside(node: Node, key: str, link_id: str, translations: Sequence[Translation]) -> dict[str, Any]:
    """The node, with the translations of its text at `_key`, where FHIR has what belongs to a text."""
    text = node.get(key, "")
    found = [(each.language, words) for each in translations if (words := each.of(link_id, text))]
    if not found:
        return dict(node)
    return {**node, f"_{key}": {"extension": [_translation(*pair) for pair in found]}}


def _translation(language: str, words: str) -> dict[str, Any]:
    lang = {"url": "lang", "valueCode": language}
    return {"url": _TRANSLATION, "extension": [lang, {"url": "content", "valueString": words}]}
