"""Lays a QuestionnaireResponse over a form: one instance for each time an item stands in the response.

A group stands as often as the response repeats it, and once, empty, where the response has none of it: its
conditions are judged all the same. A question stands once among the same neighbours, with all its answers;
its children stand under each answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from questionnaires.forms.form import Form, FormItem
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.values import Value, read_value

Rows = list[Node]


@dataclass(frozen=True, eq=False, slots=True)
class Instance:
    """An item in one place. `above` are the instances around it, the outermost first; below a question,
    `under` counts the answer it stands under. `given` are the rows of the response that make it.
    """

    item: FormItem
    answers: tuple[Value, ...]
    above: tuple["Instance", ...]
    under: int
    given: tuple[Node, ...]

    @property
    def parent(self) -> "Instance | None":
        return self.above[-1] if self.above else None


def instances_of(form: Form, response: Node) -> tuple[Instance, ...]:
    """All instances in document order, parents before their children."""
    return tuple(_below(form.items, [rows(response, "item")], ()))


def _below(items: Iterable[FormItem], places: list[Rows], above: tuple[Instance, ...]) -> Iterator[Instance]:
    """The instances of these items; `places` are the lists of response items that may hold them."""
    for item in items:
        for under, place in enumerate(places):
            found = [row for row in place if words(row, "linkId") == item.link_id]
            stands = [[row] for row in found] if item.is_group else [found]
            for rows_of_it in stands if stands else [[]]:
                yield from _instance(item, rows_of_it, above, under)


def _instance(item: FormItem, found: Rows, above: tuple[Instance, ...], under: int) -> Iterator[Instance]:
    given = [answer for row in found for answer in rows(row, "answer")]
    answers = tuple(value for answer in given if (value := read_value(answer, "value")) is not None)
    instance = Instance(item, answers, above, under, tuple(found))
    yield instance
    inside = [rows(row, "item") for row in found]
    if not item.is_group:
        # FHIR puts a question's children under its answers; some programs put them beside.
        beside = [one for place in inside for one in place]
        inside = [[*rows(answer, "item"), *beside] for answer in given] or [beside]
    yield from _below(item.children, inside or [[]], (*above, instance))
