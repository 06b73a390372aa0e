"""FHIRPath in forms, by the library fhirpathpy: parsed once, with weight() and ordinal() for scored options.

For display only: no score or alert of the product comes from an expression. A form's file is trusted no more
than its expressions are: whoever runs them for somebody gives them a time limit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from fhirpathpy import apply_parsed_path
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models
from fhirpathpy.parser import parse

from questionnaires.forms.form import Form
from questionnaires.forms.nodes import Node, rows

_WEIGHTS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
)
_ITEM = "QuestionnaireResponse.item"
# The library's own functions are not typed.
_applied: Callable[..., list[Any]] = apply_parsed_path
_created: Callable[[Node, str], Any] = ResourceNode.create_node
_parse: Callable[[str], Any] = parse


class ExpressionFault(Exception):
    """An expression that cannot be read or evaluated; the text says what is wrong with it, not with whom."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What expressions may ask besides the response: the scores of options, and what time it is."""

    weights: Mapping[tuple[str, str], Any]
    as_of: datetime


def run(text: str, base: Node, context: Mapping[str, Any], around: Surroundings) -> list[Any]:
    """What an expression yields for a response or one of its items. Raises ExpressionFault."""
    try:
        found = _applied(typed(base), _parsed(text), context, models["r4"], _options(around))
    except Exception as fault:  # noqa: BLE001 - the library raises whatever the expression provokes
        raise ExpressionFault(type(fault).__name__) from None
    return found


def typed(node: Node) -> Any:
    """A response, or an item of one, such that the library knows what its `value` is."""
    return node if "resourceType" in node else _created(node, _ITEM)


@lru_cache(maxsize=4096)  # parsing takes ten times as long as running
def _parsed(text: str) -> Any:
    return _parse(text)


def _options(around: Surroundings) -> Mapping[str, Any]:
    def weight(given: Sequence[Any]) -> list[Any]:
        codings = (_coding(each) for each in _data(given))
        return [around.weights[coding] for coding in codings if coding in around.weights]

    at = around.as_of
    functions = {
        **_OF_NUMBERS,
        "weight": weight,
        "ordinal": weight,
        "today": lambda _: [at.date().isoformat()],
        "now": lambda _: [at.isoformat()],
        "timeOfDay": lambda _: [at.time().isoformat()],
    }
    return {"userInvocationTable": {name: {"fn": fn, "arity": {0: []}} for name, fn in functions.items()}}


def _data(given: Sequence[Any]) -> list[Any]:
    return [getattr(node, "data", node) for node in given]


def _of_numbers(reduce: Callable[[list[Any]], Any]) -> Callable[[Sequence[Any]], list[Any]]:
    """A function of plain numbers: the library's own fail over answers. Of nothing comes nothing, never 0."""
    return lambda given: [reduce(_data(given))] if given else []


_OF_NUMBERS: Mapping[str, Callable[[Sequence[Any]], list[Any]]] = {
    "sum": _of_numbers(sum),
    "min": _of_numbers(min),
    "max": _of_numbers(max),
    "avg": _of_numbers(lambda numbers: sum(numbers) / len(numbers)),
}


def _coding(node: Any) -> tuple[str, str]:
    found = node.get("valueCoding", node) if isinstance(node, Mapping) else {}
    return str(found.get("system", "")), str(found.get("code", ""))


def weights_of(form: Form) -> Mapping[tuple[str, str], Any]:
    """Every scored option of a form and of the value sets it contains: (system, code) -> score."""
    found: dict[tuple[str, str], Any] = {}
    options = (option for item in form.flat for option in rows(item.node, "answerOption"))
    for node in (*options, *_concepts(form.node)):
        inner = node.get("valueCoding")
        coding: Node = inner if isinstance(inner, Mapping) else node
        for row in (*rows(node, "extension"), *rows(coding, "extension")):
            if row.get("url") in _WEIGHTS and "code" in coding:
                found[_coding(coding)] = row.get("valueDecimal", row.get("valueInteger"))
    return {coding: weight for coding, weight in found.items() if weight is not None}


def _concepts(node: Node) -> list[Node]:
    """The concepts of the value sets a form contains; each carries its include's system."""
    found: list[Node] = []
    for contained in rows(node, "contained"):
        for part in ("compose", "expansion"):
            inside = contained.get(part)
            if isinstance(inside, Mapping):
                found += rows(inside, "contains")
                for include in rows(inside, "include"):
                    system = include.get("system", "")
                    found += [{"system": system, **concept} for concept in rows(include, "concept")]
    return found
