"""Names what a form asks for and the engine does not do: population, queries, value sets elsewhere."""

from collections.abc import Mapping

from questionnaires.forms.nodes import Node, rows, words
from questionnaires.forms.notes import Note

TEXT_BY_EXPRESSION = "a text by expression"
_NAMED: Mapping[str, str] = {
    "initialExpression": "population (initialExpression)",
    "answerExpression": "options by expression (answerExpression)",
    "answerOptionsToggleExpression": "options switched by expression",
    "candidateExpression": "population (candidateExpression)",
    "contextExpression": "population (contextExpression)",
    "itemPopulationContext": "population (itemPopulationContext)",
    "launchContext": "a launch context",
    "sourceQueries": "population (sourceQueries)",
    "sourceStructureMap": "population (sourceStructureMap)",
    "subQuestionnaire": "a form in parts (subQuestionnaire)",
    "adaptive": "an adaptive form",
    "questionnaireAdaptive": "an adaptive form (questionnaireAdaptive)",
    "assemble-expectation": "a form in parts (assemble-expectation)",
    "assembleContext": "a form in parts (assembleContext)",
    "cqf-expression": TEXT_BY_EXPRESSION,
}


def is_fhirpath(expression: Node) -> bool:
    """Whether an expression is FHIRPath; one that names no language is taken for it."""
    return "fhirpath" in (words(expression, "language") or "fhirpath").lower()


def feature_of(extension: Node) -> str | None:
    """The name of the feature that this extension asks for, if it is one that is not done here."""
    named = _NAMED.get(_short(words(extension, "url")))
    value = extension.get("valueExpression")
    if named in (None, TEXT_BY_EXPRESSION) and isinstance(value, Mapping) and not is_fhirpath(value):
        return f"an expression in {words(value, 'language')}"
    return named


def features_of(node: Node, where: str) -> list[Note]:
    """A note for each feature of one object that is ignored."""
    text = node.get("_text")
    aside = rows(text, "extension") if isinstance(text, Mapping) else []
    names = [feature_of(row) for row in (*rows(node, "extension"), *aside)]
    found = [Note(where, f"{name[0].upper()}{name[1:]} is ignored.") for name in names if name]
    if rows(node, "modifierExtension"):
        found.append(Note(where, "A modifier extension is ignored."))
    value_set = words(node, "answerValueSet")
    if value_set and not value_set.startswith("#"):
        found.append(Note(where, f"The value set {value_set} is not at hand."))
    return found


def _short(url: str) -> str:
    """The name of an extension without its home, which has moved from time to time."""
    return url.rpartition("/")[2].removeprefix("sdc-questionnaire-").removeprefix("questionnaire-")
