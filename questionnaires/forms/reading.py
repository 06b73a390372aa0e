"""Reads any FHIR Questionnaire leniently: what cannot be understood is left out and named, nothing raises."""

from collections.abc import Iterator, Mapping
from itertools import count

from questionnaires.extensions import HL7
from questionnaires.forms.form import Expression, Form, FormItem, When
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.notes import THE_FORM, Note, Weight
from questionnaires.forms.unsupported import features_of, is_fhirpath
from questionnaires.forms.values import read_value
from questionnaires.instrument import Operator

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
_HIDDEN = f"{HL7}questionnaire-hidden"
_VARIABLE = (f"{HL7}variable",)
# The second of each is how the extension was called before it moved to SDC.
_ENABLED_IF = (f"{_SDC}enableWhenExpression", f"{HL7}questionnaire-enableWhenExpression")
_CALCULATED = (f"{_SDC}calculatedExpression", f"{HL7}questionnaire-calculatedExpression")
_NEVER_ASKED = ("group", "display")
_DEEPEST, _MOST = 100, 10_000
_OPERATORS = frozenset(Operator)


def read_form(resource: Node) -> Form:
    """The form of a resource. Items without a link id are kept, for their children's sake."""
    notes: list[Note] = features_of(resource, THE_FORM)
    items = tuple(_items(resource, notes, 0, count()))
    flat = tuple(_flattened(items))
    notes.extend(_doubts(flat))
    return Form(items, flat, _named(resource), tuple(dict.fromkeys(notes)), resource)


def _items(node: Node, notes: list[Note], depth: int, counter: Iterator[int]) -> Iterator[FormItem]:
    """The items below a node. A file may hold itself, by an alias of YAML: both depth and number end."""
    if depth > _DEEPEST:
        notes.append(Note(THE_FORM, "Items are nested too deeply; what is deeper is left out.", Weight.CUT))
        return
    for row in rows(node, "item"):
        if next(counter) >= _MOST:
            notes.append(Note(THE_FORM, "There are too many items; the rest is left out.", Weight.CUT))
            return
        yield _item(row, notes, depth, counter)


def _item(node: Node, notes: list[Note], depth: int, counter: Iterator[int]) -> FormItem:
    link_id, kind = words(node, "linkId"), words(node, "type")
    notes.extend(features_of(node, link_id))
    calculated, enabled_if = _expressions(node, _CALCULATED), _expressions(node, _ENABLED_IF)
    unasked = calculated or kind in _NEVER_ASKED or node.get("readOnly") is True or _is_hidden(node)
    return FormItem(
        link_id=link_id,
        kind=kind,
        asks=not unasked,
        conditions=tuple(_conditions(node, link_id, notes)),
        any_of=_any_of(node, link_id, notes),
        enabled_if=enabled_if[0].text if enabled_if else None,
        calculated=calculated[0].text if calculated else None,
        variables=_named(node),
        children=tuple(_items(node, notes, depth + 1, counter)),
        node=node,
    )


def _conditions(node: Node, link_id: str, notes: list[Note]) -> Iterator[When]:
    for row in rows(node, "enableWhen"):
        operator, answer = words(row, "operator"), read_value(row, "answer")
        if operator not in _OPERATORS:
            sentence = f"The operator {operator!r} is not known; its condition is left out."
            notes.append(Note(link_id, sentence, Weight.CUT))
            continue
        if answer is None:
            notes.append(Note(link_id, "A condition has no answer that can be read."))
        yield When(words(row, "question"), Operator(operator), answer)


def _any_of(node: Node, link_id: str, notes: list[Note]) -> bool:
    behaviour = words(node, "enableBehavior")
    if behaviour in ("any", "all"):
        return behaviour == "any"
    if len(rows(node, "enableWhen")) > 1:
        sentence = "Several conditions without enableBehavior: read as any."
        notes.append(Note(link_id, sentence, Weight.BENT))
    return True


def _is_hidden(node: Node) -> bool:
    return any(
        row.get("url") == _HIDDEN and row.get("valueBoolean") is True for row in rows(node, "extension")
    )


def _named(node: Node) -> tuple[Expression, ...]:
    """What expressions below may call by name: variables, and calculations that have a name."""
    found = (*_expressions(node, _VARIABLE), *_expressions(node, _CALCULATED))
    return tuple(each for each in found if each.name)


def _expressions(node: Node, urls: tuple[str, ...]) -> tuple[Expression, ...]:
    """FHIRPath expressions of one extension; other languages are named by `features_of`."""
    found = []
    for row in rows(node, "extension"):
        value = row.get("valueExpression")
        if row.get("url") in urls and isinstance(value, Mapping) and is_fhirpath(value):
            found.append(Expression(words(value, "expression"), words(value, "name")))
    return tuple(each for each in found if each.text)


def _flattened(items: tuple[FormItem, ...]) -> Iterator[FormItem]:
    for item in items:
        yield item
        yield from _flattened(item.children)


def _doubts(flat: tuple[FormItem, ...]) -> Iterator[Note]:
    """Link ids that stand twice or are missing, and conditions on questions that are not there."""
    seen: set[str] = set()
    for item in flat:
        if not item.link_id:
            yield Note(THE_FORM, "An item has no link id.", Weight.CONFUSED)
        elif item.link_id in seen:
            yield Note(item.link_id, "This link id stands twice.", Weight.CONFUSED)
        seen.add(item.link_id)
    for item in flat:
        for condition in item.conditions:
            if condition.question not in seen:
                yield Note(item.link_id, f"A condition reads {condition.question!r}, which is not there.")
