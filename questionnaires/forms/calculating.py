"""Runs the expressions of a form over a response: variables, calculations, conditions. Display only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionnaires.forms.expressions import ExpressionFault, Surroundings, run, typed
from questionnaires.forms.form import Expression, Form
from questionnaires.forms.instances import Instance
from questionnaires.forms.laying_out import LaidOut
from questionnaires.forms.nodes import Node

_KEYS: Mapping[str, str] = {
    "boolean": "valueBoolean",
    "integer": "valueInteger",
    "decimal": "valueDecimal",
    "date": "valueDate",
    "dateTime": "valueDateTime",
    "time": "valueTime",
    "quantity": "valueQuantity",
    "choice": "valueCoding",
    "open-choice": "valueCoding",
}
Scope = Mapping[str, Any]
_TRUE = ([True], None)
"""A condition that cannot be evaluated is as if it were not there."""


@dataclass(frozen=True, slots=True)
class Calculated:
    """`results` are plain values by calculated instance; `off` are instances whose condition is not true."""

    results: Mapping[Instance, tuple[Any, ...]]
    off: frozenset[Instance]
    faults: tuple[str, ...]


def calculate(
    form: Form, instances: Sequence[Instance], laid_out: LaidOut, around: Surroundings
) -> Calculated:
    """One pass over all expressions. One that fails is named, and counts as if it were not there."""
    runner = _Runner(around, [])
    fixed = {"resource": laid_out.response, "questionnaire": form.node}
    outer = runner.scope(form.variables, laid_out.response, fixed, "the form")
    scopes: dict[Instance | None, Scope] = {None: outer}
    results: dict[Instance, tuple[Any, ...]] = {}
    off: set[Instance] = set()
    for instance in instances:
        item = instance.item
        base: Node = laid_out.rows.get(instance, {"linkId": item.link_id})
        here = {**scopes[instance.parent], "context": typed(base), "qitem": item.node}
        scopes[instance] = runner.scope(item.variables, base, here, item.link_id)
        if item.enabled_if and runner.run(item.enabled_if, base, scopes[instance], item.link_id) not in _TRUE:
            off.add(instance)
        if item.calculated:
            found = runner.run(item.calculated, base, scopes[instance], item.link_id)
            results[instance] = tuple(_plain(each) for each in found or ())
    return Calculated(results, frozenset(off), tuple(dict.fromkeys(runner.faults)))


@dataclass(frozen=True, slots=True)
class _Runner:
    """Runs expressions in their surroundings, and notes those that fail."""

    around: Surroundings
    faults: list[str]

    def scope(self, variables: Sequence[Expression], base: Node, scope: Scope, where: str) -> Scope:
        """The scope with the variables of one place, each seeing those before it."""
        found = dict(scope)
        for variable in variables:
            found[variable.name] = self.run(variable.text, base, found, where) or []
        return found

    def run(self, text: str, base: Node, scope: Scope, where: str) -> list[Any] | None:
        """What an expression yields; none, and a word about it, if it cannot be evaluated."""
        try:
            return run(text, base, scope, self.around)
        except ExpressionFault as fault:
            self.faults.append(f"{where}: An expression cannot be evaluated ({fault}) and is ignored.")
            return None


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (bool, int, float, str, Mapping)) else str(value)


def as_answers(instance: Instance, results: Sequence[Any]) -> Iterator[Node]:
    """Calculated values as answers of FHIR, by the type of their item."""
    key = _KEYS.get(instance.item.kind, "valueString")
    for value in results:
        if key == "valueQuantity" and not isinstance(value, Mapping):
            yield {key: {"value": value}}
        else:
            yield {key: value}
