"""Runs the expressions of a form over a response: variables, calculations, conditions. Display only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from questionnaires.forms.expressions import Element, ExpressionFault, Found, Surroundings, run
from questionnaires.forms.fhirpath.elements import as_json
from questionnaires.forms.form import Expression, Form
from questionnaires.forms.instances import Instance
from questionnaires.forms.laying_out import LaidOut
from questionnaires.forms.nodes import Node, is_small
from questionnaires.forms.notes import THE_FORM

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
    "reference": "valueReference",
    "url": "valueUri",
}
_LARGEST = 200
Scope = Mapping[str, Found]


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
    runner = _Runner(around, _odd_names(form), [])
    root = laid_out.response
    fixed: Scope = {
        "resource": [root],
        "rootResource": [root],
        "context": [root],
        "questionnaire": [form.node],
    }
    scopes: dict[Instance | None, Scope] = {None: runner.scope(form.variables, root, fixed, THE_FORM)}
    results: dict[Instance, tuple[Any, ...]] = {}
    off: set[Instance] = set()
    for instance in instances:
        item = instance.item
        base: Node = laid_out.rows.get(instance) or {"linkId": item.link_id}
        here = {**scopes[instance.parent], "context": [base], "qitem": [item.node]}
        scopes[instance] = runner.scope(item.variables, base, here, item.link_id)
        if item.enabled_if and not _is_true(
            runner.run(item.enabled_if, base, scopes[instance], item.link_id)
        ):
            off.add(instance)
        if item.calculated:
            results[instance] = runner.values(item.calculated, base, scopes[instance], item.link_id)
    return Calculated(results, frozenset(off), tuple(dict.fromkeys(runner.faults)))


def _is_true(found: Found | None) -> bool:
    """Whether a condition holds: it gives something that is not false, or cannot be evaluated at all."""
    return found is None or any(each is not False for each in found)


@lru_cache(maxsize=128)
def _odd_names(form: Form) -> tuple[str, ...]:
    """Names like `has-fever`, which FHIRPath would read as a subtraction; the longest first."""
    every = (*form.variables, *(named for item in form.flat for named in item.variables))
    return tuple(sorted({each.name for each in every if not each.name.isidentifier()}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Runner:
    """Runs expressions in their surroundings, and notes those that fail."""

    around: Surroundings
    odd_names: tuple[str, ...]
    faults: list[str]

    def scope(self, variables: Sequence[Expression], base: Element, scope: Scope, where: str) -> Scope:
        """The scope with the variables of one place, each seeing those before it."""
        if not variables:
            return scope
        found = dict(scope)
        for variable in variables:
            found[variable.name] = self.run(variable.text, base, found, where) or []
        return found

    def run(self, text: str, base: Element, scope: Scope, where: str) -> Found | None:
        """What an expression yields; none, and a word about it, if it cannot be evaluated."""
        for name in self.odd_names:
            text = text.replace(f"%{name}", f"%`{name}`")
        try:
            return run(text, base, scope, self.around)
        except ExpressionFault as fault:
            self.faults.append(f"{where}: An expression cannot be evaluated ({fault}) and is ignored.")
            return None

    def values(self, text: str, base: Element, scope: Scope, where: str) -> tuple[Any, ...]:
        """What a calculation yields, as JSON. A whole form or response is no answer, and would swell."""
        found = [as_json(each) for each in self.run(text, base, scope, where) or ()]
        self.around.budget.spend(4 * len(found))
        values = tuple(each for each in found if each is not None and is_small(each, _LARGEST))
        if len(found) > len(values):
            self.faults.append(f"{where}: An expression yields what is no answer, and it is left out.")
        return values


def as_answers(instance: Instance, results: Sequence[Any]) -> Iterator[Node]:
    """Calculated values as answers of FHIR, by the type of their item."""
    key = _KEYS.get(instance.item.kind, "valueString")
    for value in results:
        if key == "valueQuantity" and not isinstance(value, Mapping):
            yield {key: {"value": value}}
        elif key == "valueCoding" and not isinstance(value, Mapping):
            yield {"valueString": str(value)}
        else:
            yield {key: value}
