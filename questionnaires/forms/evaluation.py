"""The state of a form under a response: what is enabled, what is not, and what would be asked next.

Only what the response holds counts: initial values are not applied. Hidden is not disabled. A link id with
several instances is enabled if any of them is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.forms.calculating import as_answers, calculate
from questionnaires.forms.enabling import Settled, settle, sources_of
from questionnaires.forms.expressions import Surroundings, weights_of
from questionnaires.forms.form import Form
from questionnaires.forms.instances import Instance, instances_of
from questionnaires.forms.laying_out import lay_out
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.values import Value, read_value

Results = Mapping[Instance, tuple[Any, ...]]
_ROUNDS = 12
_RESTLESS = "the form: Expressions that read each other never settle."


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`enabled` and `disabled` are link ids in document order, groups and displays too.

    `calculated` are results of FHIRPath by link id, for display only. `next` is the first enabled question
    that a person is asked and that has no answer; none if there is none.
    """

    enabled: tuple[str, ...]
    disabled: tuple[str, ...]
    calculated: Mapping[str, Any]
    next: str | None
    notes: tuple[str, ...]


def evaluate(form: Form, response: Node, as_of: datetime, *, expressions: bool = True) -> Evaluation:
    """Judge every item of the form. Nothing raises, however odd form or response are.

    `as_of` is what expressions take for now; without `expressions` they are passed over.
    """
    instances = instances_of(form, response)
    settled, calculated, faults = _settled(form, response, instances, as_of, expressions)
    on = {instance.item.link_id for instance in settled.on}
    known = tuple(dict.fromkeys(item.link_id for item in form.flat if item.link_id))
    return Evaluation(
        enabled=tuple(link_id for link_id in known if link_id in on),
        disabled=tuple(link_id for link_id in known if link_id not in on),
        calculated=_by_link_id(calculated, settled.on),
        next=_next(instances, settled),
        notes=(*form.notes, *faults, *_notes(form, response, settled)),
    )


def _settled(
    form: Form, response: Node, instances: Sequence[Instance], as_of: datetime, expressions: bool
) -> tuple[Settled, Results, tuple[str, ...]]:
    """Conditions and expressions read each other: they are judged in turn until nothing changes."""
    sources = sources_of(instances)
    settled = settle(instances, sources, {}, frozenset())
    if not (form.calculates and expressions):
        return settled, {}, ()
    around = Surroundings(weights_of(form), as_of)
    answers: Mapping[Instance, list[Node]] = {}
    for _ in range(_ROUNDS):
        outcome = calculate(form, instances, lay_out(response, instances, settled.on, answers), around)
        seen, answers = (settled.on, answers), _answers(outcome.results)
        filled = {each: _values(found) for each, found in answers.items()}
        settled = settle(instances, sources, filled, outcome.off)
        if (settled.on, answers) == seen:  # another round would see what this one saw
            return settled, outcome.results, outcome.faults
    return settled, outcome.results, (*outcome.faults, _RESTLESS)


def _answers(results: Results) -> dict[Instance, list[Node]]:
    """What was calculated for items without an answer of their own, as answers."""
    found = {each: list(as_answers(each, values)) for each, values in results.items() if not each.answers}
    return {each: answers for each, answers in found.items() if answers}


def _values(answers: Iterable[Node]) -> tuple[Value, ...]:
    return tuple(value for answer in answers if (value := read_value(answer, "value")) is not None)


def _by_link_id(results: Results, on: frozenset[Instance]) -> dict[str, Any]:
    """Each calculated value that there is, of enabled items: one alone, several as a list."""
    found: dict[str, Any] = {}
    for instance, values in results.items():
        if values and instance in on:
            found.setdefault(instance.item.link_id, values[0] if len(values) == 1 else list(values))
    return found


def _next(instances: Sequence[Instance], settled: Settled) -> str | None:
    open_questions = (
        instance.item.link_id
        for instance in instances
        if instance.item.asks and not instance.answers and instance in settled.on
    )
    return next(open_questions, None)


def _notes(form: Form, response: Node, settled: Settled) -> Iterator[str]:
    for link_id in dict.fromkeys(instance.item.link_id for instance in settled.restless):
        yield f"{link_id}: Conditions go round in a loop and never settle; it counts as disabled."
    known = {item.link_id for item in form.flat}
    for link_id in dict.fromkeys(_answered(response)):
        if link_id not in known:
            yield f"{link_id}: The response holds it, and the form does not."


def _answered(node: Node) -> Iterator[str]:
    """Every link id in a response."""
    for row in rows(node, "item"):
        yield words(row, "linkId")
        yield from _answered(row)
        for answer in rows(row, "answer"):
            yield from _answered(answer)
