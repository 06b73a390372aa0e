"""Lays a QuestionnaireResponse over a form: one instance for each time an item stands in the response.

A group stands as often as the response repeats it, and once, empty, where the response has none of it: its
conditions are judged all the same. A question stands once among the same neighbours, with all its answers;
its children stand under each answer. What the response holds in another place than the form (a group left
out, another one put around) counts for the first instance that has nothing of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.forms.form import Form, FormItem
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.values import Value, read_value

Rows = list[Node]
Place = Mapping[str, Rows]
"""The rows of one list of a response, by link id."""
_DEEPEST, _MOST = 100, 10_000


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
    """All instances in document order, parents before their children; of too many, the first."""
    laying = _Laying(_strays(form, response))
    laying.below(form.items, [_by_link_id(rows(response, "item"))], ())
    return tuple(laying.found)


def all_rows(node: Node, around: str = "", depth: int = 0) -> Iterator[tuple[str, Node]]:
    """Every row of a response with the link id of the row around it; a file that holds itself ends."""
    for row in rows(node, "item") if depth < _DEEPEST else ():
        yield around, row
        link_id = words(row, "linkId")
        yield from all_rows(row, link_id, depth + 1)
        for answer in rows(row, "answer"):
            yield from all_rows(answer, link_id, depth + 1)


def _strays(form: Form, response: Node) -> dict[str, Rows]:
    """The rows that stand elsewhere than their item does in the form, by link id."""
    homes = set(_homes(form.items, ""))
    known = {item.link_id for item in form.flat}
    found: dict[str, Rows] = {}
    for around, row in all_rows(response):
        link_id = words(row, "linkId")
        if link_id in known and (around, link_id) not in homes:
            found.setdefault(link_id, []).append(row)
    return found


def _by_link_id(place: Rows) -> Place:
    found: dict[str, Rows] = {}
    for row in place:
        found.setdefault(words(row, "linkId"), []).append(row)
    return found


def _homes(items: Iterable[FormItem], around: str) -> Iterator[tuple[str, str]]:
    for item in items:
        yield around, item.link_id
        yield from _homes(item.children, item.link_id)


@dataclass(frozen=True, slots=True)
class _Laying:
    """Collects the instances, and takes the strays up."""

    strays: dict[str, Rows]
    found: list[Instance] = field(default_factory=list)

    def below(self, items: Iterable[FormItem], places: list[Place], above: tuple[Instance, ...]) -> None:
        """The instances of these items; `places` are the lists of response items that may hold them."""
        for item in items:
            for under, place in enumerate(places):
                own = place.get(item.link_id) or self.strays.pop(item.link_id, [])
                stands = [[row] for row in own] if item.is_group else [own]
                for rows_of_it in stands if stands else [[]]:
                    self._add(item, rows_of_it, above, under)

    def _add(self, item: FormItem, own: Rows, above: tuple[Instance, ...], under: int) -> None:
        if len(self.found) >= _MOST:
            return
        given = [answer for row in own for answer in rows(row, "answer")]
        answers = tuple(value for answer in given if (value := read_value(answer, "value")) is not None)
        instance = Instance(item, answers, above, under, tuple(own))
        self.found.append(instance)
        inside = [rows(row, "item") for row in own]
        if not item.is_group:
            # FHIR puts a question's children under its answers; some programs put them beside.
            beside = [one for place in inside for one in place]
            inside = [[*rows(answer, "item"), *beside] for answer in given] or [beside]
        if item.children:
            places = [_by_link_id(place) for place in inside or [[]]]
            self.below(item.children, places, (*above, instance))
