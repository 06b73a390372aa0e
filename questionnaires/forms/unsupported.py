"""Names what a form asks for and the engine does not do: population, queries, value sets elsewhere."""

from collections.abc import Mapping

from questionnaires.forms.nodes import Node, rows, words

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
    "questionnaireAdaptive": "an adaptive form",
    "cqf-expression": "a text by expression",
}


def is_fhirpath(expression: Node) -> bool:
    """Whether an expression is FHIRPath; one that names no language is taken for it."""
    return "fhirpath" in (words(expression, "language") or "fhirpath").lower()


def features_of(node: Node, where: str) -> list[str]:
    """A sentence for each feature of one object that is ignored."""
    found = []
    text = node.get("_text")
    for row in (*rows(node, "extension"), *rows(text if isinstance(text, Mapping) else {}, "extension")):
        name = _NAMED.get(_short(words(row, "url")))
        value = row.get("valueExpression")
        if name is not None:
            found.append(f"{where}: {name[0].upper()}{name[1:]} is ignored.")
        elif isinstance(value, Mapping) and not is_fhirpath(value):
            found.append(f"{where}: An expression in {words(value, 'language')} is ignored.")
    if rows(node, "modifierExtension"):
        found.append(f"{where}: A modifier extension is ignored.")
    value_set = words(node, "answerValueSet")
    if value_set and not value_set.startswith("#"):
        found.append(f"{where}: The value set {value_set} is not at hand.")
    return found


def _short(url: str) -> str:
    """The name of an extension without its home, which has moved from time to time."""
    return url.rpartition("/")[2].removeprefix("sdc-questionnaire-").removeprefix("questionnaire-")
