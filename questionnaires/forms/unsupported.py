"""Names what a form asks for and the engine does not do: population, queries, value sets elsewhere."""

from collections.abc import Mapping
from typing import Any

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
_NAMED: Mapping[str, str] = {
    f"{_SDC}sdc-questionnaire-initialExpression": "population (initialExpression)",
    f"{_SDC}sdc-questionnaire-answerExpression": "options by expression (answerExpression)",
    f"{_SDC}sdc-questionnaire-answerOptionsToggleExpression": "options switched by expression",
    f"{_SDC}sdc-questionnaire-candidateExpression": "population (candidateExpression)",
    f"{_SDC}sdc-questionnaire-contextExpression": "population (contextExpression)",
    f"{_SDC}sdc-questionnaire-itemPopulationContext": "population (itemPopulationContext)",
    f"{_SDC}sdc-questionnaire-launchContext": "a launch context",
    f"{_SDC}sdc-questionnaire-sourceQueries": "population (sourceQueries)",
    f"{_SDC}sdc-questionnaire-sourceStructureMap": "population (sourceStructureMap)",
    f"{_SDC}sdc-questionnaire-subQuestionnaire": "a form in parts (subQuestionnaire)",
    f"{_SDC}sdc-questionnaire-adaptive": "an adaptive form",
    f"{_SDC}sdc-questionnaire-questionnaireAdaptive": "an adaptive form (questionnaireAdaptive)",
    f"{_SDC}sdc-questionnaire-assemble-expectation": "a form in parts (assemble-expectation)",
    f"{_SDC}sdc-questionnaire-assembleContext": "a form in parts (assembleContext)",
}


def feature_of(extension: Mapping[str, Any]) -> str | None:
    """The name of the feature that this extension asks for, if it is one that is not done here."""
    value = extension.get("valueExpression")
    language = str(value.get("language", "")) if isinstance(value, Mapping) else ""
    named = _NAMED.get(str(extension.get("url")))
    if named is None and language and "fhirpath" not in language:
        return f"an expression in {language}"
    return named


def features_of(node: Mapping[str, Any], where: str) -> list[str]:
    """A sentence for each feature of one object that is ignored."""
    extensions = node.get("extension")
    rows = extensions if isinstance(extensions, list) else ()
    names = [feature_of(row) for row in rows if isinstance(row, Mapping)]
    found = [f"{where}: {name[0].upper()}{name[1:]} is ignored." for name in names if name]
    value_set = node.get("answerValueSet")
    if isinstance(value_set, str) and not value_set.startswith("#"):
        found.append(f"{where}: The value set {value_set} is not at hand.")
    return found
