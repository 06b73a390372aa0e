"""The choices of a foreign form: its answer options, or the value set it contains."""

from collections.abc import Iterator

from domain import Answer, Coding, Quantity
from questionnaires.adopting.looking import extension, flagged, said, text
from questionnaires.adopting.remarks import Remarks
from questionnaires.adopting.value_sets import NotAtHand, ValueSets
from questionnaires.adopting.values import answer_at
from questionnaires.extensions import HL7
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.instrument import ItemKind, Option

MOST = 400
"""More choices than this cannot be paged through on a telephone."""


def options_of(
    node: Node, kind: ItemKind, sets: ValueSets, language: str, remarks: Remarks
) -> tuple[Option, ...]:
    """The choices of one question, in order; what cannot be offered is remarked."""
    where = words(node, "linkId")
    found = (*_listed(node, kind, language, where, remarks), *_of_set(node, sets, language, where, remarks))
    options = tuple({option.answer: option for option in reversed(found)}.values())[::-1]
    if len(options) < len(found):
        remarks.degrade(where, "The same option stands twice; it is offered once.")
    if len(options) > MOST:
        remarks.refuse(where, f"There are {len(options)} options, too many for a chat (at most {MOST}).")
    if not (options or "answerValueSet" in node or "option" in node) and kind is ItemKind.CHOICE:
        remarks.refuse(where, "A choice without options cannot be asked.")
    return options


def initially(node: Node, kind: ItemKind) -> Iterator[Answer]:
    """The values an item begins with: its own, or those of options that are selected."""
    for row in rows(node, "initial"):
        value = answer_at(row, "value", kind)
        if value is not None:
            yield value
    for row in rows(node, "answerOption"):
        if row.get("initialSelected") is True and (value := answer_at(row, "value", kind)) is not None:
            yield value


def _listed(node: Node, kind: ItemKind, language: str, where: str, remarks: Remarks) -> Iterator[Option]:
    for row in rows(node, "answerOption"):
        answer = answer_at(row, "value", kind)
        label = _label(row, answer, language) if answer is not None else ""
        if answer is None or isinstance(answer, Quantity) or not label.strip():
            remarks.refuse(
                where, "An option cannot be read (only codings, texts, numbers, dates and times can)."
            )
            continue
        exclusive = flagged(row, f"{HL7}questionnaire-optionExclusive")
        prefix = said(row, f"{HL7}questionnaire-optionPrefix", language=language)
        yield Option(answer, f"{prefix} {label}".strip(), exclusive, _weight(row))
    if "option" in node:
        remarks.refuse(
            where, "Its options are written as in an older version of FHIR (option); R4 has answerOption."
        )


def _weight(row: Node) -> int | None:
    """What an option counts in a score, where that is a whole number."""
    value = extension(row, f"{HL7}ordinalValue").get("valueDecimal")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _label(row: Node, answer: Answer, language: str) -> str:
    coding = row.get("valueCoding")
    if isinstance(coding, dict):
        return text(coding, "display", language) or words(coding, "code")
    return text(row, "valueString", language) or str(answer)


def _of_set(node: Node, sets: ValueSets, language: str, where: str, remarks: Remarks) -> Iterator[Option]:
    name = words(node, "answerValueSet")
    if not name:
        return
    try:
        concepts = sets.concepts(name)
    except NotAtHand as missing:
        remarks.refuse(where, str(missing))
        return
    for system, concept in concepts:
        label = text(concept, "display", language) or words(concept, "code")
        yield Option(Coding(system, words(concept, "code")), label)
