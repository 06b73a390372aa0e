"""The value sets a form brings with it, and their concepts. What is elsewhere is not at hand, and said so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.forms.nodes import Node, rows, words

Concept = tuple[str, Node]
"""A system, and the row that holds code and display."""
_DEEPEST = 20


class NotAtHand(Exception):
    """A value set, or a part of it, is not in the form; the text says which."""


@dataclass(frozen=True, slots=True)
class ValueSets:
    """Value sets and code systems by `#id` and by url."""

    found: Mapping[str, Node]

    @classmethod
    def of(cls, form: Node) -> "ValueSets":
        """Those that the form contains."""
        found: dict[str, Node] = {}
        for resource in rows(form, "contained"):
            if words(resource, "resourceType") in ("ValueSet", "CodeSystem"):
                found[f"#{words(resource, 'id')}"] = resource
                found[words(resource, "url")] = resource
        found.pop("", None)
        return cls(found)

    def concepts(self, name: str) -> list[Concept]:
        """The concepts of the value set of this name, as expanded, else as composed. Raises NotAtHand."""
        return list(self._concepts(name, 0))

    def _concepts(self, name: str, depth: int) -> Iterator[Concept]:
        value_set = self.found.get(name) or self.found.get(name.split("|", maxsplit=1)[0])
        if value_set is None or depth > _DEEPEST:
            raise NotAtHand(f"The value set {name} is not at hand.")
        expansion, compose = value_set.get("expansion"), value_set.get("compose")
        listed = list(_contained(expansion, 0)) if isinstance(expansion, dict) else []
        if not listed and isinstance(compose, dict):
            if rows(compose, "exclude"):
                raise NotAtHand(
                    f"The value set {name} leaves concepts out (exclude), which is not done here."
                )
            for include in rows(compose, "include"):
                listed += self._included(include, depth)
        if not listed:
            raise NotAtHand(f"The value set {name} lists no concepts.")
        yield from (each for each in listed if words(each[1], "code"))

    def _included(self, include: Node, depth: int) -> list[Concept]:
        system = words(include, "system")
        listed = [(system, row) for row in rows(include, "concept")]
        named = include.get("valueSet")
        names = named if isinstance(named, list) else []
        if len(names) + bool(system) > 1:  # only what is in all of them
            raise NotAtHand(f"What several value sets have in common ({names[0]}) is not worked out here.")
        for name in names:
            listed += self._concepts(str(name), depth + 1)
        if listed:
            return listed
        code_system = self.found.get(system)
        if code_system is None or rows(include, "filter"):
            raise NotAtHand(f"The codes of {system or 'a value set'} are not at hand.")
        return [(system, row) for row in _nested(code_system, 0)]


def _contained(node: Node, depth: int) -> Iterator[Concept]:
    for row in rows(node, "contains") if depth < _DEEPEST else ():
        if row.get("abstract") is not True:
            yield words(row, "system"), row
        yield from _contained(row, depth + 1)


def _nested(node: Node, depth: int) -> Iterator[Node]:
    for row in rows(node, "concept") if depth < _DEEPEST else ():
        yield row
        yield from _nested(row, depth + 1)
