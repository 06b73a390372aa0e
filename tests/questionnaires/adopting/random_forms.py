"""Makes forms of every kind of item by dice: conditions, things that repeat, children, limits."""

from random import Random
from typing import Any

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
KINDS = (
    "boolean", "integer", "decimal", "date", "dateTime", "time", "string", "text", "url", "choice",
    "open-choice", "quantity", "display", "group",
)  # fmt: skip
_ANSWERS: dict[str, tuple[tuple[str, Any], ...]] = {
    "boolean": (("answerBoolean", True), ("answerBoolean", False)),
    "integer": (("answerInteger", 3), ("answerInteger", 7)),
    "decimal": (("answerDecimal", 2.5),),
    "date": (("answerDate", "2025-06-03"),),
    "dateTime": (("answerDateTime", "2025-06-03T14:30:00Z"),),
    "time": (("answerTime", "14:30:00"),),
    "string": (("answerString", "words"),),
    "choice": (("answerCoding", {"system": "urn:x", "code": "a"}),),
    "quantity": (("answerQuantity", {"value": 3, "unit": "kg"}),),
}
_ORDERED = ("integer", "decimal", "date", "dateTime", "time", "quantity")


def random_form(seed: int) -> dict[str, Any]:
    """A form of up to some twenty items that can be asked: nothing in it is refused."""
    dice = Random(seed)
    known: list[tuple[str, str]] = []
    items = [_item(dice, f"{number}", 0, known) for number in range(dice.randint(1, 6))]
    items.append({"linkId": "last", "type": "boolean", "text": "Is that all?"})
    return {"resourceType": "Questionnaire", "id": "random", "version": "1", "title": "Random", "item": items}


def _item(dice: Random, link_id: str, depth: int, known: list[tuple[str, str]]) -> dict[str, Any]:
    kind = dice.choice(KINDS if depth < 3 else KINDS[:-1])
    item: dict[str, Any] = {"linkId": link_id, "type": kind, "text": f"Text of {link_id}"}
    if known and dice.random() < 0.4:
        _conditions(dice, item, known)
    if kind in ("choice", "open-choice"):
        item["answerOption"] = [{"valueCoding": {"system": "urn:x", "code": code}} for code in "abcdefghijk"]
    if kind == "quantity" and dice.random() < 0.7:
        item["extension"] = [
            {"url": f"{HL7}questionnaire-unitOption", "valueCoding": {"code": code, "display": code}}
            for code in dice.choice((("kg",), ("kg", "lb")))
        ]
    if kind == "integer" and dice.random() < 0.6:
        item["extension"] = [
            {"url": f"{HL7}minValue", "valueInteger": 0},
            {"url": f"{HL7}maxValue", "valueInteger": dice.choice((5, 10, 100))},
        ]
    _flags(dice, item)
    if known and dice.random() < 0.1:
        _expression(dice, item, known)
    if kind != "display":
        known.append((link_id, kind))
    _children(dice, item, link_id, depth, known)
    return item


def _expression(dice: Random, item: dict[str, Any], known: list[tuple[str, str]]) -> None:
    """A condition in FHIRPath on a question before it."""
    source = dice.choice(known)[0]
    exists = dice.choice(("exists()", "empty()"))
    text = f"%resource.descendants().where(linkId='{source}').answer.{exists}"
    said = {"language": "text/fhirpath", "expression": text}
    item.setdefault("extension", []).append({"url": f"{SDC}enableWhenExpression", "valueExpression": said})


def _flags(dice: Random, item: dict[str, Any]) -> None:
    if item["type"] != "display" and dice.random() < 0.3:
        item["repeats"] = True
    if item["type"] not in ("display", "group"):
        item["required"] = dice.random() < 0.5
        if dice.random() < 0.1:
            item.setdefault("extension", []).append(
                {"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}
            )


def _children(
    dice: Random, item: dict[str, Any], link_id: str, depth: int, known: list[tuple[str, str]]
) -> None:
    chance = 1.0 if item["type"] == "group" else 0.15 if depth < 2 and item["type"] != "display" else 0.0
    if dice.random() < chance:
        item["item"] = [
            _item(dice, f"{link_id}.{number}", depth + 1, known) for number in range(dice.randint(1, 3))
        ]


def _conditions(dice: Random, item: dict[str, Any], known: list[tuple[str, str]]) -> None:
    rows = []
    for link_id, kind in dice.sample(known, min(len(known), dice.randint(1, 2))):
        if kind not in _ANSWERS or dice.random() < 0.2:
            rows.append({"question": link_id, "operator": "exists", "answerBoolean": dice.random() < 0.5})
            continue
        key, value = dice.choice(_ANSWERS[kind])
        operators = ("=", "!=", ">", "<", ">=", "<=") if kind in _ORDERED else ("=", "!=")
        rows.append({"question": link_id, "operator": dice.choice(operators), key: value})
    item["enableWhen"] = rows
    item["enableBehavior"] = dice.choice(("any", "all"))
