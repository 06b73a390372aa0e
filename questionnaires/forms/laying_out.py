"""A response as expressions see it: what is disabled is left out, what was calculated is put in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.forms.instances import Instance
from questionnaires.forms.nodes import Node, rows


@dataclass(frozen=True, slots=True)
class LaidOut:
    """`rows` are the response's items by instance; one without a row stands in the response nowhere.

    `questions` names the question of each answer, and of the coding in it, by the place of the object in
    memory: the same option may score otherwise under another question.
    """

    response: Node
    rows: Mapping[Instance, Node]
    questions: Mapping[int, str]


def lay_out(
    response: Node,
    instances: Iterable[Instance],
    on: frozenset[Instance],
    answers: Mapping[Instance, list[Node]],
) -> LaidOut:
    """A copy of the response from its enabled instances; `answers` are FHIR answers that were calculated."""
    root: dict[str, Any] = {**response, "resourceType": "QuestionnaireResponse", "item": []}
    made: dict[Instance, dict[str, Any]] = {}

    def row_of(instance: Instance) -> dict[str, Any]:
        if instance not in made:
            made[instance] = _row(instance, answers.get(instance, []))
            parent = instance.parent
            _shelf(root if parent is None else row_of(parent), instance).append(made[instance])
        return made[instance]

    for instance in instances:
        if instance in on and (instance.given or instance in answers):
            row_of(instance)
    return LaidOut(root, made, _questions(made))


def _row(instance: Instance, calculated: list[Node]) -> dict[str, Any]:
    given = [answer for row in instance.given for answer in rows(row, "answer")]
    kept = [{key: value for key, value in answer.items() if key != "item"} for answer in given or calculated]
    first: Node = instance.given[0] if instance.given else {}
    row: dict[str, Any] = {key: value for key, value in first.items() if key not in ("item", "answer")}
    row["linkId"] = instance.item.link_id
    return {**row, "item": []} if instance.item.is_group else {**row, "answer": kept}


def _shelf(place: dict[str, Any], instance: Instance) -> list[Any]:
    """Where a row stands in the row around it: under the answer it belongs to, if that is a question."""
    answers = place.get("answer", [])
    holder = answers[instance.under] if instance.under < len(answers) else place
    shelf: list[Any] = holder.setdefault("item", [])
    return shelf


def _questions(made: Mapping[Instance, Node]) -> dict[int, str]:
    found: dict[int, str] = {}
    for instance, row in made.items():
        for answer in row.get("answer", ()):
            found[id(answer)] = instance.item.link_id
            found[id(answer.get("valueCoding"))] = instance.item.link_id
    found.pop(id(None), None)
    return found
