"""The state of a form under a response: what is enabled, what is not, and what would be asked next.

Only what the response holds counts: initial values are not applied. Hidden is not disabled. A link id with
several instances is enabled if any of them is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from questionnaires.forms.expressions import STEPS, OutOfSteps
from questionnaires.forms.form import Form
from questionnaires.forms.instances import Instance, all_rows, instances_of
from questionnaires.forms.nodes import Node, words
from questionnaires.forms.settling import State, state_with, state_without


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


def judge(form: Form, response: Node, as_of: datetime, steps: int = STEPS) -> Evaluation:
    """Judge every item of the form, in a time that is bounded whatever its expressions do.

    `as_of` is what expressions take for now. `steps` is what they may take, all together: the default is at
    most about half a second. A form that asks for more is judged without them, and the notes say so.
    """
    instances = instances_of(form, response)
    if not form.calculates:
        return _told(form, response, instances, state_without(instances))
    try:
        return _told(form, response, instances, state_with(form, response, instances, as_of, steps))
    except OutOfSteps:
        found = _told(form, response, instances, state_without(instances))
        return replace(
            found, notes=(*found.notes, "the form: Its expressions took too long and are ignored.")
        )


def _told(form: Form, response: Node, instances: Sequence[Instance], state: State) -> Evaluation:
    on = {instance.item.link_id for instance in state.settled.on}
    known = tuple(dict.fromkeys(item.link_id for item in form.flat if item.link_id))
    return Evaluation(
        enabled=tuple(link_id for link_id in known if link_id in on),
        disabled=tuple(link_id for link_id in known if link_id not in on),
        calculated=_by_link_id(state),
        next=_next(instances, state),
        notes=(*map(str, form.notes), *state.faults, *_notes(form, response, state)),
    )


def _by_link_id(state: State) -> dict[str, Any]:
    """Each calculated value that there is, of enabled items: one alone, several as a list."""
    found: dict[str, Any] = {}
    for instance, values in state.results.items():
        if values and instance in state.settled.on:
            found.setdefault(instance.item.link_id, values[0] if len(values) == 1 else list(values))
    return found


def _next(instances: Sequence[Instance], state: State) -> str | None:
    open_questions = (
        instance.item.link_id
        for instance in instances
        if instance.item.asks and not instance.answers and instance in state.settled.on
    )
    return next(open_questions, None)


def _notes(form: Form, response: Node, state: State) -> Iterator[str]:
    for link_id in dict.fromkeys(instance.item.link_id for instance in state.settled.restless):
        yield f"{link_id}: Conditions go round in a loop and never settle; it counts as disabled."
    known = {item.link_id for item in form.flat}
    for link_id in dict.fromkeys(words(row, "linkId") for _, row in all_rows(response)):
        if link_id not in known:
            yield f"{link_id}: The response holds it, and the form does not."
