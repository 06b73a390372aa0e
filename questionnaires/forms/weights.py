"""The scores a form gives to its options, for weight() and ordinal() in its expressions.

The same option may score otherwise under another question (a reversed one), so an answer's score is looked up
at its own question first: in the answer itself, in the question's options, in the value set it takes them
from, and only then anywhere in the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from questionnaires.forms.form import Form, FormItem
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.values import Value, read_value

_URLS = frozenset(
    f"http://hl7.org/fhir/StructureDefinition/{name}"
    for name in ("ordinalValue", "itemWeight", "questionnaire-ordinalValue")
)
_DEEPEST = 20
Number = int | Decimal
Scores = Mapping[Value, Number]


@dataclass(frozen=True, slots=True)
class Weights:
    """Scores of options by question, and of every option of the form."""

    by_item: Mapping[str, Scores]
    anywhere: Scores

    def of(self, data: Any, link_id: str | None) -> Number | None:
        """The score of an answer or a coding; `link_id` is the question it answers, if it is known."""
        if isinstance(data, Mapping):
            own = _own(data)
            if own is not None:
                return own
        value = _value(data)
        if value is None:
            return None
        found = self.by_item.get(link_id or "", {}).get(value)
        return self.anywhere.get(value) if found is None else found


@lru_cache(maxsize=128)
def weights_of(form: Form) -> Weights:
    """Every scored option of a form and of the value sets it contains."""
    sets = {name: scores for each in rows(form.node, "contained") for name, scores in _value_set(each)}
    by_item = {item.link_id: _of_item(item, sets) for item in form.flat}
    anywhere: dict[Value, Number] = {}
    for scores in (*sets.values(), *by_item.values()):
        anywhere.update(scores)
    return Weights(by_item, anywhere)


def _of_item(item: FormItem, sets: Mapping[str, Scores]) -> Scores:
    from_set = sets.get(words(item.node, "answerValueSet"), {})
    return {**from_set, **_scores(rows(item.node, "answerOption"))}


def _value_set(contained: Node) -> Iterator[tuple[str, Scores]]:
    """A contained value set or code system, by each name an item may call it."""
    scores = _scores(list(_concepts(contained)))
    for name in (f"#{words(contained, 'id')}", words(contained, "url")):
        yield name, scores


def _concepts(contained: Node) -> Iterator[Node]:
    """The concepts of a value set or code system; each carries its system."""
    yield from _nested(rows(contained, "concept"), words(contained, "url"))
    for part in ("compose", "expansion"):
        inside = contained.get(part)
        if isinstance(inside, Mapping):
            yield from _nested(rows(inside, "contains"), "")
            for include in rows(inside, "include"):
                yield from _nested(rows(include, "concept"), words(include, "system"))


def _nested(concepts: list[Node], system: str, depth: int = 0) -> Iterator[Node]:
    for concept in concepts if depth < _DEEPEST else ():
        yield {"system": system, **concept}
        for key in ("concept", "contains"):
            yield from _nested(rows(concept, key), system, depth + 1)


def _scores(options: list[Node]) -> Scores:
    found = ((_value(option), _own(option)) for option in options)
    return {value: score for value, score in found if value is not None and score is not None}


def _value(data: Any) -> Value | None:
    """What an answer, an option, a coding or a plain value is compared by."""
    if not isinstance(data, Mapping):
        return Decimal(data) if type(data) is int else data if isinstance(data, (str, Decimal)) else None
    value = read_value(data, "value")
    return read_value({"valueCoding": data}, "value") if value is None else value


def _own(data: Node) -> Number | None:
    """The score that an option, a coding or a concept carries itself."""
    inner = data.get("valueCoding")
    for place in (data, inner if isinstance(inner, Mapping) else {}):
        for row in rows(place, "extension"):
            if row.get("url") in _URLS:
                return _number(row.get("valueDecimal", row.get("valueInteger")))
        for row in rows(place, "property"):
            if words(row, "code") == "itemWeight":
                return _number(row.get("valueDecimal", row.get("valueInteger")))
    return None


def _number(raw: Any) -> Number | None:
    value = read_value({"valueDecimal": raw}, "value")
    if not isinstance(value, Decimal):
        return None
    return int(value) if value == value.to_integral_value() else value
