"""The state of a form under a response: what is enabled, what is not, and what would be asked next. Pure.

Only what the response holds counts: initial values are not applied. Hidden is not disabled. A link id with
several instances is enabled if any of them is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.forms.enabling import Settled, settle
from questionnaires.forms.form import Form
from questionnaires.forms.instances import Instance, instances_of
from questionnaires.forms.reading import rows, words


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`enabled` and `disabled` are link ids in document order, groups and displays too.

    `next` is the first enabled question that a person is asked and that has no answer; none if there is none.
    """

    enabled: tuple[str, ...]
    disabled: tuple[str, ...]
    next: str | None
    notes: tuple[str, ...]


def evaluate(form: Form, response: Mapping[str, Any]) -> Evaluation:
    """Judge every item of the form. Nothing raises, however odd form or response are."""
    instances = instances_of(form, response)
    settled = settle(instances)
    on = {instance.item.link_id for instance in settled.on}
    known = tuple(dict.fromkeys(item.link_id for item in form.flat if item.link_id))
    return Evaluation(
        enabled=tuple(link_id for link_id in known if link_id in on),
        disabled=tuple(link_id for link_id in known if link_id not in on),
        next=_next(instances, settled),
        notes=(*form.notes, *_notes(form, response, settled)),
    )


def _next(instances: Sequence[Instance], settled: Settled) -> str | None:
    open_questions = (
        instance.item.link_id
        for instance in instances
        if instance.item.asks and not instance.answers and instance in settled.on
    )
    return next(open_questions, None)


def _notes(form: Form, response: Mapping[str, Any], settled: Settled) -> Iterator[str]:
    for link_id in dict.fromkeys(instance.item.link_id for instance in settled.restless):
        yield f"{link_id}: Conditions go round in a loop and never settle; it counts as disabled."
    known = {item.link_id for item in form.flat}
    for link_id in dict.fromkeys(_answered(response)):
        if link_id not in known:
            yield f"{link_id}: The response holds it, and the form does not."


def _answered(node: Mapping[str, Any]) -> Iterator[str]:
    """Every link id in a response."""
    for row in rows(node, "item"):
        yield words(row, "linkId")
        yield from _answered(row)
        for answer in rows(row, "answer"):
            yield from _answered(answer)
